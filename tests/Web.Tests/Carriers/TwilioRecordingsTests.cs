using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>An account's list of recordings, page by page.</summary>
public sealed class TwilioRecordingsTests
{
    private const string Path = "/2010-04-01/Accounts/AC1/Recordings.json";

    private static readonly CarrierAccount Account = new("AC1", "not-a-real-token");

    [Fact]
    public async Task The_list_is_asked_from_a_day_on_and_followed_to_its_end()
    {
        await using var twilio = new LoopbackCarrier(r => new(200, r.Target.Contains("Page=1", StringComparison.Ordinal) ? List("RE2", null) : List("RE1", $"{Path}?DateCreated%3E=2026-11-01&PageSize=1000&Page=1&PageToken=PARE1")));
        var carrier = CarrierAt(twilio.Address);

        var first = await carrier.ListRecordings(Account, new(2026, 11, 1, 18, 30, 0, TimeSpan.Zero), null, CancellationToken.None);
        var second = await carrier.ListRecordings(Account, default, first.Next, CancellationToken.None);

        Assert.Equal([$"{Path}?DateCreated%3E=2026-11-01&PageSize=1000", $"{Path}?DateCreated%3E=2026-11-01&PageSize=1000&Page=1&PageToken=PARE1"], twilio.Requests.Select(r => r.Target));
        var recording = Assert.Single(first.Items);
        Assert.Equal(("RE1", "CA1", CarrierRecordingState.Completed, 12, 2, null), (recording.Id, recording.CarrierCallId, recording.State, recording.Seconds, recording.Channels, recording.PurgedAt));
        Assert.Equal(("RE2", null), (Assert.Single(second.Items).Id, second.Next));
    }

    [Theory]
    [InlineData("https://elsewhere.example/next")]
    [InlineData("//elsewhere.example/next")]
    public async Task The_credentials_follow_no_page_to_another_host(string next)
    {
        await using var twilio = new LoopbackCarrier(_ => new(200, List("RE1", next)));

        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(twilio.Address).ListRecordings(Account, DateTimeOffset.UnixEpoch, null, CancellationToken.None));
    }

    [Theory]
    [InlineData(2, "/2010-04-01/Accounts/AC1/Recordings/RE1.wav?RequestedChannels=2")]
    [InlineData(1, "/2010-04-01/Accounts/AC1/Recordings/RE1.wav")]
    [InlineData(null, "/2010-04-01/Accounts/AC1/Recordings/RE1.wav")]
    public async Task Two_channels_are_asked_for_where_there_are_two(int? channels, string asked)
    {
        await using var twilio = new LoopbackCarrier(_ => new(200, "RIFF"));

        await using var source = await CarrierAt(twilio.Address).OpenRecording("RE1", "https://elsewhere.example/RE1", channels, Account, CancellationToken.None);

        Assert.Equal(asked, Assert.Single(twilio.Requests).Target);
    }

    [Theory]
    [InlineData(400, 21220)]
    [InlineData(404, 20404)]
    public async Task Hanging_up_a_call_that_is_over_is_fine(int status, int code)
    {
        await using var twilio = new LoopbackCarrier(_ => new(status, $$"""{"code":{{code}},"message":"Call is not in-progress. Cannot redirect."}"""));

        await CarrierAt(twilio.Address).HangUp("CA1", Account, CancellationToken.None);

        Assert.Equal("Status=completed", Assert.Single(twilio.Requests).Body);
    }

    [Fact]
    public async Task Hanging_up_that_is_refused_is_told()
    {
        await using var twilio = new LoopbackCarrier(_ => new(400, """{"code":21201,"message":"No."}"""));

        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(twilio.Address).HangUp("CA1", Account, CancellationToken.None));
    }

    private static string List(string sid, string? next) => $$"""
        {"recordings":[{"sid":"{{sid}}","call_sid":"CA1","status":"completed","duration":"12","channels":2,"date_created":"Sun, 01 Nov 2026 18:40:00 +0000","media_url":"https://api.twilio.com/x"}],"next_page_uri":{{(next is null ? "null" : $"\"{next}\"")}}}
        """;

    private static ICallCarrier CarrierAt(Uri address) => new ServiceCollection().AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Twilio:BaseAddress"] = address.AbsoluteUri, ["Twilio:TimeoutSeconds"] = "3" }).Build())
        .AddTwilio().BuildServiceProvider().GetRequiredService<ICallCarrier>();
}
