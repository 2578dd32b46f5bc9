using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>Takes a queued call on for this node, if the customer may be called at this moment. After the commit whoever sent the command must ask the carrier, exactly once.</summary>
public static class BeginCall
{
    [SystemOnly]
    public sealed record Command(Guid CallId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("call", CallId);
    }

    /// <param name="Ticket">Null if there is nothing to place.</param>
    public sealed record Result(Ticket? Ticket);

    public sealed record Ticket(string Carrier, CarrierAccount Account, OutboundCall Call)
    {
        public override string ToString() => $"Ticket {{ CallId = {Call.CallId} }}";
    }

    internal sealed class Handler(IDeskDb db, ISecrets secrets, IEnumerable<ICarrierWebhook> webhooks, IPublicAddress address, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.LockCall(command.CallId, ct) is not { Call: { State: CallState.Queued } call, Escalation: var escalation })
                return new(null);
            var number = await db.Numbers.SingleAsync(n => n.Id == call.NumberId, ct);
            if (!number.IsActive || number.PausedReason is not null || secrets.TryAccount(number) is not { } account)
            {
                call.End(CallOutcome.Failed, null, number.PausedReason ?? "number_inactive", escalation, now);
                return new(null);
            }

            var word = await db.WordOnCalls(call.CustomerPhone, ct);
            if (word is not { WithdrawnAt: null })
            {
                call.End(CallOutcome.Suppressed, null, word is null ? "no_call_consent" : "call_opted_out", escalation, now);
                return new(null);
            }

            call.Dispatch(word.Id, now);
            var webhook = webhooks.For(number);
            return new(new(number.Carrier, account, new(call.Id, number.E164, call.AgentPhone!,
                address.At(webhook.VoicePathOf(number.ChannelKey, new(VoiceStep.Agent, call.Id))), address.At(webhook.VoiceStatusPathOf(number.ChannelKey, call.Id, CallLeg.Agent)), call.CustomerPhone)));
        }
    }
}
