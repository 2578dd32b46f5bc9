using EscalationCqrs.Application.Platform;
using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Pages.Settings;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Platform;

/// <summary>Takes a platform administrator's browser out of the tenant.</summary>
public sealed class LeaveModel(IMediator mediator, Viewer viewer) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await mediator.Send(new LeaveTenant.Command(), ct);
        await HttpContext.SignInOutside();
        return this.Done(viewer.Texts.Platform.Left(viewer.Tenant)).RedirectToPage("/Platform/Tenants");
    }
}
