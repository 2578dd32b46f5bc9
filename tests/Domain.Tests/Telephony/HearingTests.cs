using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

/// <summary>How far the carrier's list of customers' texts was read.</summary>
public sealed class HearingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private readonly Number _number = new(Guid.NewGuid(), "+15005550006", "Sales", "ringcentral", "client", "secret", "key", Start);

    [Fact]
    public void Nothing_is_read_of_a_number_that_nobody_wants_to_hear_of() => Assert.Null(_number.Listen(Listing.Texts, Start));

    [Fact]
    public void It_begins_with_the_first_order_and_later_spans_reach_back_a_little()
    {
        _number.Reported("order-1", Start.AddDays(7), Start);

        var first = _number.Listen(Listing.Texts, Start.AddHours(1))!;
        _number.Hear(Listing.Texts, null);
        var second = _number.Listen(Listing.Texts, Start.AddHours(2))!;
        Assert.Equal((Start, Start.AddHours(1), null), (first.Since(Listing.Texts), first.Reading, first.Page));
        Assert.Equal((Start.AddMinutes(50), Start.AddHours(2), null), (second.Since(Listing.Texts), second.Reading, second.Page));
    }

    [Fact]
    public void A_span_is_read_to_its_end_page_by_page_and_the_next_follows_it()
    {
        _number.ReportingFails("Nobody answers.", Start);
        _number.Listen(Listing.Texts, Start.AddHours(1));
        _number.Hear(Listing.Texts, "2");
        Assert.Equal(new Hearing(Start, Start, Start.AddHours(1), "2"), _number.Listen(Listing.Texts, Start.AddHours(2)));
        _number.Hear(Listing.Texts, null);

        Assert.Equal(new Hearing(Start, Start.AddHours(1), Start.AddHours(3)), _number.Listen(Listing.Texts, Start.AddHours(3)));
    }

    [Fact]
    public void Calls_are_read_apart_from_texts_and_from_the_beginning_of_the_longest()
    {
        _number.Reported("order-1", Start.AddDays(7), Start);
        _number.Listen(Listing.Calls, Start.AddHours(9));
        _number.Hear(Listing.Calls, null);

        Assert.Equal((new Hearing(Start, Start), new Hearing(Start, Start.AddHours(9))), (_number.Reporting!.Heard, _number.Reporting.HeardCalls));
        Assert.Equal(Start.AddHours(5), _number.Listen(Listing.Calls, Start.AddHours(10))!.Since(Listing.Calls));
    }

    [Fact]
    public void A_call_that_changed_is_looked_for_within_a_minute()
    {
        _number.CallsChanged(Start);
        Assert.Null(_number.WatchAt);
        _number.Reported("order-1", Start.AddDays(7), Start);
        _number.Reported("order-1", Start.AddDays(7), Start);
        _number.CallsChanged(Start);
        _number.CallsChanged(Start.AddSeconds(30));

        Assert.Equal(Start.AddMinutes(1), _number.WatchAt);
    }

    [Fact]
    public void Orders_come_and_go_and_the_reading_goes_on()
    {
        _number.Reported("order-1", Start.AddDays(7), Start);
        _number.ReportingFails("Nobody answers.", Start.AddHours(1));
        _number.ChangeCredentials("client", "another");
        _number.Reported("order-2", Start.AddDays(8), Start.AddDays(1));

        Assert.Equal(Start, _number.Reporting!.Heard!.Until);
    }

    [Fact]
    public void The_order_that_stands_and_the_one_before_it_are_known()
    {
        Assert.False(_number.Knows("order-1"));
        _number.Reported("order-1", Start.AddDays(7), Start);
        _number.ChangeCredentials("client", "another");
        _number.Reported("order-2", Start.AddDays(7), Start);
        _number.Reported("order-2", Start.AddDays(8), Start);

        Assert.Equal([false, true, true], new[] { "order-0", "order-1", "order-2" }.Select(_number.Knows));
        _number.Reported("order-3", Start.AddDays(8), Start);
        Assert.False(_number.Knows("order-1"));
    }

    [Fact]
    public void After_a_new_order_the_list_is_read_at_once()
    {
        _number.Reported("order-1", Start.AddDays(7), Start);
        Assert.Equal(Start, _number.WatchAt);
        _number.Reported("order-1", Start.AddDays(7), Start);
        Assert.Equal(Start.AddMinutes(15), _number.WatchAt);
    }
}
