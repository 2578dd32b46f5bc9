using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>The owner calls the customer: the agent's own telephone rings, and a key press connects. Calling an unowned customer claims it.</summary>
public static class PlaceCall
{
    /// <param name="ClientRequestId">The client's own id of this request; a repeat answers with the call that already exists.</param>
    [Requires(Permissions.Call.Place)]
    public sealed record Command(Guid EscalationId, Guid? ClientRequestId = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    public sealed record Result(Guid CallId, CallState State);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.EscalationId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (escalation, now) = (await db.LockVisible(actor, command.EscalationId, ct), clock.GetUtcNow());
            if (command.ClientRequestId is { } request && await db.Calls.SingleOrDefaultAsync(c => c.EscalationId == escalation.Id && c.ClientRequestId == request, ct) is { } placed)
                return new(placed.Id, placed.State);

            await db.ClaimIfUnowned(actor, escalation, now, ct);
            escalation.GuardAnswerBy(actor.Stamp());
            var to = escalation.Phone ?? throw new FieldRefused("phone", "no_phone", "This customer left no telephone number.");
            await GuardPermitted(to, ct);
            if (await db.Calls.AnyAsync(c => c.EscalationId == escalation.Id && c.State != CallState.Ended, ct))
                throw new RuleViolation("call_running", "A call with this customer is running already.");

            var from = await db.NumberOf(escalation, ct) ?? throw new RuleViolation("no_number", "No telephone number is set up to send from.");
            var call = Call.ToCustomer(escalation, await db.Me(actor, ct), from, to, command.ClientRequestId, actor.Stamp(), now);
            db.Calls.Add(call);
            return new(call.Id, call.State);
        }

        /// <summary>What would be suppressed later is refused early.</summary>
        private async Task GuardPermitted(string phone, CancellationToken ct)
        {
            if ((await db.WordOnCalls(phone, ct) ?? throw new RuleViolation("no_call_consent", "The customer has not agreed to be called; write down first when and how they did.")).WithdrawnAt is not null)
                throw new RuleViolation("call_opted_out", "The customer has asked not to be called any more.");
        }
    }
}
