using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>Everything that can be done to one request. Refusals pass through to the one table of errors.</summary>
public sealed class ActModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public IActionResult OnGet() => LocalRedirect($"/inbox?id={Id}");

    public Task<IActionResult> OnPostClaimAsync(CancellationToken ct) => Do(new ClaimEscalation.Command(Id), ct);

    public Task<IActionResult> OnPostReleaseAsync(CancellationToken ct) => Do(new ReleaseEscalation.Command(Id), ct);

    public Task<IActionResult> OnPostStartAsync(CancellationToken ct) => Do(new StartEscalation.Command(Id), ct);

    public Task<IActionResult> OnPostWaitAsync(CancellationToken ct) => Do(new WaitEscalation.Command(Id), ct);

    public Task<IActionResult> OnPostReadAsync(CancellationToken ct) => Do(new MarkRead.Command(Id), ct);

    public Task<IActionResult> OnPostPriorityAsync(Priority priority, CancellationToken ct) => Do(new ChangePriority.Command(Id, priority), ct);

    public Task<IActionResult> OnPostAssignAsync(Guid userId, CancellationToken ct) => Do(new AssignEscalation.Command(Id, userId), ct);

    /// <param name="to"><c>user:</c> or <c>team:</c> and an id.</param>
    public Task<IActionResult> OnPostReassignAsync(string? to, string? reason, CancellationToken ct) =>
        Do(new ReassignEscalation.Command(Id, IdAfter(to, "user:"), IdAfter(to, "team:"), reason ?? ""), ct);

    public Task<IActionResult> OnPostResolveAsync(string? resolutionNotes, bool resumeBot, CancellationToken ct) => Do(new ResolveEscalation.Command(Id, resolutionNotes, resumeBot), ct);

    public Task<IActionResult> OnPostReopenAsync(string? reason, CancellationToken ct) => Do(new ReopenEscalation.Command(Id, reason ?? ""), ct);

    public Task<IActionResult> OnPostCancelAsync(string? reason, CancellationToken ct) => Do(new CancelEscalation.Command(Id, reason ?? ""), ct);

    public Task<IActionResult> OnPostRetryAsync(Guid messageId, CancellationToken ct) => Do(new RetryMessage.Command(Id, messageId), ct);

    public Task<IActionResult> OnPostCallAsync(Guid? clientRequestId, CancellationToken ct) => Do(new PlaceCall.Command(Id, clientRequestId), ct);

    public Task<IActionResult> OnPostEndCallAsync(Guid callId, CancellationToken ct) => Do(new EndCall.Command(Id, callId), ct);

    /// <param name="channel"><c>sms</c>, <c>email</c>, <c>chat</c> or <c>note</c>.</param>
    /// <param name="release">The owner is finished for now: the request goes back to the queue once the message is accepted.</param>
    public async Task<IActionResult> OnPostReplyAsync(string? channel, string? text, Guid? clientRequestId, bool release, CancellationToken ct)
    {
        if (channel == "note")
            return await Do(new AddNote.Command(Id, text ?? ""), ct);
        await mediator.Send(new ReplyToCustomer.Command(Id, channel switch { "sms" => Channel.Sms, "email" => Channel.Email, _ => Channel.Chat }, text ?? "", clientRequestId), ct);
        return release ? await Do(new ReleaseEscalation.Command(Id), ct) : this.Changed(Id);
    }

    private async Task<IActionResult> Do<T>(IRequest<T> command, CancellationToken ct)
    {
        await mediator.Send(command, ct);
        return this.Changed(Id);
    }

    private static Guid? IdAfter(string? text, string prefix) =>
        text?.StartsWith(prefix, StringComparison.Ordinal) == true && Guid.TryParse(text.AsSpan(prefix.Length), out var id) ? id : null;
}
