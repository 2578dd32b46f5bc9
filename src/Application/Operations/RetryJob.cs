using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Operations;

/// <summary>Has a job that failed do its work once more, with the same payload and all its tries.</summary>
public static class RetryJob
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
            db.Audit(nameof(RetryJob), "job_run", run.Id, AuditSeverity.Info, run.Job);
            return await jobs.Again(run.Id, ct) ? Unit.Value : throw new RuleViolation("job_not_failed", "Only a run that failed, and that nobody has seen to, can be tried again or dismissed.");
        }
    }
}
