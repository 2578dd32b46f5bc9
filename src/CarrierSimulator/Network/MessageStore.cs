namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>All messages in the order of their arrival, with an index by number. Every call is short and holds one lock.</summary>
public sealed class MessageStore
{
    private readonly Lock _gate = new();
    private readonly List<Message?> _messages = [];   // a deleted message leaves its place empty, so positions stay valid as cursors
    private readonly Dictionary<string, int> _positions = [];
    private readonly Dictionary<string, List<int>> _byNumber = [];

    public int Count
    {
        get { lock (_gate) return _messages.Count; }
    }

    public void Add(Message message)
    {
        lock (_gate)
        {
            var position = _messages.Count;
            _messages.Add(message);
            _positions[message.Sid] = position;
            IndexOf(message.From).Add(position);
            if (message.To != message.From)
                IndexOf(message.To).Add(position);
        }

        List<int> IndexOf(string number)
        {
            if (!_byNumber.TryGetValue(number, out var index))
                _byNumber[number] = index = [];
            return index;
        }
    }

    public Message? Find(string sid)
    {
        lock (_gate)
            return _positions.TryGetValue(sid, out var position) ? _messages[position] : null;
    }

    /// <summary>Replaces a message by what <paramref name="change"/> makes of it; null if there is none or it stays as it is.</summary>
    public Message? Change(string sid, Func<Message, Message> change)
    {
        lock (_gate)
        {
            if (!_positions.TryGetValue(sid, out var position) || _messages[position] is not { } before)
                return null;
            var after = change(before);
            if (ReferenceEquals(before, after))
                return null;
            _messages[position] = after;
            return after;
        }
    }

    /// <summary>Deletes the message if it satisfies <paramref name="condition"/>.</summary>
    public bool Delete(string sid, Func<Message, bool> condition)
    {
        lock (_gate)
        {
            if (!_positions.TryGetValue(sid, out var position) || _messages[position] is not { } message || !condition(message))
                return false;
            _messages[position] = null;
            return true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
            _positions.Clear();
            _byNumber.Clear();
        }
    }

    /// <summary>The newest messages that satisfy the filter, newest first. <paramref name="number"/> narrows by index.</summary>
    public List<Message> Newest(int limit, string? number = null, Func<Message, bool>? filter = null)
    {
        lock (_gate)
            return [.. NewestFirst(number).Where(m => filter is null || filter(m)).Take(limit)];
    }

    /// <summary>One page, newest first, and whether more follows. The cursor is a message of a neighbouring page.</summary>
    /// <exception cref="KeyNotFoundException">The cursor names no message.</exception>
    public (List<Message> Items, bool More) Page(PageCursor cursor, int size, string? number, Func<Message, bool> filter)
    {
        lock (_gate)
        {
            var edge = cursor.Sid is { } sid ? _positions[sid] : 0;
            var matches = NewestFirst(number).Where(filter);
            if (cursor.Kind is CursorKind.Before)
            {
                var newer = matches.TakeWhile(m => _positions[m.Sid] > edge).TakeLast(size).ToList();
                return (newer, newer.Count > 0);
            }

            var rest = cursor.Kind is CursorKind.After
                ? matches.SkipWhile(m => _positions[m.Sid] >= edge)
                : matches.Skip(cursor.Skip);
            var items = rest.Take(size + 1).ToList();
            return items.Count > size ? (items[..size], true) : (items, false);
        }
    }

    private IEnumerable<Message> NewestFirst(string? number)
    {
        if (number is null)
        {
            for (var position = _messages.Count - 1; position >= 0; position--)
            {
                if (_messages[position] is { } message)
                    yield return message;
            }
        }
        else if (_byNumber.TryGetValue(number, out var index))
        {
            for (var i = index.Count - 1; i >= 0; i--)
            {
                if (_messages[index[i]] is { } message)
                    yield return message;
            }
        }
    }
}

/// <summary>Where a page begins.</summary>
public enum CursorKind
{
    Offset,
    After,
    Before,
}

/// <summary>The place of a page in a list: an offset, or the message that bounds it.</summary>
public readonly record struct PageCursor(CursorKind Kind, string? Sid = null, int Skip = 0);
