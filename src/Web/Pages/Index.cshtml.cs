using EscalationCqrs.Application.Access;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages;

/// <summary>Leads to the first page that the viewer may see.</summary>
public sealed class HomeModel(Viewer viewer) : PageModel
{
    public IActionResult OnGet() => LocalRedirect(
        viewer.May(Permissions.Platform.Enter) ? "/platform/tenants"
        : viewer.May(Permissions.Inbox.Read) ? "/inbox"
        : viewer.May(Permissions.Report.Read) ? "/reports"
        : viewer.May(Permissions.Audit.Read) ? "/audit"
        : viewer.MaySettings ? "/settings" : "/error/403");
}
