using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>Files that must agree with the code.</summary>
public sealed partial class HouseTests
{
    [Fact]
    public void The_sample_of_settings_names_every_option_and_nothing_else()
    {
        var options = new[] { Code.Infrastructure, Code.Web }.SelectMany(a => a.GetTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetField("Section") is { IsLiteral: true })
            .SelectMany(t => t.GetProperties().Where(p => p.CanWrite).Select(p => $"{t.GetField("Section")!.GetRawConstantValue()}__{p.Name}".Replace(":", "__", StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal);
        var sample = File.ReadLines(Path.Combine(Code.Root, ".env.example")).Select(l => Setting().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value)
            .Where(name => name.Contains("__", StringComparison.Ordinal) && name != "ConnectionStrings__Postgres").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(options, sample);
    }

    [Fact]
    public void Every_refusal_has_a_sentence_in_both_languages()
    {
        var codes = Codes("Domain", "Application", "Infrastructure");
        Assert.Contains("already_assigned", codes);
        var texts = Web.Texts.For("en");
        Assert.DoesNotContain(codes, c => texts.Find($"errors.{c}") is null);
    }

    [Fact]
    public void Every_reason_of_a_check_has_a_sentence_and_an_advice()
    {
        var texts = Web.Texts.For("en");
        var keys = Enum.GetNames<Application.Ports.CheckReason>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
        Assert.DoesNotContain(keys, k => texts.Find($"settings.check.why.{k}") is null || texts.Find($"settings.check.advice.{k}") is null);
    }

    [Fact]
    public void The_guide_to_the_API_names_the_codes_of_all_refusals_and_no_others()
    {
        var guide = File.ReadAllText(Path.Combine(Code.Root, "docs", "api.md"));
        var table = guide[guide.IndexOf("| Status | Codes |", StringComparison.Ordinal)..guide.IndexOf("## Pages of lists", StringComparison.Ordinal)];
        var named = table.Split('\n').SelectMany(line => Named().Matches(line.StartsWith('|') ? line.Split('|')[2] : line)).Select(m => m.Groups[1].Value).ToHashSet();
        var answers = Code.Lines("Web").Where(l => l.File.EndsWith("Problems.cs", StringComparison.Ordinal)).SelectMany(l => Answer().Matches(l.Text)).Select(m => m.Groups[1].Value).ToList();

        Assert.Contains("too_large", answers);
        Assert.Empty(Codes("Domain", "Application", "Infrastructure", "Web").Concat(answers).Except(named));
        var sources = string.Concat(new[] { "Domain", "Application", "Infrastructure", "Web" }.SelectMany(Code.Lines).Select(l => l.Text));
        Assert.DoesNotContain(named, code => !sources.Contains($"\"{code}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_are_checked_at_start()
    {
        var unchecked_ = new[] { Code.Infrastructure, Code.Web }.SelectMany(a => a.GetTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetField("Section") is { IsLiteral: true })
            .Where(t => t.GetProperties().All(p => !p.GetCustomAttributes<ValidationAttribute>().Any()) && !typeof(IValidatableObject).IsAssignableFrom(t));
        Assert.Empty(unchecked_.Select(t => t.FullName));
    }

    /// <summary>The stable codes of the refusals that the sources of some projects throw.</summary>
    private static List<string> Codes(params string[] projects) => [.. projects.SelectMany(Code.Lines).Select(l => l.Text)
        .SelectMany(text => Refusal().Matches(text)).Select(m => string.Concat(m.Groups.Values.Skip(1).Select(g => g.Value)))
        .Where(c => SnakeCase().IsMatch(c)).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^#?\s?([A-Za-z][A-Za-z0-9]*(?:__[A-Za-z0-9]+)*)=")]
    private static partial Regex Setting();

    [GeneratedRegex("new (?:RuleViolation\\(\"([a-z_]+)\"|PermissionDenied\\(\"([a-z_]+)\",|FieldRefused\\(\"[a-zA-Z.]+\", \"([a-z_]+)\")")]
    private static partial Regex Refusal();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("(?:new\\(|^ *)\\d{3}(?:,| =>) \"([a-z_]+)\"")]
    private static partial Regex Answer();

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
