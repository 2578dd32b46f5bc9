using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Pages.Views;
using MediatR;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>The list on the left.</summary>
public sealed record ListPane(InboxState State, ListEscalations.Result Page);

/// <summary>One request in the middle and on the right. Without an escalation nothing is chosen, or it is gone.</summary>
public sealed record DetailPane(InboxState State, GetEscalation.Result? Escalation, GetTimeline.Result? Timeline, GetHistory.Result? History)
{
    public static DetailPane None(InboxState state) => new(state, null, null, null);

    /// <summary>The same with older entries of the conversation; null if there are none, or as many as a page takes are shown.</summary>
    public InboxState? Older => Timeline is { HasMore: true, Items.Count: < Panes.MostEntries } ? State with { Show = Timeline.Items.Count + Panes.Entries } : null;

    public string Customer(Texts texts) => texts.Customer(Escalation!.Customer.Name, Escalation.Phone ?? Escalation.Customer.Phone, Escalation.Email ?? Escalation.Customer.Email);
}

/// <summary>Fetches what the panes show; the whole page and its fragments share it.</summary>
public static class Panes
{
    private const int PageSize = 25, LargestPage = 100, MostRows = 500;

    /// <summary>Of the conversation, at first and at most.</summary>
    internal const int Entries = 200, MostEntries = 2000;

    /// <param name="take">How many rows are on the screen already; a refresh brings as many again.</param>
    public static async Task<ListPane> ListPane(this IMediator mediator, InboxState state, int take, CancellationToken ct)
    {
        take = Math.Clamp(take, PageSize, MostRows);
        var page = await mediator.Send(new ListEscalations.Query(state.Filter, state.CurrentSort, null, Math.Min(take, LargestPage), WithOwners: state.FiltersOwner), ct);
        var rows = page.Items.ToList();
        var cursor = page.NextCursor;
        while (cursor is not null && rows.Count < take)
        {
            var next = await mediator.Send(new ListEscalations.Query(state.Filter, state.CurrentSort, cursor, Math.Min(take - rows.Count, LargestPage)), ct);
            rows.AddRange(next.Items);
            cursor = next.NextCursor;
        }

        return new(state, page with { Items = rows, NextCursor = cursor });
    }

    private static async Task<GetTimeline.Result> Timeline(this IMediator mediator, Guid id, int wanted, CancellationToken ct)
    {
        var page = await mediator.Send(new GetTimeline.Query(id, null, Entries), ct);
        var items = page.Items;
        while (page.HasMore && items.Count < wanted)
        {
            page = await mediator.Send(new GetTimeline.Query(id, items[0].Seq, Math.Min(wanted - items.Count, Entries)), ct);
            items = [.. page.Items, .. items];
        }

        return page with { Items = items };
    }

    public static async Task<DetailPane> DetailPane(this IMediator mediator, InboxState state, CancellationToken ct)
    {
        if (state.Id is not { } id)
            return Inbox.DetailPane.None(state);
        try
        {
            return new(state,
                await mediator.Send(new GetEscalation.Query(id), ct),
                await mediator.Timeline(id, Math.Clamp(state.Show ?? 0, Entries, MostEntries), ct),
                state.Side == "history" ? await mediator.Send(new GetHistory.Query(id), ct) : null);
        }
        catch (NotFound)
        {
            // It moved out of the viewer's sight while it was open.
            return Inbox.DetailPane.None(state);
        }
    }
}
