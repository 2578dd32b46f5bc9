using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Sends text messages through Twilio's REST API and reads back what it has.</summary>
public sealed partial class TwilioMessages(TwilioApi api, ILogger<TwilioMessages> logger) : IMessageCarrier
{
    private const int MostPages = 50;
    private const string PageSize = "100";

    public string Carrier => TwilioModule.Carrier;

    public async Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = await api.Create("Messages", [new("To", sms.To), new("From", sms.From), new("Body", sms.Text), new("StatusCallback", sms.StatusCallback.AbsoluteUri)], account, ct);
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
        // A filter by date would leave out messages that still wait, since they have no date of sending; so newest first until too old.
        // Their times are whole seconds.
        var oldest = new DateTimeOffset(since.UtcTicks - since.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var page = $"{TwilioApi.Account(account)}/Messages.json?From={Uri.EscapeDataString(from)}{(to is null ? "" : $"&To={Uri.EscapeDataString(to)}")}&PageSize={PageSize}";
        List<CarrierMessage> found = [];
        for (var pages = 0; page.Length > 0; pages++)
        {
            if (pages == MostPages)
                throw new CarrierUnavailable("Twilio lists more messages than can be looked through.");

            var list = await api.Ask(new HttpRequestMessage(HttpMethod.Get, page), account, TwilioJson.ReadMessagePage, ct);
            found.AddRange(list.Outbound.Where(m => m.CreatedAt >= oldest));
            page = list.Outbound.Any(m => m.CreatedAt < oldest) ? "" : list.NextPage;
        }

        return [.. found.OrderByDescending(m => m.CreatedAt)];
    }

    public async Task<CarrierSubscription?> ConnectNumber(CarrierAccount account, string number, NumberAddresses addresses, string? subscriptionId, CancellationToken ct)
    {
        var sid = await api.Ask(new HttpRequestMessage(HttpMethod.Get, TwilioApi.NumberPath(account, number)), account, body => TwilioJson.ReadNumberSid(body, number), ct)
            ?? throw new CarrierUnavailable("This number does not belong to the Twilio account.");

        var update = new HttpRequestMessage(HttpMethod.Post, $"{TwilioApi.Account(account)}/IncomingPhoneNumbers/{Uri.EscapeDataString(sid)}.json")
        {
            Content = new FormUrlEncodedContent(
            [
                new("SmsUrl", addresses.InboundSms.AbsoluteUri), new("SmsMethod", "POST"), new("VoiceUrl", addresses.InboundVoice.AbsoluteUri), new("VoiceMethod", "POST"),
                new("StatusCallback", addresses.VoiceStatus.AbsoluteUri), new("StatusCallbackMethod", "POST"),
            ]),
        };
        await api.Ask(update, account, TwilioJson.ReadSid, ct);
        Connected(sid);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageId} handed to Twilio: {Outcome} {Detail}")]
    private partial void Handed(Guid messageId, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Twilio reports inbound messages and calls of number {NumberSid} to this desk")]
    private partial void Connected(string numberSid);
}
