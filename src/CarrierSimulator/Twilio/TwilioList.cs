using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Paging as Twilio does it: a page number for people, a token that names the neighbour for the machine, addresses relative.</summary>
internal sealed class TwilioList
{
    private const int LargestPage = 1000;
    private const int LastPage = 1_000_000;
    private readonly string _path;
    private readonly List<KeyValuePair<string, string?>> _filters;

    private TwilioList(HttpRequest request, string[] filters, int page, int pageSize, PageCursor cursor)
    {
        _path = request.Path;
        _filters = [.. from name in filters
                       let value = request.Query[name].ToString()
                       where value != ""
                       select KeyValuePair.Create(name, (string?)value)];
        (Page, PageSize, Cursor) = (page, pageSize, cursor);
    }

    public int Page { get; }

    public int PageSize { get; }

    public PageCursor Cursor { get; }

    /// <summary>Reads Page, PageSize and PageToken; the error names what cannot be understood.</summary>
    public static TwilioError? Read(HttpRequest request, string[] filters, out TwilioList list)
    {
        list = null!;
        if (!Number(request.Query["PageSize"], 50, out var size) || size < 1)
            return TwilioErrors.InvalidParameter("PageSize");
        if (!Number(request.Query["Page"], 0, out var page) || page > LastPage)
            return TwilioErrors.InvalidParameter("Page");

        size = Math.Min(size, LargestPage);
        var token = request.Query["PageToken"].ToString();
        PageCursor? cursor = token switch
        {
            "" => new PageCursor(CursorKind.Offset, Skip: page * size),
            ['P', 'A', .. var sid] => new PageCursor(CursorKind.After, sid),
            ['P', 'B', .. var sid] => new PageCursor(CursorKind.Before, sid),
            _ => null,
        };
        if (cursor is null)
            return TwilioErrors.InvalidParameter("PageToken");

        list = new TwilioList(request, filters, page, size, cursor.Value);
        return null;
    }

    public IResult Answer<T>(string name, IReadOnlyList<T> items, bool hasMore, Func<T, string> sidOf) => Answer(name, items, hasMore, sidOf, item => item);

    private IResult Answer<TItem, T>(string name, IReadOnlyList<TItem> items, bool hasMore, Func<TItem, string> sidOf, Func<TItem, T> show)
    {
        var start = Page * PageSize;
        var next = hasMore && items.Count > 0 ? Uri(Page + 1, "PA" + sidOf(items[^1])) : null;
        var previous = Page > 0 && items.Count > 0 ? Uri(Page - 1, "PB" + sidOf(items[0])) : null;
        return TwilioJson.Result(new JsonObject
        {
            ["first_page_uri"] = Uri(0, null),
            ["end"] = items.Count == 0 ? start : start + items.Count - 1,
            ["previous_page_uri"] = previous,
            [name] = JsonSerializer.SerializeToNode(items.Select(show), TwilioJson.Options),
            ["uri"] = Uri(Page, null),
            ["page_size"] = PageSize,
            ["start"] = start,
            ["next_page_uri"] = next,
            ["page"] = Page,
        });
    }

    /// <summary>Answers with the page of a list that is at hand as a whole.</summary>
    public IResult AnswerFrom<TItem, T>(string name, IReadOnlyList<TItem> items, Func<TItem, string> sidOf, Func<TItem, T> show)
    {
        var at = items.Select((item, index) => (Sid: sidOf(item), index)).FirstOrDefault(i => i.Sid == Cursor.Sid, (Sid: "", index: -1)).index;
        var start = Cursor.Kind switch
        {
            CursorKind.After => at + 1,
            CursorKind.Before => Math.Max(0, at - PageSize),
            _ => Cursor.Skip,
        };
        var page = items.Skip(start).Take(PageSize).ToList();
        return Answer(name, [.. page.Select(i => (Sid: sidOf(i), Shown: show(i)))], start + page.Count < items.Count, i => i.Sid, i => i.Shown);
    }

    /// <summary>Reads a date filter. Twilio documents these by day, in GMT, both ends included; the time of day says nothing.</summary>
    public static bool Day(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return false;
        day = DateOnly.FromDateTime(at.UtcDateTime);
        return true;
    }

    public static bool IsWithin(DateTimeOffset? at, DateOnly? on, DateOnly? until, DateOnly? since)
    {
        var day = at is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : (DateOnly?)null;
        return (on is null || day == on) && (until is null || day <= until) && (since is null || day >= since);
    }

    private string Uri(int page, string? token)
    {
        var query = QueryString.Create(_filters)
            .Add("PageSize", PageSize.ToString(CultureInfo.InvariantCulture))
            .Add("Page", page.ToString(CultureInfo.InvariantCulture));
        return _path + (token is null ? query : query.Add("PageToken", token));
    }

    private static bool Number(string? text, int otherwise, out int value)
    {
        value = otherwise;
        return string.IsNullOrEmpty(text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
