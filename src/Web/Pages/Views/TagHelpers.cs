using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary><c>&lt;desk-icon name="inbox" /&gt;</c>: an icon of the sprite, invisible to screen readers unless it has a label.</summary>
[HtmlTargetElement("desk-icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    /// <summary>Spoken in the icon's place, and shown on hover.</summary>
    public string? Label { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        var css = output.Attributes["class"]?.Value;
        output.Attributes.SetAttribute("class", css is null ? "icon" : $"icon {css}");
        if (Label is null)
        {
            output.Attributes.SetAttribute("aria-hidden", "true");
        }
        else
        {
            output.Attributes.SetAttribute("role", "img");
            output.Attributes.SetAttribute("aria-label", Label);
            output.Content.AppendHtml("<title>").Append(Label).AppendHtml("</title>");
        }

        output.Content.AppendHtml($"<use href=\"/dist/icons.svg#{Name}\"></use>");
    }
}

/// <summary>
/// <c>&lt;desk-time at="@x" as="age" /&gt;</c>: a moment, which the browser writes in the viewer's zone. Without script it reads as UTC.
/// </summary>
[HtmlTargetElement("desk-time", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimeTagHelper : TagHelper
{
    public DateTimeOffset At { get; set; }

    /// <summary><c>age</c>, <c>due</c>, <c>left</c>, <c>clock</c>, <c>seconds</c>, <c>day</c>, <c>exact</c> (with the day and the year, also today); nothing means day and clock.</summary>
    public string? As { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        if (As is not null)
            output.Attributes.SetAttribute("data-as", As);
        output.Content.SetContent(At.UtcDateTime.ToString(As == "day" ? "d MMM yyyy" : "d MMM HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }
}
