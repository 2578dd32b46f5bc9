using EscalationCqrs.Application.Staff;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Settings;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Account;

/// <summary>Who one is here, what one may do, and how one sees the desk.</summary>
[Authorize]
public sealed class ProfileModel(IMediator mediator) : PageModel
{
    public GetMe.Result Me { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Me = await mediator.Send(new GetMe.Query(), ct);

    public async Task<IActionResult> OnPostAsync(string? locale, string? timeZone, string? phone, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new UpdatePreferences.Command(locale ?? "", timeZone, phone), ct)))
        {
            Response.Cookies.Append(CurrentTexts.Cookie, locale!, new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, IsEssential = true });
            return this.Done(Texts.For(locale).App.Saved).RedirectToPage();
        }

        await OnGetAsync(ct);
        return Page();
    }
}
