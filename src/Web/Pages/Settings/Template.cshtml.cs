using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Application.Templates;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Templates;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One template.</summary>
public sealed class TemplateModel(IMediator mediator, Viewer viewer) : PageModel
{
    /// <summary>Null for a new one.</summary>
    public GetTemplate.Result? Template { get; private set; }

    public IReadOnlyList<ListTeams.Row> Teams { get; private set; } = [];

    /// <summary>May write for others too.</summary>
    public bool Manages => viewer.May(Permissions.Template.Manage);

    public async Task OnGetAsync(string id, CancellationToken ct)
    {
        Template = IdOf(id) is { } known ? await mediator.Send(new GetTemplate.Query(known), ct) : null;
        if (Manages && viewer.May(Permissions.Team.Read))
            Teams = (await mediator.Send(new ListTeams.Query(), ct)).Items;
    }

    /// <param name="scope"><c>person</c>, <c>tenant</c> or the id of a team.</param>
    public Task<IActionResult> OnPostAsync(string id, string? name, string? scope, string? en, string? vi, CancellationToken ct)
    {
        var team = Guid.TryParse(scope, out var teamId) ? teamId : (Guid?)null;
        var kind = team is not null ? TemplateScope.Team : scope == "tenant" ? TemplateScope.Tenant : TemplateScope.Person;
        return Then(id, () => mediator.Send(new SaveTemplate.Command(IdOf(id), name ?? "", kind, team, [new("en", en ?? ""), new("vi", vi ?? "")]), ct), ct);
    }

    public Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken ct) => Then(id.ToString(), () => mediator.Send(new DeleteTemplate.Command(id), ct), ct);

    private async Task<IActionResult> Then(string id, Func<Task> send, CancellationToken ct)
    {
        if (await this.Accepted(send))
            return this.Saved().RedirectToPage("Templates");

        await OnGetAsync(id, ct);
        return Page();
    }

    private static Guid? IdOf(string id) => id == "new" ? null : Guid.TryParse(id, out var known) ? known : throw new NotFound("The template");
}
