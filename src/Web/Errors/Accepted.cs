using EscalationCqrs.Domain.Shared;
using FluentValidation;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Errors;

public static class PageErrors
{
    /// <summary>Runs a command for a page: objections of the user's making go into <c>ModelState</c> and the answer is false; everything else passes through.</summary>
    public static async Task<bool> Accepted(this PageModel page, Func<Task> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (ValidationException invalid)
        {
            foreach (var (field, messages) in Problems.Of(invalid, page.HttpContext.Texts()).Fields!)
            {
                foreach (var message in messages)
                    page.ModelState.AddModelError(Pascal(field), message);
            }
        }
        catch (FieldRefused refused)
        {
            page.ModelState.AddModelError(Pascal(refused.Field), Problems.Sentence(refused, page.HttpContext.Texts()));
        }
        catch (Refusal refused) when (refused is RuleViolation or PermissionDenied)
        {
            page.ModelState.AddModelError("", Problems.Sentence(refused, page.HttpContext.Texts()));
        }

        return false;
    }

    private static string Pascal(string field) => field.Length == 0 ? field : char.ToUpperInvariant(field[0]) + field[1..];
}
