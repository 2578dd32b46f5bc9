using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Tenants;

/// <summary>Whether calls are recorded, and how long recordings are kept. What is recorded already keeps its own days.</summary>
public static class UpdateRecordingSettings
{
    /// <param name="RecordingDays">1 to 3650; for recordings to come.</param>
    /// <param name="KeepsCarrierCopies">Leaves the carrier's copy where it is.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(bool RecordsCalls, int RecordingDays, bool KeepsCarrierCopies) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("tenant", null);
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            (await db.Tenant(ct)).SetRecording(command.RecordsCalls, command.RecordingDays, command.KeepsCarrierCopies);
            return Unit.Value;
        }
    }
}
