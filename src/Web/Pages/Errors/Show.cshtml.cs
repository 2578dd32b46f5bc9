using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Errors;

/// <summary>What a person sees in the place of a page that cannot be shown; scripts get the same as a problem in JSON.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ShowModel : PageModel
{
    public int Status { get; private set; }

    public string Title { get; private set; } = "";

    public string Sentence { get; private set; } = "";

    public IActionResult OnGet(int status) => Show(status);

    public IActionResult OnPost(int status) => Show(status);

    private IActionResult Show(int status)
    {
        var texts = HttpContext.Texts();
        var problem = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is { } error
            ? Problems.Of(error, texts)
            : new(status, $"status_{status}", status switch
            {
                403 => texts.Errors.PermissionDenied,
                404 => texts.Errors.NotFound,
                503 => texts.Errors.Unavailable,
                >= 500 => texts.Errors.Unexpected,
                _ => texts.Errors.Malformed,
            });
        (Status, Sentence, Response.StatusCode) = (problem.Status, problem.Title, problem.Status);
        Title = problem.Status switch
        {
            403 => texts.Errors.TitleForbidden,
            404 => texts.Errors.TitleNotFound,
            503 => texts.Errors.TitleUnavailable,
            _ => texts.Errors.Title,
        };
        return Request.IsFragment()
            ? new JsonResult(new { code = problem.Code, title = problem.Title, errors = problem.Fields }) { StatusCode = problem.Status }
            : Page();
    }
}
