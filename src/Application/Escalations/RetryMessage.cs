using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Sends a failed SMS or e-mail once more, as a new message that names the old one. Done twice, it is still sent once. Like any answer it takes over work that nobody owns.</summary>
public static class RetryMessage
{
    [Requires(Permissions.Inbox.Reply)]
    public sealed record Command(Guid EscalationId, Guid MessageId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("message", MessageId);
    }

    public sealed record Result(Guid MessageId);

    internal sealed class Handler(IDeskDb db, IActor actor, IEnumerable<IMessageCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            var failed = await db.Messages.SingleOrDefaultAsync(m => m.Id == command.MessageId && m.EscalationId == escalation.Id, ct) ?? throw new NotFound("The message");
            if (failed.Delivery is not (DeliveryState.Failed or DeliveryState.Undelivered or DeliveryState.Suppressed) || failed.Channel is not (Channel.Sms or Channel.Email))
                throw new RuleViolation("not_failed", "Only a message that failed can be sent again.");
            if (await db.Messages.SingleOrDefaultAsync(m => m.RetryOfId == failed.Id, ct) is { } earlier)
                return new(earlier.Id);

            var now = clock.GetUtcNow();
            await db.ClaimIfUnowned(actor, escalation, now, ct);
            var again = failed.Channel == Channel.Sms ? await Sms(escalation, failed, now, ct)
                : await db.WriteMail(actor, escalation, failed.Address!, failed.Text, null, failed.Id, now, ct);
            escalation.StaffWrote(again, actor.Stamp(), now);
            db.Messages.Add(again);
            return new(again.Id);
        }

        private async Task<Message> Sms(Escalation escalation, Message failed, DateTimeOffset now, CancellationToken ct)
        {
            actor.Demand(Permissions.Sms.Send);
            var from = await db.NumberToText(escalation, failed.Address!, ct);
            carriers.DemandFits(from, failed.Text, "messageId");
            return Message.SmsFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, actor.Stamp(), failed.Text, escalation.Epoch, from, failed.Address!, now, null, failed.Id);
        }
    }
}
