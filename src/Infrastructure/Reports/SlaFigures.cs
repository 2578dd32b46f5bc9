using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Reports;

/// <summary>
/// One statement over four indexes by time: openings, resolutions, ends of ownership and breaches become facts with a day, a team and a
/// priority, and are then reckoned by each of these and as a whole in one pass.
/// </summary>
internal sealed class SlaFigures(DeskDb db, IActor actor) : ISlaFigures
{
    private const string Sql =
        """
        with facts as (
          select e.requested_at as at, e.team_id, e.priority, 1 as opened,
            (e.first_response_breached_at is not null or e.first_responded_at is not null)::int as judged,
            (e.first_response_breached_at is null and e.first_responded_at is not null)::int as answered, 0 as resolved, 0 as resolved_in_time, 0 as breaches,
            extract(epoch from e.first_assigned_at - e.requested_at)::float8 as assign, extract(epoch from e.first_responded_at - e.requested_at)::float8 as respond,
            null::float8 as handle, null::float8 as resolve
          from support.escalations e where e.tenant_id = $1 and e.requested_at >= $2 and e.requested_at < $3
          union all
          select r.at, r.team_id, e.priority, 0, 0, 0, 1,
            (not exists (select from support.sla_breaches b where b.tenant_id = r.tenant_id and b.escalation_id = r.escalation_id and b.target = 'resolution' and b.due_at < r.at))::int, 0,
            null, null, null, extract(epoch from r.at - e.requested_at)::float8
          from support.events r join support.escalations e on e.tenant_id = r.tenant_id and e.id = r.escalation_id
          where r.tenant_id = $1 and r.type = 'resolved' and r.at >= $2 and r.at < $3
          union all
          select a.to_at, e.team_id, e.priority, 0, 0, 0, 0, 0, 0, null, null, extract(epoch from a.to_at - a.from_at)::float8, null
          from support.assignments a join support.escalations e on e.tenant_id = a.tenant_id and e.id = a.escalation_id
          where a.tenant_id = $1 and a.to_at >= $2 and a.to_at < $3
          union all
          select b.due_at, b.team_id, b.priority, 0, 0, 0, 0, 0, 1, null, null, null, null
          from support.sla_breaches b where b.tenant_id = $1 and b.due_at >= $2 and b.due_at < $3),
        placed as (select (f.at at time zone $4)::date as day, f.* from facts f)
        select case when grouping(day) = 0 then 'day' when grouping(team_id) = 0 then 'team' when grouping(priority) = 0 then 'priority' else 'whole' end,
          day, team_id, priority,
          coalesce(sum(opened), 0)::int, coalesce(sum(judged), 0)::int, coalesce(sum(answered), 0)::int, coalesce(sum(resolved), 0)::int,
          coalesce(sum(resolved_in_time), 0)::int, coalesce(sum(breaches), 0)::int,
          count(assign)::int, percentile_cont(array[0.5, 0.9]) within group (order by assign), count(respond)::int, percentile_cont(array[0.5, 0.9]) within group (order by respond),
          count(handle)::int, percentile_cont(array[0.5, 0.9]) within group (order by handle), count(resolve)::int, percentile_cont(array[0.5, 0.9]) within group (order by resolve)
        from placed group by grouping sets ((), (day), (team_id), (priority))
        """;

    public async Task<IReadOnlyList<SlaGroup>> Read(Days days, CancellationToken ct)
    {
        // The unit of work has opened the connection and entered the tenant.
        await using var command = new NpgsqlCommand(Sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        foreach (var value in new object[] { actor.TenantId, days.Start, days.End, days.Zone })
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var groups = new List<SlaGroup>();
        while (await reader.ReadAsync(ct))
            groups.Add(await Group(reader, ct));
        return groups;
    }

    private static async Task<SlaGroup> Group(NpgsqlDataReader row, CancellationToken ct) =>
        new(Enum.Parse<SlaGrouping>(row.GetString(0), ignoreCase: true),
            await row.GetFieldValueAsync<DateOnly?>(1, ct), await row.GetFieldValueAsync<Guid?>(2, ct),
            await row.IsDBNullAsync(3, ct) ? null : Enum.Parse<Priority>(row.GetString(3), ignoreCase: true),
            new(row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9)),
            new(Spread(row, 10), Spread(row, 12), Spread(row, 14), Spread(row, 16)));

    private static SlaSpread Spread(NpgsqlDataReader row, int first)
    {
        if (row.IsDBNull(first + 1))
            return SlaSpread.None;
        var values = row.GetFieldValue<double?[]>(first + 1);
        return new(row.GetInt32(first), values[0], values[1]);
    }
}
