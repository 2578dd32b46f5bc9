using EscalationCqrs.Application.Sla;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>How soon requests must be answered and resolved.</summary>
public sealed class SlaModel(IMediator mediator) : PageModel
{
    public sealed record Input(Priority Priority, int? FirstResponseMinutes, int? ResolutionMinutes);

    public GetSlaTargets.Result Targets { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Targets = await mediator.Send(new GetSlaTargets.Query(), ct);

    public async Task<IActionResult> OnPostAsync(Input[] targets, CancellationToken ct)
    {
        SetSlaTargets.Row[] rows = [.. targets.Select(t => new SetSlaTargets.Row(t.Priority, t.FirstResponseMinutes ?? 0, t.ResolutionMinutes ?? 0))];
        if (await this.Accepted(() => mediator.Send(new SetSlaTargets.Command(rows), ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
