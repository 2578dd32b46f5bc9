using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Webhooks, and what became of them.</summary>
public sealed class WebhooksModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? NumberId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListReceipts.Result Receipts { get; private set; } = null!;

    public IReadOnlyList<ListNumbers.Row> Numbers { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Numbers = (await mediator.Send(new ListNumbers.Query(), ct)).Items;
        if (!ModelState.IsValid || !await this.Accepted(async () => Receipts = await mediator.Send(Query(), ct)))
            Receipts = await mediator.Send(new ListReceipts.Query(), ct);
    }

    private ListReceipts.Query Query() => new(QueryWords.Word<WebhookState>("state", State), NumberId, Cursor);
}
