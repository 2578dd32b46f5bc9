using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Operations;

/// <summary>Takes a run that failed off the list: somebody has seen to it, and it is not tried again.</summary>
public static class DismissJob
{
    [Requires(Permissions.Jobs.Manage)]
    public sealed record Command(Guid RunId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("job_run", RunId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.RunId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IJobs jobs, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var run = await jobs.OwnRun(actor, command.RunId, ct);
            // The history is no row of a tenant, so that the pipeline sees no change: the entry is written here.
            db.Audit(nameof(DismissJob), "job_run", run.Id, AuditSeverity.Info, run.Job);
            return await jobs.Dismiss(run.Id, ct) ? Unit.Value : throw new RuleViolation("job_not_failed", "Only a run that failed, and that nobody has seen to, can be tried again or dismissed.");
        }
    }
}
