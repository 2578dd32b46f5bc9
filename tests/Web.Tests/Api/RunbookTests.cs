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

    [Fact]
    public async Task The_settings_lead_to_the_health_page_and_that_to_every_runbook()
    {
        using var pages = await Tenant.Admin.SignInOnPage();
        Assert.Contains("href=\"/health\"", (await pages.Get("/settings")).Text, StringComparison.Ordinal);
        var health = (await pages.Get("/health")).Is(200).Text;
        foreach (var name in Runbooks)
        {
            Assert.Contains($"href=\"/health/runbooks/{name}\"", health, StringComparison.Ordinal);
            Assert.Contains("Symptom", (await pages.Get($"/health/runbooks/{name}")).Is(200).Text, StringComparison.Ordinal);
        }
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

    [GeneratedRegex("^ *```sql\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sql();
}
