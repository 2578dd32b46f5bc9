using EscalationCqrs.Application.Operations;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Health;

/// <summary>One runbook, to be read beside the health of the desk.</summary>
public sealed class RunbookModel(IMediator mediator) : PageModel
{
    public Runbook Runbook { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        await mediator.Send(new ListJobRuns.Query(Limit: 1), ct);
        if (Health.Runbook.In(HttpContext.Texts().Language).FirstOrDefault(r => r.Name == name) is not { } found)
            return NotFound();
        Runbook = found;
        return Page();
    }
}
