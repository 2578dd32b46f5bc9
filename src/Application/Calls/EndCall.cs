using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>Whoever placed a call ends it from the desk, as by hanging up.</summary>
public static class EndCall
{
    [Requires(Permissions.Call.Place)]
    [OwnTransactions("The carrier is asked between reading and answering; what became of the call is then reported by the carrier")]
    public sealed record Command(Guid EscalationId, Guid CallId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("call", CallId);
    }

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IActor actor, ISecrets secrets, IEnumerable<ICallCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(EndCall), Writes: true, Audited: false, command.Resource);
            if (await work.Run(kind, () => Leave(command, ct), ct) is { } running)
                await carriers.For(running.Carrier).HangUp(running.CarrierCallId, running.Account, ct);
            return Unit.Value;
        }

        /// <summary>What the carrier has not told its id of yet is ended when it does.</summary>
        private async Task<SettleCall.Question?> Leave(Command command, CancellationToken ct)
        {
            if (await db.LockCall(command.CallId, ct) is not { } found || found.Escalation.Id != command.EscalationId || !actor.Sees(found.Escalation.TeamId, found.Escalation.OwnerId))
                throw new NotFound("The call");
            var (call, escalation) = found;
            if (call.AgentId != actor.Id)
                throw new PermissionDenied("not_your_call", "Only whoever placed the call can end it here.");
            db.Audit(nameof(EndCall), "call", call.Id);
            call.WantHangUp(escalation, clock.GetUtcNow());
            if (call.IsOver || call.CarrierCallId is not { } id)
                return null;
            var number = await db.Numbers.SingleAsync(n => n.Id == call.NumberId, ct);
            return secrets.TryAccount(number) is { } account ? new(number.Carrier, account, id) : null;
        }
    }
}
