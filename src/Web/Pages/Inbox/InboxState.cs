using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Escalations;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>What the inbox shows, all of it in the address: a link brings anybody to the same view.</summary>
/// <param name="Side">The tab of the facts: <c>history</c>, else the timeline.</param>
/// <param name="Show">How many entries of the conversation, where the reader wished for more than the newest.</param>
public sealed record InboxState(string? Tab = null, string? Sort = null, string? Q = null, string? Priority = null, string? Team = null, string? Assigned = null, string? State = null,
    Guid? Id = null, string? Side = null, int? Show = null)
{
    public static readonly IReadOnlyList<string> Tabs = ["pending", "mine", "team", "resolved", "all"];

    public static readonly IReadOnlyList<string> Sorts = ["work", "newest", "oldest", "due", "status"];

    public string CurrentTab => Tab is not null && Tabs.Contains(Tab) ? Tab : "pending";

    /// <summary>Finished work has no order of work: its newest comes first.</summary>
    public string CurrentSort => Sort is not null && Sorts.Contains(Sort) ? Sort : CurrentTab is "resolved" or "all" ? "newest" : "work";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(Priority) || !string.IsNullOrEmpty(Team) || !string.IsNullOrEmpty(Assigned) || !string.IsNullOrEmpty(State);

    /// <summary>Whether the tab leaves open whose work is shown.</summary>
    public bool FiltersOwner => CurrentTab is not ("pending" or "mine");

    /// <summary>The states among which the tab leaves a choice.</summary>
    public IReadOnlyList<EscalationState> States => CurrentTab switch
    {
        "mine" => [EscalationState.Assigned, EscalationState.InProgress, EscalationState.WaitingOnCustomer],
        "team" => EscalationStates.Open,
        "all" => Enum.GetValues<EscalationState>(),
        _ => [],
    };

    /// <summary>As the address says it.</summary>
    public static string WordOf(EscalationState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private string? Chosen => States.Select(WordOf).FirstOrDefault(s => s == State);

    /// <summary>The same list without anything chosen in it.</summary>
    public InboxState List() => this with { Id = null, Side = null, Show = null };

    /// <summary>The same list with one request chosen.</summary>
    public InboxState At(Guid id) => this with { Id = id, Side = null, Show = null };

    public EscalationFilter Filter => CurrentTab switch
    {
        "mine" => new(Chosen ?? "open", Priority, "me", Team, Q),
        "team" => new(Chosen ?? "open", Priority, Assigned, string.IsNullOrEmpty(Team) ? "mine" : Team, Q),
        "resolved" => new("resolved", Priority, Assigned, Team, Q),
        "all" => new(Chosen, Priority, Assigned, Team, Q),
        _ => new("pending", Priority, null, Team, Q),
    };

    /// <summary>The address of this state, without what is usual anyway.</summary>
    public string Url(string path = "/inbox", string? cursor = null)
    {
        (string Name, string? Value)[] pairs =
        [
            ("tab", CurrentTab == "pending" ? null : CurrentTab), ("sort", Sort is not null && Sorts.Contains(Sort) ? Sort : null), ("q", Q?.Trim()), ("priority", Priority), ("team", Team),
            ("assigned", Assigned), ("state", Chosen), ("id", Id?.ToString()), ("side", Id is not null && Side == "history" ? Side : null),
            ("show", Id is not null && Show > 0 ? Show.Value.ToString(CultureInfo.InvariantCulture) : null), ("cursor", cursor),
        ];
        return path + QueryString.Create(pairs.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => KeyValuePair.Create(p.Name, p.Value)));
    }
}
