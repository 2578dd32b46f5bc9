using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Sends text messages through Twilio's REST API and reads back what it has.</summary>
public sealed partial class TwilioMessages(HttpClient http, ILogger<TwilioMessages> logger) : IMessageCarrier
{
    private const int MostPages = 50;
    private const string PageSize = "100";

    public string Carrier => TwilioModule.Carrier;

    public async Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = await Post(sms, account, ct);
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

    public async Task<IReadOnlyList<CarrierMessage>> ListSent(CarrierAccount account, string from, string to, DateTimeOffset since, CancellationToken ct)
    {
        // A filter by date would leave out messages that still wait, since they have no date of sending; so newest first until too old.
        // Their times are whole seconds.
        var oldest = new DateTimeOffset(since.UtcTicks - since.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var page = $"{Account(account)}/Messages.json?From={Uri.EscapeDataString(from)}&To={Uri.EscapeDataString(to)}&PageSize={PageSize}";
        List<CarrierMessage> found = [];
        for (var pages = 0; page.Length > 0; pages++)
        {
            if (pages == MostPages)
                throw new CarrierUnavailable("Twilio lists more messages than can be looked through.");

            var list = await Ask(new HttpRequestMessage(HttpMethod.Get, page), account, TwilioJson.ReadMessagePage, ct);
            found.AddRange(list.Outbound.Where(m => m.CreatedAt >= oldest));
            page = list.Outbound.Any(m => m.CreatedAt < oldest) ? "" : list.NextPage;
        }

        return [.. found.OrderByDescending(m => m.CreatedAt)];
    }

    public async Task ConnectNumber(CarrierAccount account, string number, Uri inboundSms, CancellationToken ct)
    {
        var query = $"{Account(account)}/IncomingPhoneNumbers.json?PhoneNumber={Uri.EscapeDataString(number)}";
        var sid = await Ask(new HttpRequestMessage(HttpMethod.Get, query), account, body => TwilioJson.ReadNumberSid(body, number), ct)
            ?? throw new CarrierUnavailable("This number does not belong to the Twilio account.");

        var update = new HttpRequestMessage(HttpMethod.Post, $"{Account(account)}/IncomingPhoneNumbers/{Uri.EscapeDataString(sid)}.json")
        {
            Content = new FormUrlEncodedContent([new("SmsUrl", inboundSms.AbsoluteUri), new("SmsMethod", "POST")]),
        };
        await Ask(update, account, TwilioJson.ReadSid, ct);
        Connected(sid);
    }

    private async Task<SendOutcome> Post(OutboundSms sms, CarrierAccount account, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Account(account)}/Messages.json")
            {
                Content = new FormUrlEncodedContent(
                    [new("To", sms.To), new("From", sms.From), new("Body", sms.Text), new("StatusCallback", sms.StatusCallback.AbsoluteUri)]),
            };
            request.Headers.Authorization = Basic(account);
            using var answer = await http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return (int)answer.StatusCode switch
            {
                >= 200 and < 300 when TwilioJson.TryReadSid(body) is { } sid => new SendOutcome.Accepted(sid),
                >= 400 and < 500 => TwilioErrors.Outcome(answer, body),
                var status => new SendOutcome.Uncertain(status.ToString(CultureInfo.InvariantCulture)),
            };
        }
        catch (HttpRequestException failure) when (NothingWasSent(failure))
        {
            return new SendOutcome.NotSent(failure.HttpRequestError.ToString());
        }
        catch (HttpRequestException failure)
        {
            return new SendOutcome.Uncertain(failure.HttpRequestError.ToString());
        }
        catch (OperationCanceledException)
        {
            // Our own time limit, or the node stops while the carrier has the request: either way nobody knows.
            return new SendOutcome.Uncertain("TimedOut");
        }
    }

    private async Task<T> Ask<T>(HttpRequestMessage request, CarrierAccount account, Func<string, T> read, CancellationToken ct)
    {
        try
        {
            using var sent = request;
            request.Headers.Authorization = Basic(account);
            using var answer = await http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            if (answer.IsSuccessStatusCode)
                return read(body);

            var (code, message) = TwilioErrors.Read(body);
            throw new CarrierUnavailable(code is null ? $"Twilio answered with status {(int)answer.StatusCode}." : $"Twilio refused: {message} ({code})");
        }
        catch (HttpRequestException failure)
        {
            throw new CarrierUnavailable("Twilio cannot be reached.", failure);
        }
        catch (OperationCanceledException failure) when (!ct.IsCancellationRequested)
        {
            throw new CarrierUnavailable("Twilio did not answer in time.", failure);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CarrierUnavailable("Twilio's answer could not be read.", failure);
        }
    }

    private static bool NothingWasSent(HttpRequestException failure) => failure.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static AuthenticationHeaderValue Basic(CarrierAccount account) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{account.Secret}")));

    private static string Account(CarrierAccount account) => $"/2010-04-01/Accounts/{Uri.EscapeDataString(account.AccountId)}";

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageId} handed to Twilio: {Outcome} {Detail}")]
    private partial void Handed(Guid messageId, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Twilio reports inbound messages of number {NumberSid} to this desk")]
    private partial void Connected(string numberSid);
}
