using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Setting a number up, step by step: what works, what is missing, a test message, and whose calls were refused.</summary>
public sealed class NumberCheckModel(IMediator mediator) : PageModel
{
    private const int MostRefused = 5;

    public ListNumbers.Row Number { get; private set; } = null!;

    /// <summary>Null until it was checked.</summary>
    public CheckNumber.Result? Result { get; private set; }

    /// <summary>Why the carrier did not take our addresses.</summary>
    public string? Trouble { get; private set; }

    /// <summary>How the test message fares that was sent from here, with its id.</summary>
    public (Guid Id, GetTestMessage.Result State)? Sent { get; private set; }

    /// <summary>The newest that this number's addresses got and did not take.</summary>
    public IReadOnlyList<ListReceipts.Row> Refused { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? message, CancellationToken ct)
    {
        Number = (await mediator.Send(new ListNumbers.Query(), ct)).Items.FirstOrDefault(n => n.Id == id) ?? throw new NotFound("The number");
        Refused = (await mediator.Send(new ListReceipts.Query(WebhookState.Quarantined, id, Limit: MostRefused), ct)).Items;
        if (message is { } sent)
            Sent = (sent, await mediator.Send(new GetTestMessage.Query(sent), ct));
        return Page();
    }

    /// <summary>The part that tells how the test message fares, fetched until it is known.</summary>
    public async Task<IActionResult> OnGetTestAsync(Guid id, Guid message, CancellationToken ct)
    {
        await OnGetAsync(id, message, ct);
        return Partial("_NumberTest", this);
    }

    public async Task<IActionResult> OnPostCheckAsync(Guid id, CancellationToken ct)
    {
        Result = await mediator.Send(new CheckNumber.Command(id), ct);
        return await Shown("_NumberChecks", id, null, ct);
    }

    public async Task<IActionResult> OnPostConnectAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await mediator.Send(new ConnectNumber.Command(id), ct);
        }
        catch (CarrierUnavailable refused)
        {
            Trouble = refused.Message;
        }

        return await OnPostCheckAsync(id, ct);
    }

    public async Task<IActionResult> OnPostTestAsync(Guid id, string? to, string? text, CancellationToken ct) =>
        await Shown("_NumberTest", id, (await this.Answer(() => mediator.Send(new SendTestMessage.Command(id, to ?? "", text), ct)))?.MessageId, ct);

    private async Task<IActionResult> Shown(string part, Guid id, Guid? message, CancellationToken ct)
    {
        var page = await OnGetAsync(id, message, ct);
        return Request.IsFragment() ? Partial(part, this) : page;
    }
}
