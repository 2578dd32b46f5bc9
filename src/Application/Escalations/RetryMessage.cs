using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Sends a failed SMS once more, as a new message that names the old one. Done twice, it is still sent once. Like any answer it takes over work that nobody owns.</summary>
public static class RetryMessage
{
    [Requires(Permissions.Inbox.Reply)]
    public sealed record Command(Guid EscalationId, Guid MessageId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("message", MessageId);
    }

    public sealed record Result(Guid MessageId);

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            actor.Demand(Permissions.Sms.Send);
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            var failed = await db.Messages.SingleOrDefaultAsync(m => m.Id == command.MessageId && m.EscalationId == escalation.Id, ct) ?? throw new NotFound("The message");
            if (failed.Delivery is not (DeliveryState.Failed or DeliveryState.Undelivered or DeliveryState.Suppressed) || failed.Channel != Channel.Sms)
                throw new RuleViolation("not_failed", "Only a message that failed can be sent again.");
            if (await db.Messages.SingleOrDefaultAsync(m => m.RetryOfId == failed.Id, ct) is { } earlier)
                return new(earlier.Id);

            var now = clock.GetUtcNow();
            await db.ClaimIfUnowned(actor, escalation, now, ct);
            var from = await db.NumberToText(escalation, failed.Address!, ct);
            var again = Message.SmsFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, actor.Stamp(), failed.Text, escalation.Epoch,
                from, failed.Address!, now, null, failed.Id);
            escalation.StaffWrote(again, actor.Stamp(), now);
            db.Messages.Add(again);
            return new(again.Id);
        }
    }
}
