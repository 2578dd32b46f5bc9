using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>Looks after a call of which nothing was heard for a while, or that is to end: lets go of one that a node left behind, ends one that nobody knows, says what to ask the carrier about the rest.</summary>
public static class SettleCall
{
    /// <param name="Asked">What the carrier answered to the question of the first time, without a status if it does not know the call; null the first time.</param>
    [SystemOnly]
    public sealed record Command(Guid CallId, CarrierCall? Asked = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("call", CallId);
    }

    /// <param name="Question">Null if there is nothing to ask.</param>
    public sealed record Result(Question? Question);

    /// <param name="HangsUp">Whether the call is to be ended before the carrier is asked how it stands.</param>
    public sealed record Question(string Carrier, CarrierAccount Account, string CarrierCallId, bool HangsUp = false)
    {
        public override string ToString() => $"Question {{ CarrierCallId = {CarrierCallId} }}";
    }

    internal sealed class Handler(IDeskDb db, ISecrets secrets, IEnumerable<ICallCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.LockCall(command.CallId, ct) is not { } found || found.Call.IsOver)
                return new((Question?)null);
            var (call, escalation) = found;
            if (command.Asked is { } answer)
            {
                await Apply(call, escalation, answer, now, ct);
                return new((Question?)null);
            }

            switch (call.State)
            {
                case CallState.Dispatching:
                    call.LoseSight("node_lost", now);
                    return new((Question?)null);
                case CallState.Uncertain:
                    call.End(CallOutcome.Failed, null, "unknown_outcome", escalation, now);
                    return new((Question?)null);
            }

            var number = await db.Numbers.SingleAsync(n => n.Id == call.NumberId, ct);
            var account = secrets.TryAccount(number);
            if (account is null && now - call.CreatedAt >= Call.GivenUpAfter)
            {
                LoseForGood(call, escalation, now);
                return new((Question?)null);
            }

            call.AskAgainLater(account is null || carriers.For(number.Carrier).Reports, now);
            return new(account is not null && call.CarrierCallId is { } id ? new Question(number.Carrier, account, id, HangsUp: call.HangUpWantedAt is not null) : null);
        }

        private async Task Apply(Call call, Domain.Escalations.Escalation escalation, CarrierCall answer, DateTimeOffset now, CancellationToken ct)
        {
            if (answer.Customer is { } customer)
                await new CallChanges(db, call, escalation, now).Apply(CallLeg.Customer, customer, null, null, ct);
            if (answer.Status is { } status)
                await new CallChanges(db, call, escalation, now).Apply(call.Direction is Direction.Inbound ? CallLeg.Customer : CallLeg.Agent, status, answer.Seconds, null, ct);
            else
                LoseForGood(call, escalation, now);
        }

        private static void LoseForGood(Call call, Domain.Escalations.Escalation escalation, DateTimeOffset now) =>
            call.End(call.Direction is Direction.Inbound ? CallOutcome.Missed : CallOutcome.Failed, null, "unknown_outcome", escalation, now);
    }
}
