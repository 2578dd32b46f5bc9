using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Writes down what the carrier answered to posted messages. Recording the same outcome again changes nothing.</summary>
public static class RecordSendOutcomes
{
    public const int MaxAttempts = 30;

    [SystemOnly]
    public sealed record Command(IReadOnlyList<Posted> Posted) : ICommand;

    /// <param name="Attempt">As given by <see cref="DispatchMessages"/>.</param>
    public sealed record Posted(Guid MessageId, int Attempt, SendOutcome Outcome);

    internal sealed class Handler(IDeskDb db, IOutbox outbox, Random random, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromMinutes(5);

        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var outcomes = command.Posted.ToLookup(p => p.MessageId);
            var changes = new DeliveryChanges(db, Actor.Carrier, now);
            foreach (var message in await outbox.Lock(outcomes.Select(o => o.Key), ct))
            {
                foreach (var posted in outcomes[message.Id].Where(p => p.Attempt == message.Attempts))
                    await Record(message, posted.Outcome, changes, now, ct);
            }

            await changes.Tell(ct);
            return Unit.Value;
        }

        private async Task Record(Message message, SendOutcome outcome, DeliveryChanges changes, DateTimeOffset now, CancellationToken ct)
        {
            switch (outcome)
            {
                case SendOutcome.Accepted accepted when message.Channel == Channel.Email:
                    changes.Move(message, m => m.Mailed(accepted.CarrierMessageId, now));
                    break;
                case SendOutcome.Accepted accepted:
                    changes.Move(message, m => m.Accept(accepted.CarrierMessageId, now));
                    break;
                case SendOutcome.Refused refused:
                    changes.Move(message, m => m.Fail(refused.Code, refused.Message, now));
                    if (refused.OptedOut)
                        changes.OptedOut(message);
                    break;
                case SendOutcome.NotSent when message.Attempts >= MaxAttempts:
                    changes.Move(message, m => m.Fail("gave_up", "The carrier did not take the message, however often we tried.", now));
                    break;
                case SendOutcome.NotSent notSent:
                    changes.Move(message, m => m.SendLater(notSent.Reason, now + Wait(m.Attempts, notSent.RetryAfter), now));
                    break;
                case SendOutcome.Uncertain uncertain:
                    changes.Move(message, m => m.LoseSight(uncertain.Reason, now));
                    break;
                case SendOutcome.AccountRefused refused:
                    changes.Move(message, m => m.SendLater(refused.Code, now, now));
                    await Pause(message.NumberId, refused, ct);
                    break;
            }
        }

        /// <summary>Nothing more leaves the number or mailbox until someone acts; its page and its alarm say why.</summary>
        private async Task Pause(Guid? numberId, SendOutcome.AccountRefused refused, CancellationToken ct)
        {
            if (numberId is null)
            {
                (db.Mailboxes.Local.FirstOrDefault() ?? await db.Mailboxes.SingleAsync(ct)).Pause($"{refused.Code}: {refused.Message}");
                return;
            }

            var number = db.Numbers.Local.FirstOrDefault(n => n.Id == numberId) ?? await db.Numbers.SingleAsync(n => n.Id == numberId, ct);
            number.Pause($"{refused.Code}: {refused.Message}");
        }

        // Full jitter: many messages held back by one outage come back spread out. What the carrier asks for is the least.
        private TimeSpan Wait(int attempts, TimeSpan? retryAfter)
        {
            var most = FirstWait * Math.Pow(2, Math.Min(attempts - 1, 16));
            return (retryAfter ?? TimeSpan.Zero) + random.NextDouble() * (most < LongestWait ? most : LongestWait);
        }
    }
}
