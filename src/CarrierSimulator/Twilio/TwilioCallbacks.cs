using System.Globalization;
using System.Net;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Tells desks what happens, as Twilio does: signed status callbacks and inbound messages.</summary>
internal sealed class TwilioCallbacks(PhoneNetwork network, CallbackQueue queue, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Callback>> _held = [];

    public void Listen()
    {
        network.Moved += ReportStatus;
        network.Received += ReportInbound;
    }

    private void ReportStatus(Message message)
    {
        if (message.StatusCallback is not { } url || message.CallbackFaults.HasFlag(CallbackFaults.Drop))
            return;

        List<KeyValuePair<string, string>> fields =
        [
            new("MessageSid", message.Sid),
            new("SmsSid", message.Sid),
            new("MessageStatus", message.Status.Wire()),
            new("SmsStatus", message.Status.Wire()),
            new("To", message.To),
            new("From", message.From),
            new("AccountSid", message.AccountSid),
            new("ApiVersion", TwilioApi.Version),
        ];
        if (message.ErrorCode is { } code)
            fields.Add(new("ErrorCode", code.ToString(CultureInfo.InvariantCulture)));
        if (message.Status is MessageStatus.Delivered or MessageStatus.Undelivered)
            fields.Add(new("RawDlrDoneDate", clock.GetUtcNow().UtcDateTime.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)));

        if (Signed(message, url, fields) is { } callback)
            PostInOrder(callback, message);
    }

    private void ReportInbound(Message message, OwnNumber number, OptOutWord word)
    {
        if (number.SmsUrl is not { } url)
        {
            network.NoteWebhookAnswer(message.Sid, "no webhook set");
            return;
        }

        if (message.CallbackFaults.HasFlag(CallbackFaults.Drop))
        {
            network.NoteWebhookAnswer(message.Sid, "webhook dropped");
            return;
        }

        List<KeyValuePair<string, string>> fields =
        [
            new("ToCountry", "US"), new("ToState", ""), new("ToCity", ""), new("ToZip", ""),
            new("FromCountry", "US"), new("FromState", ""), new("FromCity", ""), new("FromZip", ""),
            new("MessageSid", message.Sid),
            new("SmsSid", message.Sid),
            new("SmsMessageSid", message.Sid),
            new("AccountSid", message.AccountSid),
            new("From", message.From),
            new("To", message.To),
            new("Body", message.Body),
            new("NumMedia", "0"),
            new("NumSegments", message.Segments.ToString(CultureInfo.InvariantCulture)),
            new("SmsStatus", message.Status.Wire()),
            new("ApiVersion", TwilioApi.Version),
        ];
        if (word is not OptOutWord.None && network.Accounts.Find(message.AccountSid) is { AdvancedOptOut: true })
            fields.Add(new("OptOutType", word.ToString().ToUpperInvariant()));

        if (Signed(message, url, fields) is { } callback)
            Post(callback with { Answered = answer => Obey(answer, message, number) }, message);
    }

    private Callback? Signed(Message message, string url, List<KeyValuePair<string, string>> fields)
    {
        if (network.Accounts.Find(message.AccountSid) is not { } account)
            return null;

        var signedUrl = url.Split('#')[0];   // the fragment holds overrides for Twilio and never travels
        return new Callback(
            message.Sid,
            new Uri(signedUrl),
            fields,
            [
                new(TwilioSignature.Header, TwilioSignature.Of(account.AuthToken, signedUrl, fields)),
                new("I-Twilio-Idempotency-Token", Guid.CreateVersion7(clock.GetUtcNow()).ToString()),
            ]);
    }

    private void PostInOrder(Callback callback, Message message)
    {
        if (!message.CallbackFaults.HasFlag(CallbackFaults.Reorder))
        {
            Post(callback, message);
            return;
        }

        List<Callback> held;
        lock (_gate)
        {
            if (!_held.TryGetValue(message.Sid, out held!))
                _held[message.Sid] = held = [];
            held.Add(callback);
            if (message.Next() is not null)
                return;
            _held.Remove(message.Sid);
        }

        foreach (var late in held.AsEnumerable().Reverse())
            Post(late, message);
    }

    private void Post(Callback callback, Message message)
    {
        queue.Enqueue(callback);
        if (message.CallbackFaults.HasFlag(CallbackFaults.Duplicate))
            queue.Enqueue(callback with { Answered = null });
    }

    /// <summary>Notes the desk's answer and sends what its TwiML says.</summary>
    private void Obey(CallbackAnswer answer, Message message, OwnNumber number)
    {
        network.NoteWebhookAnswer(message.Sid, answer.Status switch
        {
            null => "no answer from the webhook",
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => "webhook received",
            { } status => $"webhook answered {(int)status}",
        });
        if (answer.Status is not HttpStatusCode.OK)
            return;
        foreach (var text in MessagingTwiml.Messages(answer))
            network.Reply(number, message.From, text);
    }
}
