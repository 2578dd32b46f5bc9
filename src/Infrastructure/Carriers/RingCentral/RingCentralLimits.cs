using System.Globalization;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>What a request counts as at RingCentral.</summary>
public enum RateGroup { Light, Medium, Heavy, Auth }

/// <summary>
/// Keeps all nodes silent towards RingCentral for as long as it asks, since each try before begins the penalty anew; and as soon as it says that nothing is left, so that there is no penalty.
/// </summary>
public sealed class RingCentralLimits(NpgsqlDataSource database, TimeProvider clock)
{
    private const string GroupHeader = "X-Rate-Limit-Group", RemainingHeader = "X-Rate-Limit-Remaining", WindowHeader = "X-Rate-Limit-Window";

    /// <summary>Where RingCentral does not say how long.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(30), Minute = TimeSpan.FromSeconds(60);

    /// <summary>How long nothing of this kind may be asked; null if it may.</summary>
    public async Task<TimeSpan?> Left(string key, RateGroup group, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select until_at from identity.carrier_pauses where key = $1 and rate_group = $2");
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = Word(group) });
        return await command.ExecuteScalarAsync(ct) is DateTime until && new DateTimeOffset(until, TimeSpan.Zero) - clock.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : null;
    }

    /// <summary>Takes note of what an answer says about the rate.</summary>
    /// <returns>How long to wait, if the answer was a refusal for the rate.</returns>
    public async Task<TimeSpan?> Note(string key, RateGroup asked, HttpResponseMessage answer, bool refused)
    {
        var wait = refused ? RetryAfter(answer) ?? Unsaid : Header(answer, RemainingHeader) == "0" ? Window(answer) : (TimeSpan?)null;
        if (wait is { } pause)
        {
            var said = Header(answer, GroupHeader)?.ToLowerInvariant();
            await Pause(key, Word(asked), pause);
            if (said is not null && said != Word(asked))
                await Pause(key, said, pause);
        }

        return refused ? wait : null;
    }

    // Not cancelled: what RingCentral said must be known to all before anything else is asked.
    private async Task Pause(string key, string group, TimeSpan wait)
    {
        await using var command = database.CreateCommand("""
            insert into identity.carrier_pauses (key, rate_group, until_at) values ($1, $2, $3)
            on conflict (key, rate_group) do update set until_at = greatest(carrier_pauses.until_at, excluded.until_at)
            """);
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime + wait });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } when answer.Headers.Date is { } now && moment > now => moment - now,
        _ => null,
    };

    private static TimeSpan Window(HttpResponseMessage answer) =>
        int.TryParse(Header(answer, WindowHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : Minute;

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Word(RateGroup group) => group.ToString().ToLowerInvariant();
}
