using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>How an SMS is written on the air.</summary>
public enum SmsEncoding
{
    /// <summary>Seven bits a character: 160 in one segment, 153 in each of several.</summary>
    Gsm7,

    /// <summary>Sixteen bits: 70 in one segment, 67 in each of several. One character outside GSM-7 is enough.</summary>
    Ucs2,
}

/// <summary>
/// The segments a text takes, which is what carriers charge for. <c>Scripts/segments.ts</c> counts alike for the composer;
/// both are held to the same vectors.
/// </summary>
/// <param name="Units">Septets in GSM-7 (an extension character is two), UTF-16 units in UCS-2.</param>
/// <param name="UnitsPerSegment">What each segment holds; the list has at least one entry.</param>
/// <param name="Remaining">Units that still fit into the last segment.</param>
public sealed record SmsSegments(SmsEncoding Encoding, int Units, IReadOnlyList<int> UnitsPerSegment, int Remaining)
{
    private static readonly FrozenSet<char> Basic =
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").ToFrozenSet();

    private static readonly FrozenSet<char> Extension = "^{}\\[~]|€\f".ToFrozenSet();

    public int Count => UnitsPerSegment.Count;

    /// <param name="text">The text as it would be sent.</param>
    /// <param name="smartEncoding">Whether the carrier swaps typographic characters for plain ones before sending.</param>
    public static SmsSegments Of(string text, bool smartEncoding = false)
    {
        if (smartEncoding)
            text = PlainCharacters.In(text);

        var gsm = text.All(c => Basic.Contains(c) || Extension.Contains(c));
        var (single, part) = gsm ? (160, 153) : (70, 67);
        var pieces = gsm ? [.. text.Select(c => Extension.Contains(c) ? 2 : 1)] : Graphemes(text, part);

        var units = pieces.Sum();
        var segments = units <= single ? [units] : Fill(pieces, part);
        return new SmsSegments(gsm ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2, units, segments, (segments.Count == 1 ? single : part) - segments[^1]);
    }

    // Nothing that a reader sees as one character is cut: neither escape pairs nor surrogate pairs nor whole graphemes.
    private static List<int> Fill(List<int> pieces, int part)
    {
        List<int> segments = [0];
        foreach (var piece in pieces)
        {
            if (segments[^1] + piece > part)
                segments.Add(0);
            segments[^1] += piece;
        }

        return segments;
    }

    private static List<int> Graphemes(string text, int longest)
    {
        List<int> lengths = [];
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var length = StringInfo.GetNextTextElementLength(rest);

            // Two characters to the carriers, and a heap of accents too large for one segment has to be cut somewhere.
            if (length > longest || rest[..length] is "\r\n")
            {
                Rune.DecodeFromUtf16(rest, out _, out length);
            }

            lengths.Add(length);
            rest = rest[length..];
        }

        return lengths;
    }
}
