using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Collects how messages moved within one unit of work, then tells it once per message: an event for its readers, counts for the metrics.</summary>
internal sealed class DeliveryChanges(IDeskDb db, Actor by, DateTimeOffset now)
{
    private readonly Dictionary<Guid, (Message Message, DeliveryState From)> _changed = [];
    private readonly HashSet<Guid> _optedOut = [];

    /// <summary>Tries a move and remembers it if it changed anything.</summary>
    public bool Move(Message message, Func<Message, bool> move)
    {
        var from = message.Delivery!.Value;
        if (!move(message))
            return false;
        _changed.TryAdd(message.Id, (message, from));
        return true;
    }

    /// <summary>The carrier says that the recipient wants no texts; our record follows.</summary>
    public void OptedOut(Message message)
    {
        _changed.TryAdd(message.Id, (message, message.Delivery!.Value));
        _optedOut.Add(message.Id);
    }

    public async Task Tell(CancellationToken ct)
    {
        if (_changed.Count == 0)
            return;
        var ids = _changed.Values.Select(c => c.Message.EscalationId).OfType<Guid>().Distinct().ToList();
        var escalations = ids.Count == 0 ? [] : await db.Escalations.Where(e => ids.Contains(e.Id))
            .Select(e => new { e.Id, e.TeamId, e.OwnerId, e.Revision }).ToDictionaryAsync(e => e.Id, ct);
        foreach (var (message, from) in _changed.Values)
        {
            if (message.Delivery != from || message.DeliveryReason == Message.QuietHours)
                Add(EventTypes.DeliveryChanged, message, new { messageId = message.Id, state = message.Delivery, reason = message.DeliveryReason });
            Count(message.Channel, from, message.Delivery!.Value);
        }

        foreach (var message in await Withdraw(ct))
            Add(EventTypes.ConsentWithdrawn, message, new { message.Channel, source = ConsentSource.CarrierBlock });

        void Add(string type, Message message, object data)
        {
            var concerned = message.EscalationId is { } id ? escalations.GetValueOrDefault(id) : null;
            db.Events.Add(new DeskEvent(message.TenantId, message.ConversationId, message.EscalationId, type, now, by, data)
                .Concerning(concerned?.TeamId, concerned?.OwnerId, concerned?.Revision ?? 0));
        }
    }

    private async Task<IReadOnlyList<Message>> Withdraw(CancellationToken ct)
    {
        if (_optedOut.Count == 0)
            return [];
        var messages = _optedOut.Select(id => _changed[id].Message).DistinctBy(m => m.Address).ToList();
        var addresses = messages.Select(m => m.Address).ToList();
        var standing = await db.Consents.Where(c => c.Channel == Channel.Sms && addresses.Contains(c.Address) && c.WithdrawnAt == null).ToListAsync(ct);
        standing.ForEach(c => c.Withdraw(ConsentSource.CarrierBlock, now));
        return [.. messages.Where(m => standing.Exists(c => c.Address == m.Address))];
    }

    private static void Count(Channel channel, DeliveryState from, DeliveryState to)
    {
        var (sent, failures) = channel == Channel.Email ? (DeskTelemetry.MailSent, DeskTelemetry.MailFailures) : (DeskTelemetry.SmsSent, DeskTelemetry.SmsFailures);
        if (from < DeliveryState.Accepted && to is DeliveryState.Accepted or DeliveryState.Sent or DeliveryState.Delivered or DeliveryState.Undelivered)
            sent.Add(1);
        if (from != to && to is DeliveryState.Failed or DeliveryState.Undelivered or DeliveryState.Suppressed)
            failures.Add(1, new KeyValuePair<string, object?>("state", to.ToString().ToLowerInvariant()));
    }
}
