using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Templates;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Templates;

/// <summary>The templates that the actor may use, by name.</summary>
public static class ListTemplates
{
    private const int Most = 500;

    [Requires(Permissions.Inbox.Read)]
    public sealed record Query : IQuery<Result>;

    /// <param name="NextCursor">Always null: all fit on one page.</param>
    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    /// <param name="CanChange">Whether the actor may edit it.</param>
    public sealed record Row(Guid Id, string Name, TemplateScope Scope, Guid? TeamId, string? Team, IReadOnlyList<Wording> Texts, bool CanChange, DateTimeOffset UpdatedAt);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var manages = actor.May(Permissions.Template.Manage);
            var rows = await db.VisibleTemplates(actor).OrderBy(t => t.Name).ThenBy(t => t.Id).Take(Most)
                .Select(t => new Row(t.Id, t.Name, t.Scope, t.TeamId, db.Teams.Where(x => x.Id == t.TeamId).Select(x => x.Name).FirstOrDefault(), t.Wordings, manages || t.Scope == TemplateScope.Person, t.UpdatedAt))
                .ToListAsync(ct);
            return new(rows, null);
        }
    }
}
