using System.Globalization;

namespace EscalationCqrs.Domain.Events;

/// <summary>A place in the order of events: the transaction, then the number within. As text it is the <c>id</c> of streams.</summary>
public readonly record struct EventCursor(ulong Xid, long Seq) : IComparable<EventCursor>
{
    public static string ToText(ulong xid, long seq) => string.Create(CultureInfo.InvariantCulture, $"{xid}-{seq}");

    public static bool TryParse(string? text, out EventCursor cursor)
    {
        cursor = default;
        if (text?.Split('-') is not [var xid, var seq]
            || !ulong.TryParse(xid, NumberStyles.None, CultureInfo.InvariantCulture, out var x) || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var s))
            return false;
        cursor = new(x, s);
        return true;
    }

    public int CompareTo(EventCursor other) => Xid != other.Xid ? Xid.CompareTo(other.Xid) : Seq.CompareTo(other.Seq);

    public override string ToString() => ToText(Xid, Seq);
}
