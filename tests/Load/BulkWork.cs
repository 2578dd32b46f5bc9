using EscalationCqrs.Domain.Escalations;

namespace EscalationCqrs.Load;

/// <summary>
/// Two years of a desk's work, loaded by SQL: what is over spreads evenly over the time; what is open is as large a share as in a small desk until
/// it reaches what people can hold. Columns that nobody varies are as the domain made them in one real request.
/// </summary>
public static class BulkWork
{
    /// <summary>A desk does not have ten thousand times the backlog because it has existed longer.</summary>
    public const int MostOpen = 5000;

    public const double OpenShare = 0.05;

    private const string First = "array['Carmen','Bao','Noor','Linh','Paul','Mai','Ada','Omar','Greta','Tuan','Ivy','Sami','Lena','Hugo','Nina','Minh','Ravi','Elsa','Joao','Vera']";
    private const string Last = "array['Diaz','Nguyen','Okafor','Tran','Meyer','Le','Rossi','Haddad','Lund','Pham','Novak','Silva','Kaya','Moreau','Ito','Vo','Patel','Berg','Costa','Weber']";
    private const string Reasons = """
        array['My parcel % has not arrived yet','The invoice % shows a wrong amount','I cannot sign in since yesterday, account %','The screen of order % was broken on arrival',
          'Please change the address of order %','The refund for order % is still missing','The driver left parcel % in the rain','I was charged twice for order %']
        """;

    private static string Name(string numbered) => $"({First})[1 + {numbered}.i % 20] || ' ' || ({Last})[1 + ({numbered}.i / 20) % 20]";

    private static readonly string[] Tables = ["support.customers", "support.conversations", "support.escalations"];

    public static async Task Load(LoadDatabase database, LoadTenant tenant, int count)
    {
        var template = (await LoadWork.Open(database, tenant, 1, _ => null, _ => null))[0];
        var open = Math.Min((int)(count * OpenShare), MostOpen);
        await database.Execute("""
            create unlogged table load_work as
            select i, at, uuidv7(at - now()) as id, uuidv7(at - now()) as conversation_id, 1 + floor(random() * $1 * 0.4)::int as customer, i > $1 - $2 as open,
              case when i > $1 - $2 then (array['pending','pending','pending','pending','assigned','in_progress','in_progress','waiting_on_customer'])[1 + floor(random() * 8)::int]
                when random() < 0.93 then 'resolved' else 'cancelled' end as state,
              (array['low','medium','medium','medium','high','high','urgent'])[1 + floor(random() * 7)::int] as priority,
              $3[case when t < 0.4 then 1 when t < 0.65 then 2 when t < 0.8 then 3 when t < 0.92 then 4 when t < 0.98 then 5 end] as team_id, 1 + floor(random() * cardinality($4))::int as agent
            from generate_series(1, $1) i cross join lateral (
              select random() + i * 0 as t, now() - case when i > $1 - $2 then random() * interval '4 days' else interval '1 hour' + random() * interval '730 days' end as at) when_and_who
            """, count, open, tenant.Teams.Select(t => t.Id).ToArray(), tenant.Agents.Select(a => a.Id).ToArray());
        await database.Execute($"create unlogged table load_customers as select i, uuidv7((i - {count}) * interval '1 minute') as id from generate_series(1, {(int)(count * 0.4) + 1}) i");

        var indexes = await DropIndexes(database);
        await Insert(database, Tables[0], "load_customers w", template.CustomerId, new()
        {
            ["id"] = "w.id", ["name"] = Name("w"), ["phone"] = "'+1' || (2002000000 + w.i)", ["email"] = "'customer' || w.i || '@example.test'",
            ["created_at"] = $"now() - ({count} - w.i) * interval '1 minute'",
        });
        await Insert(database, Tables[1], "load_work w join load_customers c on c.i = w.customer", template.ConversationId, new()
        {
            ["id"] = "w.conversation_id", ["customer_id"] = "c.id", ["bot_paused"] = "w.open", ["started_at"] = "w.at", ["last_message_at"] = "w.at",
        });
        await Insert(database, Tables[2], "load_work w join load_customers c on c.i = w.customer join support.staff a on a.id = ($1::uuid[])[w.agent]", template.Id, Escalations(), tenant.Agents.Select(a => a.Id).ToArray());
        foreach (var index in indexes)
            await database.Execute($"set maintenance_work_mem = '1GB'; {index}");
        await database.Execute("drop table load_work, load_customers");
        await database.Execute("vacuum (analyze)");
    }

    private static Dictionary<string, string> Escalations()
    {
        const string over = "w.at + interval '3 hours'";
        string Owned(string value) => $"case when w.state <> 'pending' then {value} end";
        string When(string state, string value) => $"case when w.state = '{state}' then {value} end";
        return new()
        {
            ["id"] = "w.id", ["conversation_id"] = "w.conversation_id", ["customer_id"] = "c.id", ["state"] = "w.state", ["priority"] = "w.priority",
            ["reason"] = $"replace(({Reasons})[1 + w.i % 8], '%', (10000000 + w.i)::text)", ["phone"] = "'+1' || (2002000000 + c.i)", ["email"] = "'customer' || c.i || '@example.test'",
            ["customer_words"] = $"{Name("c")} || ' +1' || (2002000000 + c.i)", ["team_id"] = "w.team_id", ["owner_id"] = Owned("a.id"), ["owner_name"] = Owned("a.name"), ["owner_email"] = Owned("a.email"), ["assigned_at"] = Owned("w.at"),
            ["first_assigned_at"] = Owned("w.at"), ["first_responded_at"] = Owned("w.at"), ["requested_at"] = "w.at", ["updated_at"] = "w.at", ["last_customer_message_at"] = "w.at",
            ["unread"] = "case when w.open then w.i % 3 else 0 end", ["epoch"] = "case when w.state = 'pending' then 0 else 1 end",
            ["resolved_at"] = When("resolved", over), ["resolved_by_id"] = When("resolved", "a.id"), ["resolved_by_name"] = When("resolved", "a.name"),
            ["resolution_notes"] = When("resolved", "'Sent again, the customer agreed.'"), ["cancelled_at"] = When("cancelled", over), ["cancel_reason"] = When("cancelled", "'Solved by itself'"),
            ["due_at"] = "case when w.open then w.at + interval '8 hours' end", ["due_order"] = "case when w.open then w.at + interval '8 hours' else timestamptz '9999-01-01 00:00:00+00' end",
            ["first_response_due_at"] = "w.at + interval '1 hour'", ["resolution_due_at"] = "case when w.open then w.at + interval '8 hours' end",
            // Every missed target is on record already: else the job that records them would work through thousands beside the measurement.
            ["first_response_breached_at"] = "case when w.state = 'pending' or w.i % 20 = 0 then w.at + interval '1 hour' end",
            ["resolution_breached_at"] = "case when w.open then w.at + interval '8 hours' end",
        };
    }

    /// <summary>All columns of the template's row, some of them replaced by expressions; references are not checked, since the rows are made to fit.</summary>
    private static async Task Insert(LoadDatabase database, string table, string from, Guid template, Dictionary<string, string> varied, params object[] parameters)
    {
        var columns = await database.All("""
            select column_name from information_schema.columns
            where table_schema || '.' || table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO' and data_type <> 'xid8' order by ordinal_position
            """, r => r.GetString(0), table);
        if (varied.Keys.Except(columns).ToList() is { Count: > 0 } unknown)
            throw new InvalidOperationException($"{table} has no {string.Join(", ", unknown)}.");
        var values = columns.Select(c => varied.GetValueOrDefault(c, $"template.{c}"));
        await using var connection = await database.AsOwner.OpenConnectionAsync();
        await using (var trust = new Npgsql.NpgsqlCommand("set session_replication_role = replica", connection))
            await trust.ExecuteNonQueryAsync();
        await using var insert = new Npgsql.NpgsqlCommand($"insert into {table} ({string.Join(", ", columns)}) select {string.Join(", ", values)} from {table} template, {from} where template.id = '{template}' order by w.i", connection);
        foreach (var parameter in parameters)
            insert.Parameters.Add(new() { Value = parameter });
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>Built once at the end, they cost a fraction of what every row would.</summary>
    private static async Task<IReadOnlyList<string>> DropIndexes(LoadDatabase database)
    {
        var indexes = await database.All("""
            select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
            where i.indrelid = any($1::text[]::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            """, r => (Name: r.GetString(0), Definition: r.GetString(1)), [Tables]);
        foreach (var (name, _) in indexes)
            await database.Execute($"drop index {name}");
        return [.. indexes.Select(i => i.Definition)];
    }
}
