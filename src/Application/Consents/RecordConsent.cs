using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>Staff write down what the customer said about being reached: a permission, or that it is taken back. A withdrawal is lifted by the customer's own message only.</summary>
public static class RecordConsent
{
    /// <param name="Given">False takes it back.</param>
    /// <param name="Evidence">When and how the customer said so.</param>
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId, Channel Channel, bool Given, string Evidence) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Channel).Must(c => c is Channel.Sms or Channel.Voice or Channel.Email).Says("channel_required", "Choose how the customer may be reached.");
            RuleFor(c => c.Evidence).NotEmpty().Says("evidence_required", "Say when and how the customer said so.").AtMost(500);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (escalation, now) = (await db.LockVisible(actor, command.EscalationId, ct), clock.GetUtcNow());
            actor.GuardNotAnothers(escalation);
            var address = (command.Channel == Channel.Email ? escalation.Email : escalation.Phone) ?? throw new FieldRefused("channel", "no_address", "This customer left no such address.");
            if (await (command.Given ? Give(escalation, command, address, now, ct) : Withdraw(escalation, command, address, now, ct)))
            {
                db.Events.Add(new DeskEvent(escalation.TenantId, escalation.ConversationId, escalation.Id, command.Given ? EventTypes.ConsentGiven : EventTypes.ConsentWithdrawn, now, actor.Stamp(),
                    new { channel = command.Channel, source = ConsentSource.Staff, reason = command.Evidence.Trim() }).Concerning(escalation.TeamId, escalation.OwnerId, escalation.Revision));
            }

            return Unit.Value;
        }

        private async Task<bool> Give(Escalation escalation, Command command, string address, DateTimeOffset now, CancellationToken ct)
        {
            if (await db.LatestConsent(command.Channel, address, ct) is { } latest)
                return latest.WithdrawnAt is null ? false : throw new RuleViolation("withdrawn", "The customer has taken this permission back; only a message of their own gives it again.");
            await db.GiveConsent(escalation.TenantId, escalation.CustomerId, [command.Channel], address, ConsentSource.Staff, command.Evidence.Trim(), actor.Id, now, ct);
            return true;
        }

        private async Task<bool> Withdraw(Escalation escalation, Command command, string address, DateTimeOffset now, CancellationToken ct)
        {
            var standing = await db.Consents.Where(c => c.Channel == command.Channel && c.Address == address && c.WithdrawnAt == null).ToListAsync(ct);
            // Remembered also where there was no permission: nobody may record one later.
            if (standing.Count == 0 && await db.LatestConsent(command.Channel, address, ct) is null)
                standing.Add(db.Consents.Add(new Consent(escalation.TenantId, escalation.CustomerId, command.Channel, address, ConsentSource.Staff, command.Evidence.Trim(), actor.Id, now)).Entity);
            standing.ForEach(c => c.Withdraw(ConsentSource.Staff, now, command.Evidence.Trim()));
            return standing.Count > 0;
        }
    }
}
