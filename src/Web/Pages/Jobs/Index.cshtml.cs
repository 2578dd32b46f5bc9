using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Settings;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Jobs;

/// <summary>Work in the background. The board fetches itself anew, every second while something runs and every other second else.</summary>
public sealed class IndexModel(IMediator mediator) : PageModel
{
    public JobBoard Board { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Board = new(await mediator.Send(new ListJobs.Query(), ct), (await mediator.Send(new ListJobRuns.Query(), ct)).Items);
        return Request.IsFragment() ? Partial("_Board", Board) : Page();
    }

    public Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken ct) => Do(new RetryJob.Command(id), HttpContext.Texts().Jobs.Retried, ct);

    public Task<IActionResult> OnPostDismissAsync(Guid id, CancellationToken ct) => Do(new DismissJob.Command(id), HttpContext.Texts().Jobs.Dismissed, ct);

    public Task<IActionResult> OnPostFetchAsync(Guid id, CancellationToken ct) => Do(new FetchAgain.Command(id), HttpContext.Texts().Recording.FetchedAgain, ct);

    public Task<IActionResult> OnPostAsideAsync(Guid id, CancellationToken ct) => Do(new SetRecordingAside.Command(id), HttpContext.Texts().Jobs.Dismissed, ct);

    private async Task<IActionResult> Do(IRequest<Unit> command, string done, CancellationToken ct) =>
        await this.Accepted(() => mediator.Send(command, ct)) ? this.Done(done).RedirectToPage(new { handler = (string?)null, id = (Guid?)null }) : await OnGetAsync(ct);
}

/// <summary>What the board shows.</summary>
public sealed record JobBoard(ListJobs.Result Jobs, IReadOnlyList<JobRow> Lately);
