using System.Net;
using System.Net.Sockets;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>What the desk relies on with every carrier: a message is handed over at most once, and the outcome never claims more than is known.</summary>
public abstract class MessageCarrierContract
{
    protected virtual CarrierAccount Account { get; } = new("AC00000000000000000000000000000001", "not-a-real-auth-token-0123456789");

    protected static readonly OutboundSms Sms = new(
        Guid.Parse("0198a1b2-1234-7890-8123-456789012345"), "+15005550006", "+14155550123", "Grüße & 50% + “more” 😀",
        new Uri("https://desk.example/api/v1/webhooks/carrier/key/sms-status?m=0198a1b2-1234-7890-8123-456789012345"));

    /// <summary>A carrier's server that answers like this.</summary>
    protected virtual LoopbackCarrier Server(Func<Received, Answer> answer) => new(answer);

    protected abstract IMessageCarrier CarrierAt(Uri address, int timeoutSeconds);

    protected abstract Answer Accepts(string id);

    protected abstract Answer Refuses { get; }

    protected abstract Answer OptedOut { get; }

    protected abstract Answer RefusesAccount { get; }

    protected abstract Answer ThrottlesFor(int seconds);

    [Fact]
    public async Task An_accepted_message_has_the_carriers_id() =>
        Assert.Equal(new SendOutcome.Accepted("id-1"), await Outcome(Accepts("id-1")));

    [Fact]
    public async Task A_refused_message_is_not_tried_again() => Assert.False(Assert.IsType<SendOutcome.Refused>(await Outcome(Refuses)).OptedOut);

    [Fact]
    public async Task An_opted_out_recipient_is_told_apart() => Assert.True(Assert.IsType<SendOutcome.Refused>(await Outcome(OptedOut)).OptedOut);

    [Fact]
    public async Task A_refused_account_is_told_apart() => Assert.IsType<SendOutcome.AccountRefused>(await Outcome(RefusesAccount));

    [Fact]
    public async Task A_throttled_message_was_not_sent_and_waits_as_told() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<SendOutcome.NotSent>(await Outcome(ThrottlesFor(7))).RetryAfter);

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_server_error_leaves_it_uncertain(int status) =>
        Assert.IsType<SendOutcome.Uncertain>(await Outcome(new Answer(status, "{}")));

    [Theory]
    [InlineData("")]
    [InlineData("<html>welcome</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task An_unreadable_success_leaves_it_uncertain(string body) =>
        Assert.IsType<SendOutcome.Uncertain>(await Outcome(Accepts("id-1") with { Body = body }));

    [Fact]
    public async Task A_broken_connection_leaves_it_uncertain() => Assert.IsType<SendOutcome.Uncertain>(await Outcome(Answer.Reset));

    [Fact]
    public async Task No_answer_in_time_leaves_it_uncertain() => Assert.IsType<SendOutcome.Uncertain>(await Outcome(Answer.Silence, timeoutSeconds: 1));

    [Fact]
    public async Task A_redirect_is_not_followed() =>
        Assert.IsType<SendOutcome.Uncertain>(await Outcome(new Answer(307, "", "Location: /elsewhere\r\n")));

    [Fact]
    public async Task A_connection_that_breaks_when_used_again_posts_nothing_twice()
    {
        var answers = new Queue<Answer>([Accepts("id-1"), Answer.Reset]);
        await using var server = Server(_ => answers.TryDequeue(out var next) ? next : Accepts("id-2"));
        var carrier = CarrierAt(server.Address, 10);

        Assert.IsType<SendOutcome.Accepted>(await carrier.Send(Sms, Account, default));
        Assert.IsType<SendOutcome.Uncertain>(await carrier.Send(Sms, Account, default));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_refused_connection_means_not_sent()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();

        Assert.IsType<SendOutcome.NotSent>(await CarrierAt(address, 10).Send(Sms, Account, default));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_not_sent() =>
        Assert.IsType<SendOutcome.NotSent>(await CarrierAt(new Uri("http://carrier.invalid"), 60).Send(Sms, Account, default));

    [Fact]
    public async Task Cancelled_before_anything_was_sent_it_throws_and_posts_nothing()
    {
        await using var server = Server(_ => Accepts("id-1"));

        await Assert.ThrowsAsync<OperationCanceledException>(() => CarrierAt(server.Address, 10).Send(Sms, Account, new CancellationToken(canceled: true)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Cancelled_while_the_carrier_has_it_it_is_uncertain()
    {
        await using var server = Server(_ => Answer.Silence);
        using var stopping = new CancellationTokenSource();

        var sending = CarrierAt(server.Address, 60).Send(Sms, Account, stopping.Token);
        await server.Arrived.Task;
        await stopping.CancelAsync();

        Assert.IsType<SendOutcome.Uncertain>(await sending);
    }

    [Fact]
    public async Task Sixty_four_may_be_under_way_at_once()
    {
        await using var server = Server(_ => Answer.Silence);
        var carrier = CarrierAt(server.Address, 60);
        using var stopping = new CancellationTokenSource();

        var sending = Enumerable.Range(0, 64).Select(_ => carrier.Send(Sms, Account, stopping.Token)).ToArray();
        Assert.True(SpinWait.SpinUntil(() => server.Requests.Count == 64, TimeSpan.FromSeconds(30)));
        await stopping.CancelAsync();

        Assert.All(await Task.WhenAll(sending), o => Assert.IsType<SendOutcome.Uncertain>(o));
    }

    [Fact]
    public async Task Without_the_carrier_a_list_says_so()
    {
        await using var server = Server(_ => Answer.Reset);

        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(server.Address, 10).ListSent(Account, Sms.From, Sms.To, DateTimeOffset.UnixEpoch, default));
        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(server.Address, 10).ConnectNumber(Account, Sms.From, new(new("https://desk.example/sms"), new("https://desk.example/voice"), new("https://desk.example/voice-status")), null, default));
    }

    /// <summary>The outcome of one send, which reached the carrier exactly once.</summary>
    protected async Task<SendOutcome> Outcome(Answer answer, int timeoutSeconds = 30)
    {
        await using var server = Server(_ => answer);
        var outcome = await CarrierAt(server.Address, timeoutSeconds).Send(Sms, Account, default);
        Assert.Single(server.Requests);
        return outcome;
    }
}
