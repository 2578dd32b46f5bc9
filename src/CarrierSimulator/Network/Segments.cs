using System.Globalization;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Counts the parts in which a text travels. Pairs and graphemes are never cut in two.</summary>
public static class Segments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extension = "^{}\\[~]|€\f";

    public static int Count(string text)
    {
        var isGsm = text.All(c => Basic.Contains(c) || Extension.Contains(c));
        var (alone, each) = isGsm ? (160, 153) : (70, 67);
        var sizes = isGsm ? text.Select(c => Extension.Contains(c) ? 2 : 1) : Graphemes(text);

        var (total, segments, used) = (0, 1, 0);
        foreach (var size in sizes)
        {
            total += size;
            used += size;
            if (used > each)
                (segments, used) = (segments + 1, size);
        }

        return total <= alone ? 1 : segments;
    }

    private static IEnumerable<int> Graphemes(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            yield return length;
            at += length;
        }
    }
}
