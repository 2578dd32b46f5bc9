using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>
/// Objections to a form: those of the whole, or with <c>all</c> those of fields too. In the place of the framework's summary, whose empty list
/// hides itself with an inline style that the pages' policy forbids.
/// </summary>
[HtmlTargetElement("desk-problems")]
public sealed class ProblemsTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public bool All { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        (output.TagName, output.TagMode) = ("div", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("role", "alert");
        var problems = ViewContext.ModelState.Where(field => All || field.Key.Length == 0).SelectMany(field => field.Value!.Errors).Select(e => e.ErrorMessage).Distinct().ToList();
        if (problems.Count == 0)
            return;
        output.Attributes.SetAttribute("class", "validation-summary-errors");
        var list = new TagBuilder("ul");
        foreach (var problem in problems)
        {
            var item = new TagBuilder("li");
            item.InnerHtml.Append(problem);
            list.InnerHtml.AppendHtml(item);
        }

        output.Content.SetHtmlContent(list);
    }
}
