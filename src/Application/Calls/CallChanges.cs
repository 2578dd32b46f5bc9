using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;

namespace EscalationCqrs.Application.Calls;

/// <summary>What a carrier's words mean for a call that is locked together with its request.</summary>
internal sealed class CallChanges(IDeskDb db, Call call, Escalation escalation, DateTimeOffset now)
{
    public async Task Apply(CallLeg leg, CarrierCallStatus status, int? seconds, string? error, CancellationToken ct)
    {
        if (call.Direction is Direction.Inbound)
        {
            if (leg is CallLeg.Customer && IsOver(status))
                call.End(call.ConnectedAt is null ? CallOutcome.Missed : CallOutcome.Answered, null, error, escalation, now);
            return;
        }

        switch (leg, status)
        {
            case (_, CarrierCallStatus.Queued):
                break;
            case (CallLeg.Customer, CarrierCallStatus.InProgress):
                await Connect(ct);
                break;
            case (CallLeg.Customer, CarrierCallStatus.Completed) when seconds > 0:
                await Connect(ct);
                call.End(CallOutcome.Answered, seconds, error, escalation, now);
                break;
            case (CallLeg.Customer, CarrierCallStatus.Ringing or CarrierCallStatus.Completed):
                break;
            case (CallLeg.Customer, _):
                call.End(Outcome(status), seconds, error, escalation, now);
                break;
            case (CallLeg.Agent, CarrierCallStatus.Completed) when call.State == CallState.Connected:
                call.End(CallOutcome.Answered, null, error, escalation, now);
                break;
            case (CallLeg.Agent, CarrierCallStatus.Completed) when call.State == CallState.RingingCustomer:
                call.End(CallOutcome.Cancelled, null, error, escalation, now);
                break;
            case (CallLeg.Agent, CarrierCallStatus.Failed):
                call.End(CallOutcome.Failed, null, error, escalation, now);
                break;
            case (CallLeg.Agent, CarrierCallStatus.Completed or CarrierCallStatus.Busy or CarrierCallStatus.NoAnswer or CarrierCallStatus.Canceled):
                call.End(CallOutcome.AgentNotReached, null, error, escalation, now);
                break;
        }
    }

    /// <summary>Both can talk from now on, and are recorded.</summary>
    public async Task Connect(CancellationToken ct)
    {
        call.Connect(escalation, now);
        if ((await db.Tenant(ct)).RecordsCalls)
            await ExpectRecording(ct);
    }

    /// <summary>The recording's row exists before the carrier has the file: what never comes is noticed as missing.</summary>
    /// <param name="carrierRecordingId">Null for whatever comes first.</param>
    public async Task<Recording> ExpectRecording(CancellationToken ct, string? carrierRecordingId = null)
    {
        if (await db.RecordingOf(call, carrierRecordingId, ct) is { } known)
            return known;
        var expected = new Recording(call, (await db.Tenant(ct)).RecordingDays, now);
        db.Recordings.Add(expected);
        return expected;
    }

    private static bool IsOver(CarrierCallStatus status) => status is not (CarrierCallStatus.Queued or CarrierCallStatus.Ringing or CarrierCallStatus.InProgress);

    public static CallOutcome Outcome(CarrierCallStatus status) => status switch
    {
        CarrierCallStatus.Completed or CarrierCallStatus.InProgress => CallOutcome.Answered,
        CarrierCallStatus.Busy => CallOutcome.Busy,
        CarrierCallStatus.Canceled => CallOutcome.Cancelled,
        CarrierCallStatus.NoAnswer or CarrierCallStatus.Ringing or CarrierCallStatus.Queued => CallOutcome.NoAnswer,
        _ => CallOutcome.Failed,
    };
}
