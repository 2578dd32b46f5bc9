using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Staff;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Account;

/// <summary>Says from the menu whether one may receive work now.</summary>
public sealed class PresenceModel(IMediator mediator) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(Presence presence, string? returnUrl, CancellationToken ct)
    {
        await mediator.Send(new SetPresence.Command(presence), ct);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
