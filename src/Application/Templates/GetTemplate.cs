using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Templates;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Templates;

/// <summary>One template.</summary>
public static class GetTemplate
{
    [Requires(Permissions.Inbox.Read)]
    public sealed record Query(Guid Id) : IQuery<Result>;

    public sealed record Result(Guid Id, string Name, TemplateScope Scope, Guid? TeamId, IReadOnlyList<Wording> Texts);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct) =>
            await db.VisibleTemplates(actor).Where(t => t.Id == query.Id).Select(t => new Result(t.Id, t.Name, t.Scope, t.TeamId, t.Wordings)).SingleOrDefaultAsync(ct) ?? throw new NotFound("The template");
    }
}
