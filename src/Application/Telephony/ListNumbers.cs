using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>The tenant's numbers with all that an administrator enters at the carrier, and why one may stand still. Never the credentials.</summary>
public static class ListNumbers
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Carriers">Those that a number may belong to.</param>
    public sealed record Result(IReadOnlyList<Row> Items, IReadOnlyList<Choice> Carriers);

    /// <param name="WantsGrant">Whether it wants a grant besides account and secret.</param>
    public sealed record Choice(string Carrier, bool WantsGrant);

    /// <param name="PausedReason">Set while the carrier refuses the account: nothing is sent.</param>
    /// <param name="Waiting">Messages queued, counted up to a thousand.</param>
    /// <param name="HasQuarantined">Whether calls to the addresses were refused or not understood of late.</param>
    /// <param name="WantsGrant">Whether the carrier wants a grant besides account and secret.</param>
    /// <param name="Reporting">How the carrier's order to report stands, where it ends by itself.</param>
    public sealed record Row(Guid Id, string E164, string Label, string Carrier, string AccountId, double RatePerSecond, bool IsDefault, bool IsActive, string? PausedReason,
        DateTimeOffset CreatedAt, int Waiting, bool HasQuarantined, Webhooks Webhooks, VoiceMenu? Menu,
        bool WantsGrant = false, Reporting? Reporting = null);

    /// <summary>The addresses to enter at the carrier.</summary>
    public sealed record Webhooks(Uri InboundSms, Uri SmsStatus, Uri InboundVoice, Uri VoiceStatus)
    {
        internal NumberAddresses ForCarrier => new(InboundSms, InboundVoice, VoiceStatus);
    }

    private const int MostCounted = 1000;

    internal sealed class Handler(IDeskDb db, IEnumerable<ICarrierWebhook> webhooks, IEnumerable<IMessageCarrier> carriers, IPublicAddress address) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var rows = await db.Numbers.OrderByDescending(n => n.IsDefault).ThenBy(n => n.Label).ThenBy(n => n.E164).Select(n => new
            {
                Number = n,
                Waiting = db.Messages.Where(m => m.NumberId == n.Id && m.Delivery == DeliveryState.Queued).Take(MostCounted).Count(),
                Quarantined = db.WebhookReceipts.Any(r => r.NumberId == n.Id && r.State == WebhookState.Quarantined),
            }).ToListAsync(ct);
            return new([.. rows.Select(r => new Row(r.Number.Id, r.Number.E164, r.Number.Label, r.Number.Carrier, r.Number.AccountId, r.Number.RatePerSecond, r.Number.IsDefault,
                r.Number.IsActive, r.Number.PausedReason, r.Number.CreatedAt, r.Waiting, r.Quarantined, Addresses(webhooks.For(r.Number), address, r.Number), r.Number.VoiceMenu,
                carriers.For(r.Number.Carrier).WantsGrant, r.Number.Reporting))],
                [.. carriers.OrderBy(c => c.WantsGrant).ThenBy(c => c.Carrier).Select(c => new Choice(c.Carrier, c.WantsGrant))]);
        }
    }

    internal static Webhooks Addresses(ICarrierWebhook webhook, IPublicAddress address, Number number) =>
        new(address.At(webhook.PathOf(number.ChannelKey, "sms")), address.At(webhook.PathOf(number.ChannelKey, "sms-status")),
            address.At(webhook.PathOf(number.ChannelKey, "voice")), address.At(webhook.PathOf(number.ChannelKey, "voice-status")));
}
