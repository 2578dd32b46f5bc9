using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Persistence;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>The table <c>support.job_runs</c>. It belongs to the platform, not to a tenant, and holds nothing of any.</summary>
internal sealed class JobHistory(NpgsqlDataSource database)
{
    private const int MaxError = 2000;

    /// <summary>Writes the run as it is now, the first time or again.</summary>
    public async Task Write(JobRun run, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into support.job_runs (id, job, node, attempt, started_at, ended_at, outcome, error, done, total) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (id) do update set ended_at = excluded.ended_at, outcome = excluded.outcome, error = excluded.error, done = excluded.done, total = excluded.total
            """);
        object?[] values = [run.Id, run.Job, run.Node, run.Attempt, run.StartedAt, run.EndedAt, EnumAsWord<JobOutcome>.Word(run.Outcome), run.Error, run.Done, run.Total];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IReadOnlyList<JobRun>> Read(string? job, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select id, job, node, attempt, started_at, ended_at, outcome, error, done, total from support.job_runs
            where $1::text is null or job = $1 order by started_at desc, id desc limit $2
            """);
        command.Parameters.Add(new() { Value = (object?)job ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<JobRun>();
        while (await reader.ReadAsync(ct))
        {
            runs.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), await reader.GetFieldValueAsync<DateTimeOffset>(4, ct),
                await reader.GetFieldValueAsync<DateTimeOffset?>(5, ct), EnumAsWord<JobOutcome>.Parse(reader.GetString(6)), await reader.IsDBNullAsync(7, ct) ? null : reader.GetString(7),
                await reader.GetFieldValueAsync<int?>(8, ct), await reader.GetFieldValueAsync<int?>(9, ct)));
        }

        return runs;
    }

    public async Task<int> Trim(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from support.job_runs where started_at < $1");
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the history may keep of a fault.</summary>
    public static string Describe(Exception fault)
    {
        var text = ContactMask.Mask($"{fault.GetType().Name}: {fault.Message}");
        return text.Length <= MaxError ? text : text[..MaxError];
    }
}
