using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>Staff correct where a customer is: quiet hours are reckoned in that zone. What waits for the end of quiet hours is judged anew.</summary>
public static class CorrectTimeZone
{
    /// <param name="TimeZone">IANA name; null or empty where it is not known.</param>
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid CustomerId, string? TimeZone) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("customer", CustomerId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.TimeZone!).TimeZone().When(c => !string.IsNullOrEmpty(c.TimeZone));
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await Guard(command.CustomerId, ct);
            var customer = await db.Customers.SingleAsync(c => c.Id == command.CustomerId, ct);
            if (customer.CorrectTimeZone(command.TimeZone))
                await db.JudgeHeldAnew(customer.Id, clock.GetUtcNow(), ct);
            return Unit.Value;
        }

        /// <summary>Who sees a request of the customer's may; while all that are open are another's, only those who may act on another's work.</summary>
        private async Task Guard(Guid customerId, CancellationToken ct)
        {
            var request = await db.Escalations.VisibleTo(actor).Where(e => e.CustomerId == customerId)
                .OrderByDescending(e => e.Unfinished).ThenByDescending(e => e.OwnerId == null || e.OwnerId == actor.Id).FirstOrDefaultAsync(ct) ?? throw new NotFound("The customer");
            actor.GuardNotAnothers(request);
        }
    }
}
