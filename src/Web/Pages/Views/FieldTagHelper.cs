using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>
/// <c>&lt;desk-field name="email" label="…" type="email" required /&gt;</c>: label, control, hint and objection of one field, tied together for screen readers. After a
/// refused form the typed text stands again. Other attributes go to the control.
/// </summary>
[HtmlTargetElement("desk-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public string Type { get; set; } = "text";

    public string? Value { get; set; }

    public string? Hint { get; set; }

    public bool Required { get; set; }

    /// <summary>Makes it a text area.</summary>
    public int? Rows { get; set; }

    /// <summary>Makes it a choice: values with their names.</summary>
    public IEnumerable<(string Value, string Name)>? Options { get; set; }

    /// <summary>Unique on the page; the name where nothing else is said.</summary>
    public string? Id { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = Id ?? Name;
        View.ViewData.ModelState.TryGetValue(Name, out var state);
        // Of several objections the last is ours: the binder's come first and speak English.
        var objection = state?.Errors.LastOrDefault()?.ErrorMessage;
        var control = Control(Type == "password" ? null : state?.AttemptedValue ?? Value);
        foreach (var attribute in output.Attributes)
            control.MergeAttribute(attribute.Name, attribute.Value?.ToString());
        output.Attributes.Clear();
        control.MergeAttribute("id", id);
        control.MergeAttribute("name", Name);
        control.MergeAttribute("aria-describedby", Hint is null ? $"{id}-error" : $"{id}-hint {id}-error");
        if (Required)
            control.MergeAttribute("required", "required");
        if (objection is not null)
            control.MergeAttribute("aria-invalid", "true");

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.AppendHtml(Element("label", "form-label", Label, ("for", id))).AppendHtml(control);
        if (Hint is not null)
            output.Content.AppendHtml(Element("span", "form-hint", Hint, ("id", $"{id}-hint")));
        output.Content.AppendHtml(Element("span", "field-error", objection ?? "", ("id", $"{id}-error"), ("data-error", Name.ToLowerInvariant())));
    }

    private TagBuilder Control(string? value)
    {
        if (Options is { } options)
        {
            var select = Element("select", "form-select", null);
            foreach (var (key, name) in options)
                select.InnerHtml.AppendHtml(key == (value ?? "") ? Element("option", null, name, ("value", key), ("selected", "selected")) : Element("option", null, name, ("value", key)));
            return select;
        }

        if (Rows is { } rows)
            return Element("textarea", "form-control", value, ("rows", rows.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var input = Element("input", "form-control", null, ("type", Type), ("value", value ?? ""));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        return input;
    }

    private static TagBuilder Element(string tag, string? css, string? text, params (string Name, string Value)[] attributes)
    {
        var element = new TagBuilder(tag);
        if (css is not null)
            element.AddCssClass(css);
        foreach (var (name, value) in attributes)
            element.MergeAttribute(name, value);
        if (text is not null)
            element.InnerHtml.Append(text);
        return element;
    }
}
