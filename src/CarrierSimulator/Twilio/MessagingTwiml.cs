using System.Xml;
using System.Xml.Linq;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Reads the answer to an inbound message: the texts that are to be sent back.</summary>
internal static class MessagingTwiml
{
    public static IReadOnlyList<string> Messages(CallbackAnswer answer) => answer.ContentType switch
    {
        "text/xml" or "application/xml" or "text/html" => Parse(answer.Body),
        "text/plain" when answer.Body != "" => [answer.Body],
        _ => [],
    };

    private static IReadOnlyList<string> Parse(string twiml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(twiml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var response = XDocument.Load(reader).Root!;
            return response.Name != "Response"
                ? []
                : [.. response.Elements("Message").Select(m => (m.Element("Body")?.Value ?? m.Value).Trim()).Where(text => text != "")];
        }
        catch (XmlException)
        {
            return [];
        }
    }
}
