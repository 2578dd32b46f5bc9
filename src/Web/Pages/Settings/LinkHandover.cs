using EscalationCqrs.Web.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What is shown once, on the page after the one that made it: a link to hand over, a secret, a word that it worked.</summary>
public static class LinkHandover
{
    public const string Name = "HandoverName", Link = "HandoverLink";

    /// <summary>Like <see cref="PageErrors.Accepted"/>, for commands that answer something; null where they were refused.</summary>
    public static async Task<T?> Answer<T>(this PageModel page, Func<Task<T>> send) where T : class
    {
        T? answer = null;
        await page.Accepted(async () => answer = await send());
        return answer;
    }

    /// <param name="link">Null where the person has a password already.</param>
    public static PageModel HandOver(this PageModel page, string name, string? link)
    {
        page.TempData[Name] = name;
        page.TempData[Link] = link is null ? "" : page.Url.PageLink("/Account/Invitation", values: new { link });
        return page;
    }

    public static PageModel Done(this PageModel page, string sentence)
    {
        page.TempData["Done"] = sentence;
        return page;
    }

    public static PageModel Saved(this PageModel page) => page.Done(page.HttpContext.Texts().App.Saved);
}
