using System.Xml.Linq;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Writes what is to happen in a call as TwiML.</summary>
internal sealed class TwilioScript(string channelKey, Guid callId, ICarrierWebhook webhook, Func<string, Uri> at)
{
    private const string RecordingEvents = "in-progress completed absent", LegEvents = "initiated ringing answered completed";

    // Twilio writes down what is shorter than two minutes, and in English (its error 13617).
    private const int KeySeconds = 10, RingSeconds = 30, MessageSeconds = 119;

    public string Write(VoiceScript script) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + new XElement("Response", Verbs(script).ToArray<object>()).ToString(SaveOptions.DisableFormatting);

    private IEnumerable<XElement> Verbs(VoiceScript script) => script switch
    {
        VoiceScript.AskForKey ask => [Gather(ask.Text, ask.Locale, ask.Next), new XElement("Hangup")],
        VoiceScript.Menu menu => [Gather(menu.Text, menu.Locale, menu.Next), new XElement("Redirect", new XAttribute("method", "POST"), Address(menu.Next))],
        VoiceScript.Connect connect => [Say(connect.Text, connect.Locale), Connect(connect)],
        VoiceScript.RingAgents ring => [Say(ring.Text, ring.Locale), Ring(ring)],
        VoiceScript.TakeMessage take => [Say(take.Text, take.Locale), Record(take.Next, writesDown: take.Locale == "en")],
        VoiceScript.Say say => [Say(say.Text, say.Locale)],
        VoiceScript.HangUp { Text: { } text, Locale: var locale } => [Say(text, locale), new XElement("Hangup")],
        _ => [new XElement("Hangup")],
    };

    private XElement Gather(string text, string locale, VoicePlace next) => new("Gather",
        new XAttribute("numDigits", 1), new XAttribute("timeout", KeySeconds), new XAttribute("action", Address(next)), new XAttribute("method", "POST"), Say(text, locale));

    private XElement Connect(VoiceScript.Connect connect) => Dial(connect.From, RingSeconds, new(VoiceStep.Done, callId), connect.Records,
        new XElement("Number", connect.Records ? [new XAttribute("url", Address(new(VoiceStep.Notice, callId))), new XAttribute("method", "POST")] : Array.Empty<object>(),
            new XAttribute("statusCallback", at(webhook.VoiceStatusPathOf(channelKey, callId, CallLeg.Customer)).AbsoluteUri), new XAttribute("statusCallbackEvent", LegEvents), connect.To));

    private XElement Ring(VoiceScript.RingAgents ring) => Dial(ring.From, ring.Seconds, ring.Next, ring.Records,
        [.. ring.Agents.Select(a => new XElement("Number", new XAttribute("url", Address(new(VoiceStep.Offer, callId, a.AgentId))), new XAttribute("method", "POST"), a.Phone))]);

    private XElement Dial(string from, int seconds, VoicePlace next, bool records, params object[] numbers) => new("Dial",
        new XAttribute("callerId", from), new XAttribute("answerOnBridge", "true"), new XAttribute("timeout", seconds), new XAttribute("action", Address(next)), new XAttribute("method", "POST"),
        records ? [new XAttribute("record", "record-from-answer-dual"), .. Recorded()] : Array.Empty<object>(), numbers);

    private XElement Record(VoicePlace next, bool writesDown) => new("Record",
        new XAttribute("maxLength", MessageSeconds), new XAttribute("finishOnKey", "#"), new XAttribute("playBeep", "true"), new XAttribute("action", Address(next)), new XAttribute("method", "POST"),
        writesDown ? [new XAttribute("transcribe", "true"), new XAttribute("transcribeCallback", Recording)] : Array.Empty<object>(), Recorded());

    private IEnumerable<object> Recorded() => [new XAttribute("recordingStatusCallback", Recording), new XAttribute("recordingStatusCallbackEvent", RecordingEvents)];

    private string Recording => at(webhook.RecordingPathOf(channelKey, callId)).AbsoluteUri;

    private string Address(VoicePlace place) => at(webhook.VoicePathOf(channelKey, place)).AbsoluteUri;

    private static XElement Say(string text, string locale) => new("Say", new XAttribute("language", locale == "vi" ? "vi-VN" : "en-US"), text);
}
