using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Says what is to be done about a recording that is due: to ask the carrier for it, or to copy it. A node that takes the copying on has it to itself for a while.</summary>
public static class BeginFetch
{
    [SystemOnly]
    public sealed record Command(Guid RecordingId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    public enum Need
    {
        Nothing,

        /// <summary>The carrier is asked for the recordings of a call.</summary>
        Ask,

        Copy,

        /// <summary>Ours is stored or deleted, the carrier's copy is left over.</summary>
        DeleteAtCarrier,
    }

    /// <param name="Source">Null if there is nothing to do.</param>
    public sealed record Result(Need Need, Source? Source);

    /// <param name="Id">The carrier's id of the recording, or of the call in question.</param>
    /// <param name="Channels">As announced; null if they were not.</param>
    /// <param name="Call">The call in question.</param>
    public sealed record Source(string Carrier, CarrierAccount Account, string Id, string Uri, string Key, int? Channels = null, PlacedCall? Call = null)
    {
        public override string ToString() => $"Source {{ Id = {Id} }}";
    }

    internal sealed class Handler(IDeskDb db, ISecrets secrets, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.LockRecording(command.RecordingId, ct) is not { } found || found.Recording.NextAttemptAt > now)
                return new(Need.Nothing, null);
            var (recording, escalation) = found;
            var number = await db.Numbers.SingleAsync(n => n.Id == recording.NumberId, ct);
            if (secrets.TryAccount(number) is not { } account)
            {
                recording.Wait("credentials_unreadable", now);
                return new(Need.Nothing, null);
            }

            Source From(string id) => new(number.Carrier, account, id, recording.CarrierUri ?? "", $"{recording.TenantId:n}/{recording.CreatedAt:yyyy/MM}/{recording.Id:n}", recording.Channels);

            switch (recording.State)
            {
                case RecordingState.Expected:
                    recording.AskAgain(escalation, now);
                    return recording is { State: RecordingState.Expected, CarrierCallId: { } call } ? new(Need.Ask, From(call) with { Call = await Placed(recording, number, call, ct) }) : new(Need.Nothing, null);
                case RecordingState.Stored or RecordingState.Deleted:
                    recording.DeleteCarrierCopyLater(now);
                    return new(Need.DeleteAtCarrier, From(recording.CarrierRecordingId!));
                default:
                    return recording.Fetch(now) ? new(Need.Copy, From(recording.CarrierRecordingId!)) : new(Need.Nothing, null);
            }
        }

        private async Task<PlacedCall> Placed(Recording recording, Number number, string carrierCallId, CancellationToken ct)
        {
            var call = await db.Calls.SingleAsync(c => c.Id == recording.CallId, ct);
            return new(carrierCallId, number.E164, call.AgentPhone, call.CustomerPhone, call.CreatedAt);
        }
    }
}
