using EscalationCqrs.Application.Conversations;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>What the customer asked on other occasions.</summary>
public sealed class EarlierModel(IMediator mediator) : PageModel
{
    public ListCustomerConversations.Result Found { get; private set; } = null!;

    public async Task OnGetAsync(Guid customerId, [FromQuery] Guid? except, CancellationToken ct) =>
        Found = await mediator.Send(new ListCustomerConversations.Query(customerId, except), ct);
}
