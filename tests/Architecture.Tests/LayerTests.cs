using System.Reflection;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>The arrows of the layers.</summary>
public sealed partial class LayerTests
{
    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(a => a.Name!)];

    [Fact]
    public void The_domain_references_nothing_but_the_runtime() =>
        Assert.DoesNotContain(References(Code.Domain), name => !name.StartsWith("System", StringComparison.Ordinal) && name != "netstandard");

    [Fact]
    public void The_application_knows_the_domain_and_its_three_libraries_only() =>
        Assert.DoesNotContain(References(Code.Application), name =>
            !name.StartsWith("System", StringComparison.Ordinal)
            && name is not ("EscalationCqrs.Domain" or "MediatR" or "FluentValidation" or "Microsoft.EntityFrameworkCore" or "Microsoft.EntityFrameworkCore.Relational"
                or "Microsoft.EntityFrameworkCore.Abstractions" or "Microsoft.Extensions.DependencyInjection.Abstractions" or "Microsoft.Extensions.Logging.Abstractions"
                or "Microsoft.Extensions.Options"));

    [Fact]
    public void Infrastructure_does_not_know_the_web() => Assert.DoesNotContain("EscalationCqrs.Web", References(Code.Infrastructure));

    [Fact]
    public void The_web_holds_no_database_context() =>
        Assert.DoesNotContain(Code.Web.GetTypes(), type => Code.Mentions(type).Any(m => typeof(Microsoft.EntityFrameworkCore.DbContext).IsAssignableFrom(m)
            || m.FullName?.StartsWith("Npgsql", StringComparison.Ordinal) == true || m.Name is "IDeskDb"));

    [Fact]
    public void Pages_talk_to_the_mediator_alone()
    {
        var offenders = Code.Web.GetTypes().Where(t => typeof(Microsoft.AspNetCore.Mvc.RazorPages.PageModel).IsAssignableFrom(t) && !t.IsAbstract)
            .SelectMany(t => t.GetConstructors().SelectMany(c => c.GetParameters()).Where(p => p.ParameterType.Namespace?.StartsWith("EscalationCqrs.Infrastructure", StringComparison.Ordinal) == true
                || p.ParameterType.Namespace == "EscalationCqrs.Application.Ports").Select(p => $"{t.Name} takes {p.ParameterType.Name}"));
        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    public void No_carrier_is_named_above_infrastructure(string project) =>
        Assert.Empty(Code.Lines(project).Where(l => CarrierName().IsMatch(l.Text) && !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(l => $"{l.File}:{l.Line} {l.Text.Trim()}"));

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    public void Time_is_given_never_taken(string project) =>
        Assert.Empty(Code.Lines(project).Where(l => TakenTime().IsMatch(l.Text)).Select(l => $"{l.File}:{l.Line} {l.Text.Trim()}"));

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    [InlineData("Infrastructure")]
    [InlineData("Web")]
    public void Names_avoid_words_that_say_nothing(string project)
    {
        string[] banned = ["Manager", "Helper", "Util", "Utils", "Processor", "Dto", "Impl"];
        var assembly = Assembly.Load($"EscalationCqrs.{project}");
        Assert.Empty(assembly.GetTypes().Where(t => t.Namespace?.StartsWith("EscalationCqrs", StringComparison.Ordinal) == true && banned.Any(b => t.Name.EndsWith(b, StringComparison.Ordinal))
            // The framework's own word for what renders an element.
            && !t.Name.EndsWith("TagHelper", StringComparison.Ordinal)).Select(t => t.FullName));
    }

    [GeneratedRegex("\"[^\"]*(twilio|ringcentral)[^\"]*\"|Twilio[A-Z]|RingCentral[A-Z]", RegexOptions.IgnoreCase)]
    private static partial Regex CarrierName();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Guid\.NewGuid|Task\.Delay|Thread\.Sleep")]
    private static partial Regex TakenTime();
}
