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
/// What is not signed by the carrier is kept apart, a little of it, for an administrator to see. What cannot be verified, because the number's secret cannot be read, is kept apart whole until it can be.
/// </summary>
public static class ReceiveWebhook
{
    public const string InvalidSignature = "invalid_signature", Unreadable = "unreadable", CredentialsUnreadable = "credentials_unreadable";

    [NoPermissionNeeded("The carrier's signature is verified inside")]
    public sealed record Command(Guid NumberId, IReadOnlyList<WebhookCall> Calls) : ICommand<Result>;

    /// <param name="Taken">For each call in its place whether it is ours now: it carries the carrier's signature, or will be verified once the secret can be read again.</param>
    /// <param name="Stored">How many were new and can be worked on.</param>
    public sealed record Result(IReadOnlyList<bool> Taken, int Stored);

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, ISecrets secrets, IPublicAddress address, QuarantineLimits limits, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleAsync(n => n.Id == command.NumberId, ct);
            var (webhook, now) = (webhooks.For(number), clock.GetUtcNow());
            if (secrets.TryAccount(number) is not { } account)
            {
                // Whole, since the signature is over all of it. The carrier is told that we have it: it cannot mend our secret, and sends some things only once.
                await inbox.Store([.. command.Calls.Select(call => Held(number, call, CredentialsUnreadable, null, now))], ct);
                return new([.. command.Calls.Select(_ => true)], 0);
            }

            var authentic = command.Calls.Select(call => webhook.IsAuthentic(call, account, address.Base)).ToList();

            List<WebhookReceipt> signed = [];
            List<WebhookReceipt> refused = [];
            foreach (var (call, trusted) in command.Calls.Zip(authentic))
                (trusted ? signed : refused).Add(trusted ? Accepted(number, webhook, call, limits.MaxBody, now) : Held(number, call, InvalidSignature, limits.MaxBody, now));

            var stored = await inbox.Store([.. signed.Where(r => r.State == WebhookState.Received)], ct);
            await inbox.Store([.. signed.Where(r => r.State == WebhookState.Quarantined)], ct);
            if (refused.Count > 0)
                await Hold(number, refused, now, ct);
            return new(authentic, stored);
        }

        /// <summary>The newest of what was refused, in place of the oldest; of a flood no more than a little a minute. What the carrier signed is not touched by it.</summary>
        private async Task Hold(Number number, List<WebhookReceipt> refused, DateTimeOffset now, CancellationToken ct)
        {
            var lately = await db.WebhookReceipts.CountAsync(r => r.NumberId == number.Id && r.State == WebhookState.Quarantined && r.Error == InvalidSignature && r.ReceivedAt > now.AddMinutes(-1), ct);
            if (await inbox.Store([.. refused.Take(limits.RefusedPerMinute - lately)], ct) > 0)
                await inbox.DeleteBeyond(limits.MaxRefused, ReceiptShare.Refused, number.Id, ct);
        }
    }

    /// <summary>What the carrier says, to be worked on; what cannot be understood is kept apart.</summary>
    internal static WebhookReceipt Accepted(Number number, ICarrierWebhook webhook, WebhookCall call, int mostHeld, DateTimeOffset now)
    {
        try
        {
            var eventId = webhook.Read(call).EventId;
            return new(number.TenantId, number.Id, eventId, call.Kind, call.PathAndQuery, call.ContentType, call.Body, call.Signature, WebhookState.Received, null, now);
        }
        catch (FormatException)
        {
            return Held(number, call, Unreadable, mostHeld, now);
        }
    }

    /// <param name="most">Bytes of the body that are kept; null for all of the call.</param>
    private static WebhookReceipt Held(Number number, WebhookCall call, string error, int? most, DateTimeOffset now)
    {
        var kept = most is { } bytes ? Shortened(call, bytes) : call;
        return new(number.TenantId, number.Id, IdOfHeld(call), kept.Kind, kept.PathAndQuery, kept.ContentType, kept.Body, kept.Signature, WebhookState.Quarantined, error, now);
    }

    /// <summary>As much of a call that nobody vouches for as is kept.</summary>
    internal static WebhookCall Shortened(WebhookCall call, int mostOfBody) =>
        call with { PathAndQuery = Cut(call.PathAndQuery, 2048), ContentType = Cut(call.ContentType, 256), Body = Cut(call.Body, mostOfBody), Signature = Cut(call.Signature, 256) };

    /// <summary>Only what is authentic has an event's id; the others are told apart by all that they say.</summary>
    internal static string IdOfHeld(WebhookCall call) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.PathAndQuery}\n{call.Signature}\n{call.Body}")));

    /// <summary>A character may take four bytes.</summary>
    private static string Cut(string text, int mostBytes) => Encoding.UTF8.GetByteCount(text) <= mostBytes ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(0, mostBytes)).TrimEnd('\uFFFD');
}
