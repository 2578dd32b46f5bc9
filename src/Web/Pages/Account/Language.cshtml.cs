using EscalationCqrs.Application.Staff;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Account;

/// <summary>Changes the language of this browser and, for members of staff, the one they are known to read.</summary>
public sealed class LanguageModel(IMediator mediator, Viewer viewer) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(string? language, string? returnUrl, CancellationToken ct)
    {
        var chosen = Texts.For(language).Language;
        Response.Cookies.Append(CurrentTexts.Cookie, chosen,
            new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, IsEssential = true });
        if (viewer.SignedIn)
            await mediator.Send(new ChangeLanguage.Command(chosen), ct);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
