using Npgsql;

namespace EscalationCqrs.Load;

/// <summary>
/// Learns from the database which rows one request wrote, and writes the same again with new ids: each table, column and index is fed just as the
/// product feeds it.
/// </summary>
public sealed class RowMirror
{
    private readonly IReadOnlyList<Row> _rows;

    private RowMirror(IReadOnlyList<Row> rows) => _rows = rows;

    private sealed record Cell(string Column, string Type, object Value);

    private sealed record Row(string Table, IReadOnlyList<Cell> Cells);

    /// <param name="request">Exactly one, while nobody else writes.</param>
    public static async Task<RowMirror> Learn(LoadDatabase database, Guid tenantId, Func<Task> request)
    {
        var before = await database.One<long>("select coalesce(max(seq), 0) from support.events where tenant_id = $1", tenantId);
        await request();
        var transaction = await database.One<long>("select min(xid)::text::bigint from support.events where tenant_id = $1 and seq > $2", tenantId, before);
        List<Row> rows = [];
        foreach (var table in await Tables(database))
        {
            var columns = string.Join(", ", await database.All("""
                select quote_ident(column_name) from information_schema.columns
                where table_schema || '.' || table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO' and data_type <> 'xid8' order by ordinal_position
                """, r => r.GetString(0), table));
            rows.AddRange(await database.All($"select {columns} from {table} where tenant_id = $1 and xmin::text::bigint >= $2", r => Read(table, r), tenantId, transaction));
        }

        return rows.Count > 0 ? new(rows) : throw new InvalidOperationException("The request wrote nothing.");
    }

    /// <summary>A connection of its own with all statements prepared.</summary>
    public async Task<RowWriter> Writer(LoadDatabase database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync(ct);
        var batch = new NpgsqlBatch(connection);
        List<(NpgsqlParameter Parameter, object Original)> varying = [];
        var fresh = _rows.Select(r => r.Cells.FirstOrDefault(c => c.Column == "id")?.Value).OfType<Guid>().ToHashSet();
        foreach (var row in _rows)
        {
            var insert = new NpgsqlBatchCommand($"insert into {row.Table} ({string.Join(", ", row.Cells.Select(c => $"\"{c.Column}\""))}) values ({string.Join(", ", row.Cells.Select((_, i) => $"${i + 1}"))})");
            foreach (var cell in row.Cells)
            {
                var parameter = new NpgsqlParameter { Value = cell.Value, DataTypeName = cell.Type };
                insert.Parameters.Add(parameter);
                if (cell.Value is Guid id ? fresh.Contains(id) : cell is { Column: "phone" or "address", Value: string })
                    varying.Add((parameter, cell.Value));
            }

            batch.BatchCommands.Add(insert);
        }

        await batch.PrepareAsync(ct);
        return new RowWriter(connection, batch, varying);
    }

    public override string ToString() =>
        string.Join(", ", _rows.GroupBy(r => r.Table).Select(g => g.Count() == 1 ? $"1 row of {g.Key}" : $"{g.Count()} rows of {g.Key}"));

    private static Row Read(string table, NpgsqlDataReader row) =>
        new(table, [.. Enumerable.Range(0, row.FieldCount).Select(i => new Cell(row.GetName(i), row.GetDataTypeName(i), row.GetValue(i)))]);

    /// <summary>What others refer to comes first.</summary>
    private static async Task<IReadOnlyList<string>> Tables(LoadDatabase database)
    {
        var all = await database.All("""
            select table_schema || '.' || table_name from information_schema.columns
            where table_schema in ('support', 'communications') and column_name = 'tenant_id' order by 1
            """, r => r.GetString(0));
        var references = await database.All("""
            select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f' and conrelid <> confrelid
            """, r => (From: r.GetString(0), To: r.GetString(1)));
        List<string> ordered = [];
        while (all.Except(ordered).FirstOrDefault(t => references.Where(r => r.From == t && all.Contains(r.To)).All(r => ordered.Contains(r.To))) is { } next)
            ordered.Add(next);
        return ordered;
    }
}

/// <summary>Writes one request's rows a time, in one durable transaction.</summary>
public sealed class RowWriter(NpgsqlConnection connection, NpgsqlBatch batch, IReadOnlyList<(NpgsqlParameter Parameter, object Original)> varying) : IAsyncDisposable
{
    private readonly Dictionary<object, object> _now = [];

    public async Task Write(CancellationToken ct)
    {
        _now.Clear();
        foreach (var (parameter, original) in varying)
        {
            if (!_now.TryGetValue(original, out var value))
                _now[original] = value = original is Guid ? Guid.CreateVersion7() : $"+1415{Random.Shared.Next(2_000_000, 9_999_999)}";
            parameter.Value = value;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        batch.Transaction = transaction;
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await batch.DisposeAsync();
        await connection.DisposeAsync();
    }
}
