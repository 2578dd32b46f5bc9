using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// A message whose fate nobody knows: what a dead node left in the carrier's hands becomes uncertain, and if it is time the question to put to the carrier is returned.
/// The carrier is asked outside of any transaction; <see cref="SettleUncertain"/> takes its answer.
/// </summary>
public static class QuestionUncertain
{
    [SystemOnly]
    public sealed record Command(Guid MessageId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("message", MessageId);
    }

    /// <param name="Question">Null if the message is settled, or if it was asked about a moment ago.</param>
    public sealed record Result(Question? Question);

    public sealed record Question(string Carrier, CarrierAccount Account, string From, string To, DateTimeOffset Since)
    {
        public override string ToString() => $"Question {{ Carrier = {Carrier} }}";
    }

    internal sealed class Handler(IDeskDb db, IOutbox outbox, ISecrets secrets, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await outbox.Lock([command.MessageId], ct) is not [var message])
                return new(null as Question);
            var changes = new DeliveryChanges(db, Actor.System, now);
            if (message.IsAbandoned(now))
                changes.Move(message, m => m.LoseSight("interrupted", now));
            if (message.NumberId is null)
                changes.Move(message, m => m.GiveUpMail(now));
            else
                changes.Move(message, m => m.GiveUpAsking(now));
            await changes.Tell(ct);
            if (!message.MayBeAskedAbout(now))
                return new(null as Question);

            message.Ask(now);
            // A mail server keeps no list that could be asked for.
            if (message.NumberId is null)
                return new(null as Question);
            var number = await db.Numbers.SingleAsync(n => n.Id == message.NumberId, ct);
            return new(secrets.TryAccount(number) is { } account
                ? new Question(number.Carrier, account, number.E164, message.Address!, message.DispatchedAt!.Value - SettleUncertain.ClockSkew)
                : null);
        }
    }
}
