using EscalationCqrs.Application.Escalations;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>How many requests of one's own have something unread, for the rail of the other pages.</summary>
public sealed class BadgeModel(IMediator mediator) : PageModel
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        Content((await mediator.Send(new ListEscalations.Query(new(State: "open", Assigned: "me"), Limit: 1), ct)).UnreadCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
