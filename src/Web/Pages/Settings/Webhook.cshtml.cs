using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One webhook, and the button to have it worked on once more.</summary>
public sealed class WebhookModel(IMediator mediator) : PageModel
{
    public GetReceipt.Result Receipt { get; private set; } = null!;

    public async Task OnGetAsync(Guid id, CancellationToken ct) => Receipt = await mediator.Send(new GetReceipt.Query(id), ct);

    public async Task<IActionResult> OnPostReplayAsync(Guid id, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new ReplayReceipt.Command(id), ct)))
            return this.Done(HttpContext.Texts().Settings.Webhook.Replayed).RedirectToPage(new { id });
        await OnGetAsync(id, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostDismissAsync(Guid id, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new DismissReceipt.Command(id), ct)))
            return this.Done(HttpContext.Texts().Settings.Webhook.Dismissed).RedirectToPage("Webhooks", new { state = "quarantined", id = (Guid?)null });
        await OnGetAsync(id, ct);
        return Page();
    }
}
