using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What can be set up, for those who may set something up.</summary>
public sealed class IndexModel(Viewer viewer) : PageModel
{
    public void OnGet()
    {
        if (SettingsMap.For(viewer).Count == 0)
            throw new PermissionDenied("settings");
    }
}
