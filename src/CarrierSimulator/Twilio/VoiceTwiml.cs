using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Reads voice TwiML, as far as the simulator plays it.</summary>
internal static class VoiceTwiml
{
    /// <summary>What a caller hears when the desk's answer is no TwiML.</summary>
    public static readonly XElement Broken = new("Response", new XElement("Say", "We are sorry. An application error has occurred. Goodbye."), new XElement("Hangup"));

    /// <summary>The Response element; null if the text is none.</summary>
    public static XElement? Parse(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader).Root is { } root && root.Name == "Response" ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public static string? Text(this XElement verb, string name) => verb.Attribute(name)?.Value is { Length: > 0 } value ? value : null;

    public static int Number(this XElement verb, string name, int otherwise) =>
        int.TryParse(verb.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    public static bool Flag(this XElement verb, string name, bool otherwise = false) => verb.Text(name) is { } text ? text.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

    /// <summary>Several words in one attribute are split by spaces.</summary>
    public static IReadOnlyList<string> Words(this XElement verb, string name, string otherwise) =>
        (verb.Text(name) ?? otherwise).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
}
