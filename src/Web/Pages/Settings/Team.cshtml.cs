using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One team: its name, its use, its members.</summary>
public sealed class TeamModel(IMediator mediator) : PageModel
{
    public ListTeams.Row Team { get; private set; } = null!;

    public IReadOnlyList<ListStaff.Row> Staff { get; private set; } = [];

    public async Task OnGetAsync(Guid id, CancellationToken ct)
    {
        Team = (await mediator.Send(new ListTeams.Query(IncludeInactive: true), ct)).Items.FirstOrDefault(t => t.Id == id) ?? throw new NotFound("The team");
        Staff = (await mediator.Send(new ListStaff.Query(Limit: 1000), ct)).Staff;
    }

    public Task<IActionResult> OnPostAsync(Guid id, string? name, bool isActive, CancellationToken ct) =>
        Then(id, () => mediator.Send(new UpdateTeam.Command(id, name ?? "", isActive), ct), ct);

    public Task<IActionResult> OnPostMembersAsync(Guid id, Guid[] staffIds, CancellationToken ct) => Then(id, () => mediator.Send(new SetTeamMembers.Command(id, staffIds), ct), ct);

    private async Task<IActionResult> Then(Guid id, Func<Task> send, CancellationToken ct)
    {
        if (await this.Accepted(send))
            return this.Saved().RedirectToPage(new { id });

        await OnGetAsync(id, ct);
        return Page();
    }
}
