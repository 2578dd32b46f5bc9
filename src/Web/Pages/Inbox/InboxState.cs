using EscalationCqrs.Application.Escalations;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>What the inbox shows, all of it in the address: a link brings anybody to the same view.</summary>
/// <param name="Side">The tab of the facts: <c>history</c>, else the timeline.</param>
public sealed record InboxState(string? Tab = null, string? Sort = null, string? Q = null, string? Priority = null, string? Team = null, string? Assigned = null,
    Guid? Id = null, string? Side = null)
{
    public static readonly IReadOnlyList<string> Tabs = ["pending", "mine", "team", "resolved", "all"];

    public static readonly IReadOnlyList<string> Sorts = ["work", "newest", "oldest", "due", "status"];

    public string CurrentTab => Tab is not null && Tabs.Contains(Tab) ? Tab : "pending";

    /// <summary>Finished work has no order of work: its newest comes first.</summary>
    public string CurrentSort => Sort is not null && Sorts.Contains(Sort) ? Sort : CurrentTab is "resolved" or "all" ? "newest" : "work";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(Priority) || !string.IsNullOrEmpty(Team) || !string.IsNullOrEmpty(Assigned);

    /// <summary>Whether the tab leaves open whose work is shown.</summary>
    public bool FiltersOwner => CurrentTab is not ("pending" or "mine");

    public EscalationFilter Filter => CurrentTab switch
    {
        "mine" => new("open", Priority, "me", Team, Q),
        "team" => new("open", Priority, Assigned, string.IsNullOrEmpty(Team) ? "mine" : Team, Q),
        "resolved" => new("resolved", Priority, Assigned, Team, Q),
        "all" => new(null, Priority, Assigned, Team, Q),
        _ => new("pending", Priority, null, Team, Q),
    };

    /// <summary>The address of this state, without what is usual anyway.</summary>
    public string Url(string path = "/inbox", string? cursor = null)
    {
        (string Name, string? Value)[] pairs =
        [
            ("tab", CurrentTab == "pending" ? null : CurrentTab), ("sort", Sort is not null && Sorts.Contains(Sort) ? Sort : null), ("q", Q?.Trim()), ("priority", Priority), ("team", Team),
            ("assigned", Assigned), ("id", Id?.ToString()), ("side", Id is not null && Side == "history" ? Side : null), ("cursor", cursor),
        ];
        return path + QueryString.Create(pairs.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => KeyValuePair.Create(p.Name, p.Value)));
    }
}
