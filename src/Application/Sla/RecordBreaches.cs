using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Sla;

/// <summary>Writes down the targets that one escalation has missed by now, each once per cycle and by its deadline.</summary>
public static class RecordBreaches
{
    [SystemOnly]
    public sealed record Command(Guid EscalationId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    /// <param name="Recorded">Whether any was new: an answer may have come since the escalation was found.</param>
    public sealed record Result(bool Recorded);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.EscalationId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct) =>
            new(await db.LockEscalation(command.EscalationId, ct) is { IsOpen: true } escalation && escalation.RecordBreaches(clock.GetUtcNow()));
    }
}
