using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>What pages need to answer scripts with a part of a page.</summary>
public static class Fragments
{
    /// <summary>A script asks for a part of a page; back and forward ask for the whole.</summary>
    public static bool IsFragment(this HttpRequest request) => request.Headers.ContainsKey("HX-Request") && !request.Headers.ContainsKey("HX-History-Restore-Request");

    /// <summary>Tells the page that an escalation changed; it then fetches what it shows. Without script the browser goes to the escalation.</summary>
    /// <param name="part">What takes the place of the form that was sent; without it the form stays as it is.</param>
    public static IActionResult Changed(this PageModel page, Guid id, IActionResult? part = null)
    {
        if (!page.Request.IsFragment())
            return page.LocalRedirect($"/inbox?id={id}");
        page.Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(new Dictionary<string, object> { ["desk:changed"] = new { id } });
        return part ?? new NoContentResult();
    }
}
