using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Shared;

/// <summary>Where the next page begins, as an opaque text: the sort values of the last row.</summary>
public static class Cursor
{
    public static string Encode(params object[] values) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('|', values.Select(v => v is DateTimeOffset t ? t.UtcTicks.ToString(CultureInfo.InvariantCulture) : Convert.ToString(v, CultureInfo.InvariantCulture)))));

    /// <exception cref="FieldRefused">The text was not made by <see cref="Encode"/>.</exception>
    public static string[] Decode(string cursor, int parts)
    {
        try
        {
            var values = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
            if (values.Length == parts)
                return values;
        }
        catch (FormatException)
        {
            // Falls through to the one refusal.
        }

        throw Bad();
    }

    public static DateTimeOffset Time(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var ticks) && ticks is > 0 and < 3_155_378_975_999_999_999 ? new(ticks, TimeSpan.Zero) : throw Bad();

    public static Guid Id(string value) => Guid.TryParse(value, out var id) ? id : throw Bad();

    public static int Number(string value) => int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : throw Bad();

    public static long Long(string value) => long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : throw Bad();

    private static FieldRefused Bad() => new("cursor", "bad_cursor", "Start again from the first page.");
}
