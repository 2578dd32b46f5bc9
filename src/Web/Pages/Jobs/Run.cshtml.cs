using EscalationCqrs.Application.Operations;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Jobs;

/// <summary>One run of a job with its lines, which come in by themselves while it runs.</summary>
public sealed class RunModel(IMediator mediator) : PageModel
{
    public GetJobRun.Result Found { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Found = await mediator.Send(new GetJobRun.Query(id), ct);
        return Request.IsFragment() ? Partial("_Run", Found) : Page();
    }
}
