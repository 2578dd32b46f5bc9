using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>
/// The tables <c>support.job_runs</c> and <c>support.job_lines</c>. They belong to the platform, not to a tenant; whose work a run or a line was is written
/// on it. They hold ids, counts and masked sentences.
/// </summary>
internal sealed class JobHistory(NpgsqlDataSource database)
{
    private const int MaxError = 2000, MaxLine = 500;

    /// <summary>Of what repeats; what was asked for once is dead then.</summary>
    private const string Failed = "outcome = 'failed' and not is_dead and handling is null";

    private const string Columns = "id, job, node, attempt, started_at, ended_at, outcome, error, done, total, of_tenant, is_dead, payload, handling, handled_at";

    /// <summary>Writes the run as it is now, the first time or again.</summary>
    public Task Write(JobRun run, CancellationToken ct) => Execute(
        """
        insert into support.job_runs (id, job, node, attempt, started_at, ended_at, outcome, error, done, total, of_tenant, is_dead, payload)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (id) do update set ended_at = excluded.ended_at, outcome = excluded.outcome, error = excluded.error, done = excluded.done, total = excluded.total,
          is_dead = excluded.is_dead, payload = excluded.payload
        """,
        [run.Id, run.Job, run.Node, run.Attempt, run.StartedAt, run.EndedAt, EnumAsWord<JobOutcome>.Word(run.Outcome), run.Error, run.Done, run.Total, run.OfTenant, run.IsDead, run.Payload], ct);

    public Task Append(JobLine line, CancellationToken ct) =>
        Execute("insert into support.job_lines (run_id, n, at, text, of_tenant) values ($1, $2, $3, $4, $5)", [line.RunId, line.N, line.At, Kept(line.Text, MaxLine), line.OfTenant], ct);

    public Task<IReadOnlyList<JobRun>> Read(string? job, int limit, CancellationToken ct) => Read(new(JobRunKind.All, job, null, limit), ct);

    /// <summary>A tenant's runs and the platform's are each read from their own stretch of the index.</summary>
    public Task<IReadOnlyList<JobRun>> Read(JobRunFilter filter, CancellationToken ct)
    {
        var kind = filter.Kind switch
        {
            JobRunKind.Running => "outcome = 'running'",
            JobRunKind.Failed => Failed,
            JobRunKind.Dead => "is_dead",
            _ => "true",
        };
        var some = $"select {Columns} from support.job_runs where {kind} and ($1::text is null or job = $1)";
        const string Newest = "order by started_at desc, id desc limit $2";
        return Read(filter.OfTenant is null ? $"{some} {Newest}" : $"({some} and of_tenant = $3 {Newest}) union all ({some} and of_tenant is null {Newest}) {Newest}",
            filter.OfTenant is { } tenant ? [Text(filter.Job), filter.Limit, tenant] : [Text(filter.Job), filter.Limit], Run, ct);
    }

    public async Task<JobRun?> Find(Guid id, CancellationToken ct) => (await Read($"select {Columns} from support.job_runs where id = $1", [id], Run, ct)) is [var run] ? run : null;

    public Task<IReadOnlyList<JobLine>> Lines(Guid runId, CancellationToken ct) => Read("select run_id, n, at, text, of_tenant from support.job_lines where run_id = $1 order by n", [runId],
        r => new JobLine(r.GetGuid(0), r.GetInt32(1), r.GetFieldValue<DateTimeOffset>(2), r.GetString(3)) { OfTenant = Maybe<Guid>(r, 4) }, ct);

    /// <summary>The latest run of each of some jobs that left one.</summary>
    /// <param name="failed">The latest that failed and that nobody has seen to.</param>
    public Task<IReadOnlyList<JobRun>> Latest(IEnumerable<string> jobs, bool failed, CancellationToken ct) => Read(
        $"""
        select r.* from unnest($1) as wanted(name) cross join lateral (
          select {Columns} from support.job_runs where job = wanted.name and {(failed ? Failed : "true")} order by started_at desc, id desc limit 1) r order by r.started_at desc
        """, [jobs.ToArray()], Run, ct);

    /// <summary>Somebody acts on a failed run; of a job that repeats that is about its earlier failures too.</summary>
    /// <returns>False if it did not fail, or somebody was first.</returns>
    public async Task<bool> Handle(JobRun run, JobHandling handling, DateTimeOffset at, CancellationToken ct) => await Execute(
        $"""
        update support.job_runs set handling = $2, handled_at = $3, is_dead = false, payload = null
        where {(run.IsDead ? "id = $1 and is_dead" : $"{Failed} and job = $4 and (started_at, id) <= ($5, $1)")}
        """,
        run.IsDead ? [run.Id, EnumAsWord<JobHandling>.Word(handling), at] : [run.Id, EnumAsWord<JobHandling>.Word(handling), at, run.Job, run.StartedAt], ct) > 0;

    /// <summary>Ends the runs that died with their node: the scheduler knows which nodes live.</summary>
    public Task<int> CloseLost(DateTimeOffset now, TimeSpan patience, CancellationToken ct) => Execute(
        """
        update support.job_runs r set outcome = 'failed', error = 'The node stopped in the middle of it.', ended_at = $1
        where r.outcome = 'running' and r.started_at < $2 and not exists (select from quartz.qrtz_scheduler_state s where s.instance_name = r.node)
        """, [now, now - patience], ct);

    /// <summary>Forgets old runs with their lines; dead ones stay until somebody acts.</summary>
    public Task<int> Trim(DateTimeOffset before, CancellationToken ct) => Execute(
        """
        with old as (select id from support.job_runs where started_at < $1 and not is_dead),
          lines as (delete from support.job_lines l using old where l.run_id = old.id)
        delete from support.job_runs r using old where r.id = old.id
        """, [before], ct);

    /// <summary>What the history may keep of a fault.</summary>
    public static string Describe(Exception fault) => Kept($"{fault.GetType().Name}: {fault.Message}", MaxError);

    private static string Kept(string text, int most)
    {
        text = ContactMask.Mask(text.Replace("\0", "", StringComparison.Ordinal));
        return text.Length <= most ? text : text[..most];
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static JobRun Run(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetFieldValue<DateTimeOffset>(4), Maybe<DateTimeOffset>(r, 5),
        EnumAsWord<JobOutcome>.Parse(r.GetString(6)), Word(r, 7), Maybe<int>(r, 8), Maybe<int>(r, 9))
    {
        OfTenant = Maybe<Guid>(r, 10),
        IsDead = r.GetBoolean(11),
        Payload = Word(r, 12),
        Handling = Word(r, 13) is { } handling ? EnumAsWord<JobHandling>.Parse(handling) : null,
        HandledAt = Maybe<DateTimeOffset>(r, 14),
    };

    private static string? Word(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    private static T? Maybe<T>(NpgsqlDataReader r, int column) where T : struct => r.IsDBNull(column) ? null : r.GetFieldValue<T>(column);

    public async Task<IReadOnlyList<T>> Read<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    private async Task<int> Execute(string sql, object?[] parameters, CancellationToken ct)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, object?[] parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter as NpgsqlParameter ?? new() { Value = parameter ?? DBNull.Value });
        return command;
    }
}
