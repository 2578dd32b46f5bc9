using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Pages.Views;
using MediatR;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>The list on the left.</summary>
/// <param name="Staff">To filter by, and to give work to; empty for those who may not see colleagues.</param>
public sealed record ListPane(InboxState State, ListEscalations.Result Page, IReadOnlyList<ListStaff.Row> Staff);

/// <summary>One request in the middle and on the right. Without an escalation nothing is chosen, or it is gone.</summary>
public sealed record DetailPane(InboxState State, GetEscalation.Result? Escalation, GetTimeline.Result? Timeline, GetHistory.Result? History,
    IReadOnlyList<ListStaff.Row> Staff, IReadOnlyList<ListTeams.Row> Teams)
{
    public static DetailPane None(InboxState state) => new(state, null, null, null, [], []);

    public string Customer(Texts texts) => texts.Customer(Escalation!.Customer.Name, Escalation.Phone ?? Escalation.Customer.Phone, Escalation.Email ?? Escalation.Customer.Email);
}

/// <summary>Fetches what the panes show; the whole page and its fragments share it.</summary>
public static class Panes
{
    private const int PageSize = 25, LargestPage = 100, MostRows = 500;

    /// <param name="take">How many rows are on the screen already; a refresh brings as many again.</param>
    public static async Task<ListPane> ListPane(this IMediator mediator, InboxState state, Viewer viewer, int take, CancellationToken ct)
    {
        take = Math.Clamp(take, PageSize, MostRows);
        var page = await mediator.Send(new ListEscalations.Query(state.Filter, state.CurrentSort, null, Math.Min(take, LargestPage), WithStaff: true), ct);
        var rows = page.Items.ToList();
        var cursor = page.NextCursor;
        while (cursor is not null && rows.Count < take)
        {
            var next = await mediator.Send(new ListEscalations.Query(state.Filter, state.CurrentSort, cursor, Math.Min(take - rows.Count, LargestPage)), ct);
            rows.AddRange(next.Items);
            cursor = next.NextCursor;
        }

        return new(state, page with { Items = rows, NextCursor = cursor }, page.Staff);
    }

    public static async Task<DetailPane> DetailPane(this IMediator mediator, InboxState state, Viewer viewer, CancellationToken ct)
    {
        if (state.Id is not { } id)
            return Inbox.DetailPane.None(state);
        try
        {
            var assigns = viewer.May(Permissions.Inbox.Assign);
            return new(state,
                await mediator.Send(new GetEscalation.Query(id), ct),
                await mediator.Send(new GetTimeline.Query(id), ct),
                state.Side == "history" ? await mediator.Send(new GetHistory.Query(id), ct) : null,
                assigns ? await mediator.Colleagues(viewer, ct) : [],
                assigns && viewer.May(Permissions.Team.Read) ? (await mediator.Send(new ListTeams.Query(), ct)).Items : []);
        }
        catch (NotFound)
        {
            // It moved out of the viewer's sight while it was open.
            return Inbox.DetailPane.None(state);
        }
    }

    private static async Task<IReadOnlyList<ListStaff.Row>> Colleagues(this IMediator mediator, Viewer viewer, CancellationToken ct) =>
        viewer.May(Permissions.User.Read) ? (await mediator.Send(new ListStaff.Query(), ct)).Staff : [];
}
