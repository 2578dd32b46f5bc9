using System.Globalization;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>Sends text messages through RingCentral's REST API, reads back what it has, and has it report to us.</summary>
public sealed partial class RingCentralMessages(RingCentralApi api, TimeProvider clock, ILogger<RingCentralMessages> logger) : IMessageCarrier
{
    private const int MostPages = 20, PageSize = 250;
    private const long OrderSeconds = 7 * 24 * 3600;

    internal const string Subscriptions = "/restapi/v1.0/subscription";

    private static readonly string[] Wanted = [$"{RingCentralApi.Extension}/message-store/instant?type=SMS", $"{RingCentralApi.Extension}/message-store", "/restapi/v1.0/account/~/telephony/sessions"];

    public string Carrier => RingCentralModule.Carrier;

    public bool WantsGrant => true;

    // Forty a minute for all that counts as medium, and a little of it is for other requests.
    public double RatePerSecond => 0.6;

    public int MaxCharacters => 1000;

    public async Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = await api.Create($"{RingCentralApi.Extension}/sms", new { from = new { phoneNumber = sms.From }, to = new[] { new { phoneNumber = sms.To } }, text = sms.Text },
            RateGroup.Medium, account, RingCentralJson.TryReadSent, ct);
        Handed(sms.MessageId, outcome.GetType().Name, outcome switch
        {
            SendOutcome.Accepted accepted => accepted.CarrierMessageId,
            SendOutcome.Refused refused => refused.Code,
            SendOutcome.NotSent notSent => notSent.Reason,
            SendOutcome.Uncertain uncertain => uncertain.Reason,
            SendOutcome.AccountRefused refused => refused.Code,
            _ => "",
        });
        return outcome;
    }

    public async Task<IReadOnlyList<CarrierMessage>> ListSent(CarrierAccount account, string from, string? to, DateTimeOffset since, CancellationToken ct)
    {
        List<CarrierMessage> found = [];
        for (var page = 1; ; page++)
        {
            if (page > MostPages)
                throw new CarrierUnavailable("RingCentral lists more messages than can be looked through.");
            var query = $"?messageType=SMS&direction=Outbound&dateFrom={Moment(since)}&perPage={PageSize}&page={page}{(to is null ? "" : $"&phoneNumber={Uri.EscapeDataString(to)}")}";
            var (messages, more) = await api.Ask(HttpMethod.Get, $"{RingCentralApi.Extension}/message-store{query}", null, RateGroup.Light, account, RingCentralJson.ReadMessages, ct);
            found.AddRange(messages.Where(m => m.From == from && (to is null || m.To == to) && m.CreatedAt >= since));
            if (!more)
                return [.. found.OrderByDescending(m => m.CreatedAt)];
        }
    }

    /// <summary>Of the extension's texts those to this number; in a span that is over, so that pages stay what they are while they are read.</summary>
    public async Task<ReceivedPage> ListReceived(CarrierAccount account, string number, DateTimeOffset since, DateTimeOffset until, string? page, CancellationToken ct)
    {
        var current = page is null ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        var query = $"?messageType=SMS&direction=Inbound&dateFrom={Moment(since)}&dateTo={Moment(until)}&perPage={PageSize}&page={current}";
        var (calls, more) = await api.Ask(HttpMethod.Get, $"{RingCentralApi.Extension}/message-store{query}", null, RateGroup.Light, account, body => RingCentralWebhook.ReadReceived(body, number), ct);
        return new(calls, more ? (current + 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    public async Task<CarrierSubscription?> ConnectNumber(CarrierAccount account, string number, NumberAddresses addresses, string? subscriptionId, CancellationToken ct)
    {
        var address = addresses.InboundSms.AbsoluteUri;
        if (subscriptionId is not null && await Standing(account, subscriptionId, address, ct) is { } standing)
            return standing;
        if (!await api.Ask(HttpMethod.Get, $"{RingCentralApi.Extension}/phone-number?perPage=1000", null, RateGroup.Light, account, body => RingCentralJson.HasSender(body, number), ct))
            throw new CarrierUnavailable("RingCentral does not let the JWT's user text from this number.");
        await RemoveOthers(account, address, ct);
        var made = await api.Ask(HttpMethod.Post, Subscriptions, new
        {
            eventFilters = Wanted,
            deliveryMode = new { transportType = "WebHook", address, verificationToken = RingCentralKey.VerificationToken(account, addresses.InboundSms.AbsolutePath) },
            expiresIn = OrderSeconds,
        }, RateGroup.Medium, account, body => RingCentralJson.ReadSubscription(body).Order, ct);
        Subscribed(made.Id);
        return made;
    }

    /// <summary>Orders for the same address, made under other credentials or by a node that died before it could say so: what they report would be refused, or come twice.</summary>
    private async Task RemoveOthers(CarrierAccount account, string address, CancellationToken ct)
    {
        foreach (var id in await api.Ask(HttpMethod.Get, Subscriptions, null, RateGroup.Light, account, body => RingCentralJson.ReadSubscriptionsTo(body, address), ct))
        {
            await api.AskOr(() => 0, HttpMethod.Delete, $"{Subscriptions}/{Uri.EscapeDataString(id)}", null, RateGroup.Medium, account, _ => 0, ct);
            GivenUp(id, "another");
        }
    }

    /// <summary>The order, if it still stands: prolonged once half of its time is over. One that RingCentral gave up, or that reports elsewhere, is removed.</summary>
    private async Task<CarrierSubscription?> Standing(CarrierAccount account, string id, string address, CancellationToken ct)
    {
        var path = $"{Subscriptions}/{Uri.EscapeDataString(id)}";
        var found = await api.AskOr(() => default((CarrierSubscription Order, string Status, string Address, DateTimeOffset)?), HttpMethod.Get, path, null, RateGroup.Light, account,
            body => RingCentralJson.ReadSubscription(body), ct);
        if (found is not { } order)
            return null;
        if (order.Status != "Active" || order.Address != address)
        {
            await api.AskOr(() => 0, HttpMethod.Delete, path, null, RateGroup.Medium, account, _ => 0, ct);
            GivenUp(id, order.Status);
            return null;
        }

        return order.Order.ExpiresAt - clock.GetUtcNow() > TimeSpan.FromSeconds(OrderSeconds / 2) ? order.Order
            : await api.AskOr(() => default(CarrierSubscription), HttpMethod.Post, $"{path}/renew", null, RateGroup.Light, account, body => (CarrierSubscription?)RingCentralJson.ReadSubscription(body).Order, ct);
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageId} handed to RingCentral: {Outcome} {Detail}")]
    private partial void Handed(Guid messageId, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "RingCentral reports to this desk by subscription {SubscriptionId}")]
    private partial void Subscribed(string subscriptionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "RingCentral's subscription {SubscriptionId} is {Status} and was removed")]
    private partial void GivenUp(string subscriptionId, string status);
}
