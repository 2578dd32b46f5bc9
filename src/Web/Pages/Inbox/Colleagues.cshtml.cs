using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>The choices of whom to give work to, those with room for it first.</summary>
public sealed class ColleaguesModel(IMediator mediator, Viewer viewer) : PageModel
{
    public IReadOnlyList<ListStaff.Row> Staff { get; private set; } = [];

    /// <summary>Null when work can only go to a person.</summary>
    public IReadOnlyList<ListTeams.Row>? Teams { get; private set; }

    public async Task OnGetAsync([FromQuery] bool teams, CancellationToken ct)
    {
        if (viewer.May(Permissions.User.Read))
            Staff = (await mediator.Send(new ListStaff.Query(), ct)).Staff;
        if (teams)
            Teams = viewer.May(Permissions.Team.Read) ? (await mediator.Send(new ListTeams.Query(), ct)).Items : [];
    }
}
