using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Stores calls of a carrier about one number, each once, so that they can be answered at once and worked on later. Several that arrive together share a transaction.
/// What is not signed by the carrier is kept apart, a little of it, for an administrator to see.
/// </summary>
public static class ReceiveWebhook
{
    public const string InvalidSignature = "invalid_signature", Unreadable = "unreadable";

    public const int MaxQuarantined = 100, MaxQuarantinedBody = 16 * 1024;

    [NoPermissionNeeded("The carrier's signature is verified inside")]
    public sealed record Command(Guid NumberId, IReadOnlyList<WebhookCall> Calls) : ICommand<Result>;

    /// <param name="Authentic">For each call in its place whether it carries the carrier's signature.</param>
    /// <param name="Stored">How many were new.</param>
    public sealed record Result(IReadOnlyList<bool> Authentic, int Stored);

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, ISecrets secrets, IPublicAddress address, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleAsync(n => n.Id == command.NumberId, ct);
            var (webhook, account, now) = (webhooks.For(number), secrets.Account(number), clock.GetUtcNow());
            var authentic = command.Calls.Select(call => webhook.IsAuthentic(call, account, address.Base)).ToList();

            List<WebhookReceipt> received = [];
            List<WebhookReceipt> quarantined = [];
            foreach (var (call, trusted) in command.Calls.Zip(authentic))
            {
                var receipt = trusted ? Accepted(number, webhook, call, now) : Held(number, call, InvalidSignature, now);
                (receipt.State == WebhookState.Received ? received : quarantined).Add(receipt);
            }

            var stored = await inbox.Store(received, ct);
            if (quarantined.Count > 0)
            {
                await inbox.DeleteBefore(now - PruneReceipts.QuarantinedKept, quarantined: true, ct);
                await inbox.Store([.. quarantined.Take(await RoomLeft(number, now, ct))], ct);
            }

            return new(authentic, stored);
        }

        private static WebhookReceipt Accepted(Number number, ICarrierWebhook webhook, WebhookCall call, DateTimeOffset now)
        {
            try
            {
                var eventId = webhook.Read(call).EventId;
                return new(number.TenantId, number.Id, eventId, call.Kind, call.PathAndQuery, call.ContentType, call.Body, call.Signature, WebhookState.Received, null, now);
            }
            catch (FormatException)
            {
                return Held(number, call, Unreadable, now);
            }
        }

        private static WebhookReceipt Held(Number number, WebhookCall call, string error, DateTimeOffset now)
        {
            var kept = Shortened(call, MaxQuarantinedBody);
            return new(number.TenantId, number.Id, IdOfHeld(call), kept.Kind, kept.PathAndQuery, kept.ContentType, kept.Body, kept.Signature, WebhookState.Quarantined, error, now);
        }

        private async Task<int> RoomLeft(Number number, DateTimeOffset now, CancellationToken ct) =>
            MaxQuarantined - await db.WebhookReceipts.CountAsync(r => r.NumberId == number.Id && r.State == WebhookState.Quarantined && r.ReceivedAt > now.AddHours(-1), ct);
    }

    /// <summary>As much of a call that nobody vouches for as is kept.</summary>
    internal static WebhookCall Shortened(WebhookCall call, int mostOfBody) =>
        call with { PathAndQuery = Cut(call.PathAndQuery, 2048), ContentType = Cut(call.ContentType, 256), Body = Cut(call.Body, mostOfBody), Signature = Cut(call.Signature, 256) };

    /// <summary>Only what is authentic has an event's id; the others are told apart by all that they say.</summary>
    internal static string IdOfHeld(WebhookCall call) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.PathAndQuery}\n{call.Signature}\n{call.Body}")));

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
