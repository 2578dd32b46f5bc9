using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Settings;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Recordings;

/// <summary>One recording: its sound, what is known of it, and what may be done with it.</summary>
public sealed class ShowModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public GetRecording.Result Recording { get; private set; } = null!;

    /// <summary>Lets the sound be heard; null until somebody wants to listen.</summary>
    public string? Key { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Recording = await mediator.Send(new GetRecording.Query(Id), ct);

    /// <summary>A listening session begins. In the conversation the player takes the place of the button.</summary>
    public async Task<IActionResult> OnPostListenAsync(CancellationToken ct)
    {
        Key = await Begin(ct);
        await OnGetAsync(ct);
        return Request.IsFragment() ? Partial("_Player", new PlayerPane(Recording, Key)) : Page();
    }

    /// <summary>The player goes on, or begins again after a long pause; its key is then another one.</summary>
    public async Task<IActionResult> OnPostContinueAsync(string? key, CancellationToken ct) =>
        new JsonResult(new { key = (await mediator.Send(new GoOnListening.Command(Id, key ?? ""), ct)).GoesOn ? key : await Begin(ct) });

    public async Task<IActionResult> OnPostNoteAsync(int atSecond, string? text, CancellationToken ct)
    {
        await mediator.Send(new AddRecordingNote.Command(Id, atSecond, text ?? ""), ct);
        await OnGetAsync(ct);
        return Request.IsFragment() ? Partial("_Notes", Recording) : RedirectToPage(new { id = Id, handler = (string?)null });
    }

    public Task<IActionResult> OnPostKeepAsync(int retentionDays, string? legalHold, string? externalReference, CancellationToken ct) =>
        Do(new KeepRecording.Command(Id, retentionDays, legalHold, externalReference), HttpContext.Texts().App.Saved, ct);

    public Task<IActionResult> OnPostDeleteAsync(string? reason, CancellationToken ct) => Do(new DeleteRecording.Command(Id, reason ?? ""), HttpContext.Texts().Recording.DeletedNow, ct);

    public Task<IActionResult> OnPostFetchAsync(CancellationToken ct) => Do(new FetchAgain.Command(Id), HttpContext.Texts().Recording.FetchedAgain, ct);

    private async Task<string> Begin(CancellationToken ct) =>
        (await mediator.Send(new BeginListening.Command(Id, RecordingUse.Listen, HttpContext.Connection.RemoteIpAddress?.ToString()), ct)).Key;

    private async Task<IActionResult> Do(IRequest<Unit> command, string done, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(command, ct)))
            return this.Done(done).RedirectToPage(new { id = Id, handler = (string?)null });
        await OnGetAsync(ct);
        return Page();
    }
}

/// <summary>A recording that somebody may hear now.</summary>
public sealed record PlayerPane(GetRecording.Result Recording, string Key);
