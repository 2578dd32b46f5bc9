using EscalationCqrs.Application.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>What the customer of a request has permitted, in the facts beside the conversation.</summary>
public sealed class ConsentsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public ListConsents.Result Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Found = await mediator.Send(new ListConsents.Query(Id), ct);

    public async Task<IActionResult> OnPostAsync(Channel channel, bool given, string? evidence, CancellationToken ct)
    {
        await mediator.Send(new RecordConsent.Command(Id, channel, given, evidence ?? ""), ct);
        await OnGetAsync(ct);
        return this.Changed(Id, Page());
    }
}
