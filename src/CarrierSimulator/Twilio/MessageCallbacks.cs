using System.Globalization;
using System.Net;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Tells desks what happens, as Twilio does: signed status callbacks and inbound messages.</summary>
internal sealed class MessageCallbacks(PhoneNetwork network, SignedCallbacks signed, TimeProvider clock)
{
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

        signed.Post(message.AccountSid, message.Sid, url, fields, message.CallbackFaults, isLast: message.Next() is null);
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

        signed.Post(message.AccountSid, message.Sid, url, fields, message.CallbackFaults & ~CallbackFaults.Reorder, isLast: true, answer => Obey(answer, message, number));
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
