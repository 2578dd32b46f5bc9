using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>The inbox as a whole page; it can be read without script.</summary>
public sealed class IndexModel(IMediator mediator) : PageModel
{
    public ListPane List { get; private set; } = null!;

    public DetailPane Detail { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery(Name = "")] InboxState state, CancellationToken ct)
    {
        List = await mediator.ListPane(state, 0, ct);
        Detail = await mediator.DetailPane(state, ct);
    }
}
