using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>Applies one stored report about a call or its recording, in whatever order reports come.</summary>
public static class ProcessVoiceReport
{
    [SystemOnly]
    public sealed record Command(Guid ReceiptId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("webhook_receipt", ReceiptId);
    }

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await inbox.TakeWaiting([command.ReceiptId], ct) is not [var receipt])
                return Unit.Value;
            var (number, now) = (await db.Numbers.SingleAsync(n => n.Id == receipt.NumberId, ct), clock.GetUtcNow());
            var said = webhooks.For(number).Read(receipt.ToCall());
            // Who withholds their number was asked to call with it, and can be neither known nor called back.
            if (said is CarrierEvent.CallReported { CallId: null } report && !PhoneNumber.IsE164(report.From))
            {
                receipt.Discard("number_withheld", now);
                return Unit.Value;
            }

            var applied = said switch
            {
                CarrierEvent.CallReported call => await Apply(call, number, now, ct),
                CarrierEvent.CustomerCalled called => await new InboundCalls(db, inbox, number, now).Handled(called, ct),
                CarrierEvent.RecordingReported recording => await Apply(recording, number, now, ct),
                CarrierEvent.Transcribed words => await Apply(words, number, now, ct),
                _ => true,
            };
            if (applied)
                receipt.Processed(now);
            else
                receipt.Quarantine("unknown_call", now);
            return Unit.Value;
        }

        /// <returns>False if there is no such call on this number: our id is in the signed address, so it cannot come later.</returns>
        private async Task<bool> Apply(CarrierEvent.CallReported said, Number number, DateTimeOffset now, CancellationToken ct)
        {
            var id = said.CallId ?? await db.Calls.Where(c => c.NumberId == number.Id && c.CarrierCallId == said.CarrierCallId).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct);
            // A customer whose call came to nothing before the carrier could ask us about it.
            if (id is null)
            {
                await new InboundCalls(db, inbox, number, now).Missed(said.CarrierCallId, said.From, ct);
                return true;
            }

            if (await db.LockCall(id.Value, ct) is not { } found || found.Call.NumberId != number.Id)
                return false;
            if (said is { CallId: not null, Leg: Domain.Calls.CallLeg.Agent, Status: not null })
                found.Call.Accept(said.CarrierCallId, found.Escalation, now);
            if (said.Status is { } status)
                await new CallChanges(db, found.Call, found.Escalation, now).Apply(said.Leg, status, said.Seconds, said.ErrorCode, ct);
            return true;
        }

        private async Task<bool> Apply(CarrierEvent.RecordingReported said, Number number, DateTimeOffset now, CancellationToken ct)
        {
            if (await db.LockCall(said.CallId, ct) is not { } found || found.Call.NumberId != number.Id)
                return false;
            var changes = new CallChanges(db, found.Call, found.Escalation, now);
            // That there is none says nothing about another recording of the same call.
            if (said.State == CarrierRecordingState.Absent && await db.RecordingOf(found.Call, said.CarrierRecordingId, ct) is null && await db.RecordingOf(found.Call, null, ct) is not null)
                return true;
            var recording = await changes.ExpectRecording(ct, said.CarrierRecordingId);
            switch (said.State)
            {
                case CarrierRecordingState.Completed:
                    recording.BecomeAvailable(said.CarrierRecordingId, said.Uri, said.Seconds, said.Channels, now);
                    if (said.IsMessage)
                        found.Call.LeftMessage(found.Escalation, now);
                    break;
                case CarrierRecordingState.Absent:
                    recording.Miss(said.ErrorCode ?? "absent", found.Escalation, now);
                    break;
            }

            return true;
        }

        private async Task<bool> Apply(CarrierEvent.Transcribed said, Number number, DateTimeOffset now, CancellationToken ct)
        {
            if (await db.LockCall(said.CallId, ct) is not { } found || found.Call.NumberId != number.Id)
                return false;
            (await new CallChanges(db, found.Call, found.Escalation, now).ExpectRecording(ct, said.CarrierRecordingId)).Transcribe(said.Text);
            return true;
        }
    }
}
