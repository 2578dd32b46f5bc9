using EscalationCqrs.Application.Staff;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Settings;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Account;

/// <summary>Whoever was handed a link chooses their password here.</summary>
public sealed class InvitationModel(IMediator mediator) : PageModel
{
    public async Task<IActionResult> OnPostAsync(string link, string? password, string? repeated, CancellationToken ct)
    {
        if (password != repeated)
            ModelState.AddModelError("repeated", HttpContext.Texts().SignIn.PasswordsDiffer);
        else if (await this.Accepted(() => mediator.Send(new AcceptInvitation.Command(link, password ?? ""), ct)))
            return this.Done(HttpContext.Texts().Account.PasswordSet).RedirectToPage("/Account/SignIn");
        return Page();
    }
}
