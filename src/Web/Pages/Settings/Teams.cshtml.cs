using EscalationCqrs.Application.Teams;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The groups that share a queue.</summary>
public sealed class TeamsModel(IMediator mediator) : PageModel
{
    public ListTeams.Result Teams { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Teams = await mediator.Send(new ListTeams.Query(IncludeInactive: true), ct);

    public async Task<IActionResult> OnPostAsync(string? name, CancellationToken ct)
    {
        if (await this.Answer(() => mediator.Send(new CreateTeam.Command(name ?? ""), ct)) is { } made)
            return RedirectToPage("Team", new { id = made.TeamId });

        await OnGetAsync(ct);
        return Page();
    }
}
