using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>Writes down what the carrier answered when it was asked for a call. Nobody waits by the telephone for a second try: what was not placed has failed.</summary>
public static class RecordPlacement
{
    [SystemOnly]
    public sealed record Command(Guid CallId, SendOutcome Outcome) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("call", CallId);
    }

    internal sealed class Handler(IDeskDb db, IEnumerable<ICallCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await db.LockCall(command.CallId, ct) is not { } found)
                return Unit.Value;
            var (call, escalation) = found;
            var now = clock.GetUtcNow();
            switch (command.Outcome)
            {
                case SendOutcome.Accepted accepted:
                    call.Accept(accepted.CarrierMessageId, escalation, now);
                    if (call.HangUpWantedAt is null)
                        call.AskAgainLater(carriers.For((await db.Numbers.SingleAsync(n => n.Id == call.NumberId, ct)).Carrier).Reports, now);
                    break;
                case SendOutcome.Uncertain uncertain:
                    call.LoseSight(uncertain.Reason, now);
                    break;
                case SendOutcome.Refused refused:
                    call.End(CallOutcome.Failed, null, refused.Code, escalation, now);
                    break;
                case SendOutcome.NotSent notSent:
                    call.End(CallOutcome.Failed, null, notSent.Reason, escalation, now);
                    break;
                case SendOutcome.AccountRefused refused:
                    call.End(CallOutcome.Failed, null, refused.Code, escalation, now);
                    (await db.Numbers.SingleAsync(n => n.Id == call.NumberId, ct)).Pause($"{refused.Code}: {refused.Message}");
                    break;
            }

            return Unit.Value;
        }
    }
}
