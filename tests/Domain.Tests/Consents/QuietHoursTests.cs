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

    [Theory]
    // New York's evening is over when Los Angeles' begins to end.
    [InlineData("2026-11-28T01:30:00", null)]
    [InlineData("2026-11-28T02:30:00", "2026-11-28T16:00:00")]
    [InlineData("2026-11-28T13:30:00", "2026-11-28T16:00:00")]
    [InlineData("2026-11-28T16:00:00", null)]
    public void Quiet_in_one_of_the_zones_in_which_somebody_may_be_is_quiet(string now, string? end) =>
        Assert.Equal(Utc(end), Night.EndAt(Utc(now)!.Value, [Zone("America/New_York"), Zone("America/Los_Angeles")], TimeZoneInfo.Utc));

    [Fact]
    public void Zones_without_an_hour_in_common_leave_it_to_the_desks_own()
    {
        var afternoons = new QuietHours(new(18, 0), new(12, 0));
        TimeZoneInfo[] russia = [Zone("Europe/Kaliningrad"), Zone("Asia/Kamchatka")];
        Assert.Null(afternoons.EndAt(Utc("2026-11-28T13:00:00")!.Value, russia, TimeZoneInfo.Utc));
        Assert.Equal(Utc("2026-11-28T12:00:00"), afternoons.EndAt(Utc("2026-11-28T05:00:00")!.Value, russia, TimeZoneInfo.Utc));
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    private static DateTimeOffset? Utc(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
