using System.Globalization;
using EscalationCqrs.Domain.Consents;

namespace EscalationCqrs.Domain.Tests.Consents;

public sealed class QuietHoursTests
{
    private static readonly QuietHours Night = new(new(21, 0), new(8, 0));

    [Theory]
    [InlineData("2026-11-27T20:59:59", null)]
    [InlineData("2026-11-27T21:00:00", "2026-11-28T08:00:00")]
    [InlineData("2026-11-28T00:00:00", "2026-11-28T08:00:00")]
    [InlineData("2026-11-28T07:59:59", "2026-11-28T08:00:00")]
    [InlineData("2026-11-28T08:00:00", null)]
    public void The_night_is_quiet_up_to_the_minute_in_which_it_ends(string now, string? end) => Assert.Equal(Utc(end), Night.EndAt(Utc(now)!.Value, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("2026-11-27T14:30:00", "2026-11-28T01:00:00")]
    [InlineData("2026-11-28T01:00:00", null)]
    public void The_customers_zone_decides(string now, string? end) =>
        Assert.Equal(Utc(end), Night.EndAt(Utc(now)!.Value, TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh")));

    [Theory]
    // The clock jumps from two to three: half past two does not exist.
    [InlineData("2026-03-29T00:30:00", "2026-03-29T01:00:00")]
    // The clock goes from three back to two: half past two comes twice.
    [InlineData("2026-10-25T00:15:00", "2026-10-25T01:30:00")]
    [InlineData("2026-10-25T01:15:00", "2026-10-25T01:30:00")]
    public void Summer_time_neither_shortens_nor_breaks_the_quiet(string now, string end) =>
        Assert.Equal(Utc(end), new QuietHours(new(22, 0), new(2, 30)).EndAt(Utc(now)!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Fact]
    public void Hours_within_one_day_work_too()
    {
        var siesta = new QuietHours(new(13, 0), new(15, 0));
        Assert.Equal(Utc("2026-11-27T15:00:00"), siesta.EndAt(Utc("2026-11-27T13:30:00")!.Value, TimeZoneInfo.Utc));
        Assert.Null(siesta.EndAt(Utc("2026-11-27T22:00:00")!.Value, TimeZoneInfo.Utc));
    }

    private static DateTimeOffset? Utc(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
