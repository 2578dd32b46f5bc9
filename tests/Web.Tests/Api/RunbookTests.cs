using System.Net;
using System.Text.RegularExpressions;
using EscalationCqrs.TestKit;
using Npgsql;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What operators are told to do when an alarm rings can be found and carried out.</summary>
public sealed partial class RunbookTests(DeskServer server) : ApiTest(server)
{
    private static readonly string Folder = Path.Combine(DeskServer.Root, "runbooks");

    private static readonly string[] Runbooks = [.. Directory.GetFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => n != "README").Order()];

    public static TheoryData<string> Names => new(Runbooks);

    [Theory]
    [InlineData("en", "Symptom")]
    [InlineData("vi", "Dấu hiệu")]
    public async Task The_settings_lead_to_the_health_page_and_that_to_every_runbook_in_the_readers_language(string language, string heading)
    {
        var tenant = await Server.NewTenant(language);
        using var pages = await tenant.Admin.SignInOnPage();
        Assert.Contains("href=\"/health\"", (await pages.Get("/settings")).Text, StringComparison.Ordinal);
        var health = (await pages.Get("/health")).Is(200).Text;
        foreach (var name in Runbooks)
        {
            Assert.Contains($"href=\"/health/runbooks/{name}\" lang=\"{language}\"", health, StringComparison.Ordinal);
            var page = WebUtility.HtmlDecode((await pages.Get($"/health/runbooks/{name}")).Is(200).Text);
            Assert.Contains($"<pre class=\"runbook\" lang=\"{language}\"># ", page, StringComparison.Ordinal);
            Assert.Contains($"## {heading}", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_runbook_exists_in_both_languages_and_tells_the_same_commands()
    {
        Assert.Equal(Runbooks, Directory.GetFiles(Path.Combine(Folder, "vi"), "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Order());
        Assert.All(Runbooks, name =>
        {
            var (english, vietnamese) = (File.ReadAllText(Path.Combine(Folder, $"{name}.md")), File.ReadAllText(Path.Combine(Folder, "vi", $"{name}.md")));
            Assert.Equal(Heading().Count(english), Heading().Count(vietnamese));
            Assert.Equal(Found(Block(), english), Found(Block(), vietnamese));
            // Languages put words in an order of their own, but none may lose a command or a link.
            Assert.Equal(Found(Quoted(), Block().Replace(english, "")).Order(), Found(Quoted(), Block().Replace(vietnamese, "")).Order());
        });

        static IEnumerable<string> Found(Regex what, string text) => what.Matches(text).Select(m => m.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_runbook_says_symptom_check_act_and_verify_and_its_statements_run(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.md"));
        Assert.Equal(["Symptom", "Check", "Act", "Verify"], Heading().Matches(text).Select(m => m.Groups[1].Value));

        await using var connection = new NpgsqlConnection(Server.Database.Owner);
        await connection.OpenAsync();
        foreach (Match statements in Sql().Matches(text))
        {
            // Rolled back: some of them change things.
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(statements.Groups[1].Value, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>A command or name within a sentence, or where a link leads.</summary>
    [GeneratedRegex(@"`[^`\n]+`|\]\([^)]+\)")]
    private static partial Regex Quoted();

    [GeneratedRegex("^ *```sql\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sql();
}
