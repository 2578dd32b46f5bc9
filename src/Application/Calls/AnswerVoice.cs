using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>The carrier asks what to do in a running call, and waits for the answer. Asked twice, it gets the same answer.</summary>
public static class AnswerVoice
{
    [NoPermissionNeeded("The carrier's signature is verified inside")]
    public sealed record Command(Guid NumberId, WebhookCall Call) : ICommand<Result>;

    /// <param name="Script">In the carrier's language; null if the carrier itself did not ask, or nobody can tell.</param>
    public sealed record Result(string? Script);

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, ISecrets secrets, IPublicAddress address, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleAsync(n => n.Id == command.NumberId, ct);
            var webhook = webhooks.For(number);
            if (secrets.TryAccount(number) is not { } account || !webhook.IsAuthentic(command.Call, account, address.Base))
                return new((string?)null);
            if (webhook.Read(command.Call) is not CarrierEvent.VoiceAsked asked)
                throw new FormatException("The carrier's call is none of those that ask.");

            var (callId, script) = await Next(number, asked, ct);
            return new(webhook.Write(script, number.ChannelKey, callId, address.At));
        }

        private async Task<(Guid CallId, VoiceScript Script)> Next(Number number, CarrierEvent.VoiceAsked asked, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var inbound = new InboundCalls(db, inbox, number, now);
            if (asked.Place.CallId is not { } id)
                return await inbound.Receive(asked, ct);
            if (await db.LockCall(id, ct) is not { } found || found.Call.NumberId != number.Id)
                return (id, new VoiceScript.HangUp(null, "en"));
            var (call, escalation) = found;
            return (id, call.Direction is Direction.Inbound ? await inbound.Next(call, escalation, asked, ct) : await Outbound(call, escalation, asked, number, now, ct));
        }

        private async Task<VoiceScript> Outbound(Call call, Escalation escalation, CarrierEvent.VoiceAsked asked, Number number, DateTimeOffset now, CancellationToken ct)
        {
            var agent = await db.Staff.Where(s => s.Id == call.AgentId).Select(s => s.Locale).SingleOrDefaultAsync(ct) ?? "en";
            var customer = await db.Customers.Where(c => c.Id == call.CustomerId).Select(c => new { c.Name, c.Locale }).SingleAsync(ct);
            var step = asked.Place.Step;
            if (step is VoiceStep.Agent or VoiceStep.Ready)
                call.Accept(asked.CarrierCallId, escalation, now);
            switch (step)
            {
                case VoiceStep.Agent or VoiceStep.Ready when call.HangUpWantedAt is not null:
                    return new VoiceScript.HangUp(null, agent);
                case VoiceStep.Agent when !call.IsOver:
                    return new VoiceScript.AskForKey(VoicePrompts.PressOne(agent, customer.Name), agent, new(VoiceStep.Ready, call.Id));
                case VoiceStep.Ready when !call.IsOver && !string.IsNullOrEmpty(asked.Digits):
                    call.AgentIsReady(escalation, now);
                    var records = (await db.Tenant(ct)).RecordsCalls;
                    return new VoiceScript.Connect(VoicePrompts.Connecting(agent, records), agent, number.E164, call.CustomerPhone, records);
                case VoiceStep.Notice:
                    call.NoticePlayed(now);
                    return new VoiceScript.Say(VoicePrompts.Recorded(customer.Locale), customer.Locale);
                case VoiceStep.Done:
                    return await Over(call, escalation, asked, agent, now, ct);
                default:
                    return new VoiceScript.HangUp(null, agent);
            }
        }

        private async Task<VoiceScript> Over(Call call, Escalation escalation, CarrierEvent.VoiceAsked asked, string agent, DateTimeOffset now, CancellationToken ct)
        {
            var outcome = CallChanges.Outcome(asked.DialStatus ?? CarrierCallStatus.Failed);
            if (outcome == CallOutcome.Answered)
                await new CallChanges(db, call, escalation, now).Connect(ct);
            call.End(outcome, asked.DialSeconds, null, escalation, now);
            return new VoiceScript.HangUp(outcome == CallOutcome.Answered ? null : VoicePrompts.NotReached(agent), agent);
        }
    }
}
