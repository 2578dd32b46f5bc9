using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>
/// Takes the e-mails of a tenant that are about to be handed over, each customer's in their order, unless the customer asked to be left alone. After the commit they are
/// <see cref="DeliveryState.Dispatching"/>; whoever sent the command must hand over every one of them.
/// </summary>
public static class DispatchMail
{
    /// <param name="Slots">How many the node can hand over at once now.</param>
    [SystemOnly]
    public sealed record Command(int Slots) : ICommand<Result>;

    /// <param name="Server">Null for the server of the whole desk.</param>
    public sealed record Result(MailServer? Server, IReadOnlyList<Outgoing> Mails);

    /// <param name="Attempt">Fences the outcome: one that belongs to an earlier try is ignored.</param>
    public sealed record Outgoing(OutboundMail Mail, int Attempt);

    internal sealed class Handler(IDeskDb db, IOutbox outbox, ISecrets secrets, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            if (await outbox.TryLockMailbox(ct) is not { IsActive: true, PausedReason: null } mailbox || !secrets.TryServer(mailbox, out var server))
                return new(null, []);
            var now = clock.GetUtcNow();
            var due = await outbox.TakeDueMail(command.Slots, now, ct);
            var said = await db.LatestConsents(Channel.Email, [.. due.Select(m => m.Address!).Distinct()], ct);
            bool IsLeftAlone(Message message) => said.GetValueOrDefault(message.Address!) is { WithdrawnAt: not null };
            var changes = new DeliveryChanges(db, Actor.System, now);
            foreach (var message in due.Where(IsLeftAlone))
                changes.Move(message, m => m.Suppress("opted_out", "The customer has asked not to be written to any more.", now));
            List<Message> going = [.. due.Where(m => !IsLeftAlone(m))];
            going.ForEach(m => m.Dispatch(said.GetValueOrDefault(m.Address!)?.Id, now));
            await changes.Tell(ct);
            return new(server, await Outgoing(mailbox, going, ct));
        }

        private async Task<IReadOnlyList<Outgoing>> Outgoing(Mailbox mailbox, List<Message> going, CancellationToken ct)
        {
            var ids = going.Select(m => m.Id).ToList();
            var envelopes = await (from e in db.Envelopes
                                   where ids.Contains(e.Id)
                                   join v in db.Conversations on e.ConversationId equals v.Id
                                   select new { Envelope = e, v.Locale }).ToDictionaryAsync(e => e.Envelope.Id, ct);
            return [.. going.Select(m => (Message: m, envelopes[m.Id].Envelope, envelopes[m.Id].Locale)).Select(g => new Outgoing(
                new(g.Message.Id, mailbox.Address, mailbox.Name, g.Message.Address!, g.Envelope.Subject, g.Message.Text, g.Locale, g.Envelope.HeaderId, g.Envelope.InReplyTo, g.Envelope.References),
                g.Message.Attempts))];
        }
    }
}
