using EscalationCqrs.Application.Access;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Access;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Account;

/// <summary>E-mail and password against a session. What was wrong is never told.</summary>
public sealed class SignInModel(IMediator mediator) : PageModel
{
    [BindProperty]
    public string Email { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty]
    public bool Remember { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Back() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        try
        {
            var entered = await mediator.Send(new SignIn.Command(Email ?? "", Password ?? ""), ct);
            await HttpContext.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme,
                AuthModule.Principal(entered.AccountId, entered.TenantId, entered.SecurityStamp, CookieAuthenticationDefaults.AuthenticationScheme),
                new() { IsPersistent = Remember });
            return Back();
        }
        catch (TooMany)
        {
            ModelState.AddModelError("", HttpContext.Texts().SignIn.LockedOut);
        }
        catch (Exception e) when (e is NotSignedIn or ValidationException)
        {
            ModelState.AddModelError("", HttpContext.Texts().SignIn.Failed);
        }

        return Page();
    }

    private LocalRedirectResult Back() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}
