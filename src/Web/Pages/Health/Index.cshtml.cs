using EscalationCqrs.Application.Operations;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EscalationCqrs.Web.Pages.Health;

/// <summary>Whether the desk is well, and where it is written what to do.</summary>
public sealed class HealthModel(IMediator mediator, HealthCheckService health) : PageModel
{
    public HealthReport Report { get; private set; } = null!;

    public IReadOnlyList<Runbook> Runbooks => Runbook.In(HttpContext.Texts().Language);

    public async Task OnGetAsync(CancellationToken ct)
    {
        // The query guards the page; the checks themselves answer anybody.
        await mediator.Send(new ListJobRuns.Query(Limit: 1), ct);
        Report = await health.CheckHealthAsync(ct);
    }
}
