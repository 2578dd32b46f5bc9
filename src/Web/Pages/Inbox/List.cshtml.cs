using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>The list alone: after a filter, when something happened, or its next rows.</summary>
public sealed class ListModel(IMediator mediator) : PageModel
{
    public ListPane Pane { get; private set; } = null!;

    public bool MoreOnly { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "")] InboxState state, string? cursor, int take, CancellationToken ct)
    {
        if (!Request.IsFragment())
            return LocalRedirect(state.Url());
        MoreOnly = cursor is not null;
        Pane = MoreOnly
            ? new(state, await mediator.Send(new ListEscalations.Query(state.Filter, state.CurrentSort, cursor), ct))
            : await mediator.ListPane(state, take, ct);
        // A filter changes the address; a refresh names how much it takes and leaves the address alone.
        if (!MoreOnly && take == 0)
            Response.Headers["HX-Replace-Url"] = state.Url();
        return Page();
    }
}
