using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Templates;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Templates;

/// <summary>Writes a template, or changes one. One's own needs no further permission; those of a team or of everybody need <c>template:manage</c>.</summary>
public static class SaveTemplate
{
    /// <param name="Id">Null for a new one.</param>
    /// <param name="TeamId">For the scope <c>team</c>.</param>
    /// <param name="Texts">One for each language; empty ones are left out.</param>
    [Requires(Permissions.Inbox.Read)]
    public sealed record Command(Guid? Id, string Name, TemplateScope Scope, Guid? TeamId, IReadOnlyList<Wording> Texts) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("template", Id);
    }

    public sealed record Result(Guid Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().Says("name_required", "Enter a name.").AtMost(Template.MaxName);
            RuleFor(c => c.Scope).IsInEnum();
            RuleFor(c => c.Texts).NotNull();
            RuleForEach(c => c.Texts).ChildRules(w =>
            {
                w.RuleFor(x => x.Locale).Locale();
                w.RuleFor(x => x.Text).MaximumLength(Template.MaxText);
            });
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (command.Scope != TemplateScope.Person)
                actor.Demand(Permissions.Template.Manage);
            var teamId = command.Scope == TemplateScope.Team ? command.TeamId : null;
            if (command.Scope == TemplateScope.Team && !await db.Teams.AnyAsync(t => t.Id == teamId, ct))
                throw new FieldRefused("teamId", "unknown_team", "Choose a team.");

            var template = command.Id is { } id ? await db.ChangeableTemplate(actor, id, ct) : db.Templates.Add(new Template(actor.TenantId, now)).Entity;
            template.Edit(command.Name, command.Scope, teamId, command.Scope == TemplateScope.Person ? actor.Id : null, command.Texts, now);
            return new(template.Id);
        }
    }
}
