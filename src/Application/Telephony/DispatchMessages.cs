using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Takes the messages of one number that are about to be posted: within its rate, each customer's in their order, and only where consent stands at this moment. In a customer's quiet hours
/// they wait, unless the customer is talking with us.
/// After the commit they are <see cref="DeliveryState.Dispatching"/>; whoever sent the command must post every one of them.
/// </summary>
public static class DispatchMessages
{
    /// <param name="Slots">How many the node can post at once now.</param>
    [SystemOnly]
    public sealed record Command(Guid NumberId, int Slots) : ICommand<Result>;

    /// <param name="TryAgainIn">When another try may find more, if that is known.</param>
    public sealed record Result(Sender? Sender, IReadOnlyList<Outgoing> Messages, TimeSpan? TryAgainIn);

    /// <summary>Who carries the messages, for which account.</summary>
    public sealed record Sender(string Carrier, CarrierAccount Account);

    /// <param name="Attempt">Fences the outcome: one that belongs to an earlier try is ignored.</param>
    public sealed record Outgoing(OutboundSms Sms, int Attempt)
    {
        public override string ToString() => $"Outgoing {{ MessageId = {Sms.MessageId}, Attempt = {Attempt} }}";
    }

    internal sealed class Handler(IDeskDb db, IOutbox outbox, ISecrets secrets, IEnumerable<ICarrierWebhook> webhooks, IPublicAddress address, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        private static readonly TimeSpan WhileLocked = TimeSpan.FromMilliseconds(20), LookAfter = TimeSpan.FromSeconds(5);

        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await outbox.TryLockNumber(command.NumberId, ct) is not { IsActive: true, PausedReason: null } number)
                return new(null, [], WhileLocked);
            var allowed = Math.Min(command.Slots, number.Allowance(now));
            if (allowed == 0)
                return new(null, [], number.UntilAllowed(now));
            if (secrets.TryAccount(number) is not { } account)
                return new(null, [], null);

            var due = await outbox.TakeDue(number.Id, allowed, now, ct);
            var outgoing = await Judge(number, due, now, ct);
            number.Spend(outgoing.Count, now);
            if (outgoing.Count > 0)
                number.LookBy(now + LookAfter);
            return new(new(number.Carrier, account), outgoing, due.Count < allowed ? null : TimeSpan.Zero);
        }

        private async Task<IReadOnlyList<Outgoing>> Judge(Number number, IReadOnlyList<Message> due, DateTimeOffset now, CancellationToken ct)
        {
            var consents = await db.LatestConsents(Channel.Sms, [.. due.Select(m => m.Address!).Distinct()], ct);
            var quiet = await db.QuietUntil(due, now, ct);
            var changes = new DeliveryChanges(db, Actor.System, now);
            var webhook = webhooks.For(number);
            List<Outgoing> outgoing = [];
            foreach (var message in due)
            {
                switch (consents.GetValueOrDefault(message.Address!))
                {
                    case null:
                        changes.Move(message, m => m.Suppress("no_consent", "The customer has not agreed to be texted.", now));
                        break;
                    case { WithdrawnAt: not null }:
                        changes.Move(message, m => m.Suppress("opted_out", "The customer has asked not to be texted any more.", now));
                        break;
                    case not null when quiet.TryGetValue(message.Id, out var until):
                        changes.Move(message, m => m.Hold(until));
                        break;
                    case Consent standing:
                        message.Dispatch(standing.Id, now);
                        var report = address.At(webhook.StatusPathOf(number.ChannelKey, message.Id));
                        outgoing.Add(new(new(message.Id, number.E164, message.Address!, message.Text, report), message.Attempts));
                        break;
                }
            }

            await changes.Tell(ct);
            return outgoing;
        }
    }
}
