using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Platform;

/// <summary>Takes a platform administrator's browser into a tenant. Refusals pass through to the one table of errors.</summary>
public sealed class EnterModel(TenantDoor door) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(string tenant, string? reason, int? minutes, CancellationToken ct)
    {
        await HttpContext.SignInInside(await door.Enter(tenant, reason, minutes, ct));
        if (!Request.IsFragment())
            return LocalRedirect("/");
        Response.Headers["HX-Redirect"] = "/";
        return new NoContentResult();
    }
}
