using System.Linq.Expressions;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;

namespace EscalationCqrs.Application.Escalations;

/// <summary>The orders of lists, each total (the id decides last) and each with its keyset, so that pages neither skip nor repeat.</summary>
public static class EscalationSort
{
    /// <summary><c>work</c> is the queue's order: priority, then longest waiting.</summary>
    public static readonly IReadOnlySet<string> Names = new HashSet<string> { "work", "newest", "oldest", "due", "status" };

    /// <param name="key">A column that is the same in all rows: an index that begins with it is used then, also where it is null.</param>
    internal static IQueryable<Escalation> Sorted(this IQueryable<Escalation> rows, string sort, string? cursor, Expression<Func<Escalation, Guid?>>? key = null) => sort switch
    {
        "newest" => rows.OlderThan(cursor).ByFalling(key, e => e.RequestedAt).ThenByDescending(e => e.Id),
        "oldest" => rows.NewerThan(cursor).By(key, e => e.RequestedAt).ThenBy(e => e.Id),
        "due" => rows.DueAfter(cursor).By(key, e => e.DueOrder).ThenBy(e => e.Id),
        "status" => rows.StateAfter(cursor).By(key, e => e.StateRank).ThenBy(e => e.RequestedAt).ThenBy(e => e.Id),
        _ => rows.WorkAfter(cursor).By(key, e => e.WorkRank).ThenBy(e => e.RequestedAt).ThenBy(e => e.Id),
    };

    private static IOrderedQueryable<Escalation> By<T>(this IQueryable<Escalation> rows, Expression<Func<Escalation, Guid?>>? key, Expression<Func<Escalation, T>> column) =>
        key is null ? rows.OrderBy(column) : rows.OrderBy(key).ThenBy(column);

    private static IOrderedQueryable<Escalation> ByFalling<T>(this IQueryable<Escalation> rows, Expression<Func<Escalation, Guid?>>? key, Expression<Func<Escalation, T>> column) =>
        key is null ? rows.OrderByDescending(column) : rows.OrderByDescending(key).ThenByDescending(column);

    internal static string After(string sort, ListEscalations.Row row) => sort switch
    {
        "newest" or "oldest" => Cursor.Encode(row.CreatedAt, row.Id),
        "due" => Cursor.Encode(row.DueOrder, row.Id),
        "status" => Cursor.Encode((int)row.State, row.CreatedAt, row.Id),
        _ => Cursor.Encode(row.WorkRank, row.CreatedAt, row.Id),
    };

    // Each keyset bounds the leading column alone first: that part is what an index can start from.
    private static IQueryable<Escalation> OlderThan(this IQueryable<Escalation> rows, string? cursor)
    {
        if (cursor is null)
            return rows;
        var at = Cursor.Decode(cursor, 2);
        var (time, id) = (Cursor.Time(at[0]), Cursor.Id(at[1]));
        return rows.Where(e => e.RequestedAt <= time && (e.RequestedAt < time || e.Id.CompareTo(id) < 0));
    }

    private static IQueryable<Escalation> NewerThan(this IQueryable<Escalation> rows, string? cursor)
    {
        if (cursor is null)
            return rows;
        var at = Cursor.Decode(cursor, 2);
        var (time, id) = (Cursor.Time(at[0]), Cursor.Id(at[1]));
        return rows.Where(e => e.RequestedAt >= time && (e.RequestedAt > time || e.Id.CompareTo(id) > 0));
    }

    private static IQueryable<Escalation> DueAfter(this IQueryable<Escalation> rows, string? cursor)
    {
        if (cursor is null)
            return rows;
        var at = Cursor.Decode(cursor, 2);
        var (due, id) = (Cursor.Time(at[0]), Cursor.Id(at[1]));
        return rows.Where(e => e.DueOrder >= due && (e.DueOrder > due || e.Id.CompareTo(id) > 0));
    }

    private static IQueryable<Escalation> StateAfter(this IQueryable<Escalation> rows, string? cursor)
    {
        if (cursor is null)
            return rows;
        var at = Cursor.Decode(cursor, 3);
        var (rank, time, id) = (Cursor.Number(at[0]), Cursor.Time(at[1]), Cursor.Id(at[2]));
        return rows.Where(e => e.StateRank >= rank
            && (e.StateRank > rank || e.RequestedAt > time || (e.RequestedAt == time && e.Id.CompareTo(id) > 0)));
    }

    private static IQueryable<Escalation> WorkAfter(this IQueryable<Escalation> rows, string? cursor)
    {
        if (cursor is null)
            return rows;
        var at = Cursor.Decode(cursor, 3);
        var (rank, time, id) = (Cursor.Number(at[0]), Cursor.Time(at[1]), Cursor.Id(at[2]));
        return rows.Where(e => e.WorkRank >= rank
            && (e.WorkRank > rank || e.RequestedAt > time || (e.RequestedAt == time && e.Id.CompareTo(id) > 0)));
    }
}
