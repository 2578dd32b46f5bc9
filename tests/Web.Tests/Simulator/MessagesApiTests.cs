using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class MessagesApiTests
{
    [Theory]
    [InlineData("+15005550001", RunningSimulator.Desk, 21211)]
    [InlineData("+15005550002", RunningSimulator.Desk, 21612)]
    [InlineData("+15005550003", RunningSimulator.Desk, 21408)]
    [InlineData("+15005550004", RunningSimulator.Desk, 21610)]
    [InlineData("+15005550009", RunningSimulator.Desk, 21614)]
    [InlineData(RunningSimulator.Customer, "+15005550001", 21212)]
    [InlineData(RunningSimulator.Customer, "+15005550007", 21606)]
    [InlineData(RunningSimulator.Customer, "+15005550008", 21611)]
    [InlineData("", RunningSimulator.Desk, 21604)]
    [InlineData("+1415555012", RunningSimulator.Desk, 21211)]
    [InlineData(RunningSimulator.Desk, RunningSimulator.Desk, 21266)]
    public async Task Magic_and_wrong_numbers_are_refused_with_their_code_and_no_message_is_made(string to, string from, int code)
    {
        await using var simulator = await RunningSimulator.Start();

        using var answer = await simulator.Send(to: to, from: from);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await RunningSimulator.Json(answer);
        Assert.Equal((code, 400), ((int)error["code"]!, (int)error["status"]!));
        Assert.Equal(["code", "message", "more_info", "status"], error.AsObject().Select(p => p.Key));
        Assert.Empty(await simulator.Messages());
    }

    [Theory]
    [InlineData("MediaUrl", "https://desk.example/a.png", 21621)]
    [InlineData("SendAt", "2030-01-01T00:00:00Z", 35118)]
    [InlineData("MessagingServiceSid", "MG00000000000000000000000000000005", 21701)]
    public async Task What_the_simulator_cannot_do_it_refuses_as_the_carrier_would(string name, string value, int code)
    {
        await using var simulator = await RunningSimulator.Start();

        using var answer = await simulator.PostForm(
            $"{RunningSimulator.AccountPath}/Messages.json",
            ("To", RunningSimulator.Customer), ("From", RunningSimulator.Desk), ("Body", "x"), (name, value));

        Assert.Equal(code, (int)(await RunningSimulator.Json(answer))["code"]!);
    }

    [Fact]
    public async Task A_waiting_message_can_be_canceled_but_neither_redacted_nor_deleted()
    {
        await using var simulator = await RunningSimulator.Start(stepDelay: TimeSpan.FromHours(1));
        var path = $"{RunningSimulator.AccountPath}/Messages/{await simulator.Sent()}.json";

        using var redacted = await simulator.PostForm(path, ("Body", ""));
        using var deleted = await simulator.Client.DeleteAsync(path);
        using var canceled = await simulator.PostForm(path, ("Status", "canceled"));
        using var again = await simulator.PostForm(path, ("Status", "canceled"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (redacted.StatusCode, deleted.StatusCode));
        Assert.Equal("canceled", (string)(await RunningSimulator.Json(canceled))["status"]!);
        Assert.Equal(30409, (int)(await RunningSimulator.Json(again))["code"]!);
    }

    [Fact]
    public async Task Without_credentials_or_with_another_accounts_nothing_is_shown()
    {
        await using var simulator = await RunningSimulator.Start();
        using var opened = await simulator.Control("accounts", new { authToken = "another-token-entirely", numbers = new[] { "+14155550140" } });
        var other = (string)(await RunningSimulator.Json(opened.EnsureSuccessStatusCode()))["sid"]!;
        var sid = await simulator.Sent();

        using var anonymous = new HttpClient { BaseAddress = simulator.Address };
        using var unknown = await anonymous.GetAsync($"{RunningSimulator.AccountPath}/Messages/{sid}.json");
        using var foreign = await simulator.Client.GetAsync($"/2010-04-01/Accounts/{other}/Messages.json");
        using var borrowed = await simulator.Send(from: "+14155550140");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (unknown.StatusCode, foreign.StatusCode));
        Assert.Equal(20003, (int)(await RunningSimulator.Json(unknown))["code"]!);
        Assert.Equal(21606, (int)(await RunningSimulator.Json(borrowed))["code"]!);
    }

    [Theory]
    [InlineData("PageSize=0")]
    [InlineData("PageSize=many")]
    [InlineData("Page=-1")]
    [InlineData("PageToken=PASM404")]
    [InlineData("PageToken=nonsense")]
    [InlineData("DateSent=yesterday")]
    public async Task A_list_refuses_what_it_does_not_understand(string query)
    {
        await using var simulator = await RunningSimulator.Start();

        using var answer = await simulator.Client.GetAsync($"{RunningSimulator.AccountPath}/Messages.json?{query}");

        Assert.Equal(20001, (int)(await RunningSimulator.Json(answer))["code"]!);
    }

    [Fact]
    public async Task A_message_on_its_way_has_no_sending_date_and_escapes_the_filter_by_day()
    {
        await using var simulator = await RunningSimulator.Start(stepDelay: TimeSpan.FromHours(1));
        await simulator.Sent();
        var path = $"{RunningSimulator.AccountPath}/Messages.json";

        var all = await simulator.Client.GetFromJsonAsync<JsonNode>(path);
        var since = await simulator.Client.GetFromJsonAsync<JsonNode>($"{path}?DateSent%3E=2020-01-01");

        Assert.Null(Assert.Single(all!["messages"]!.AsArray())!["date_sent"]);
        Assert.Empty(since!["messages"]!.AsArray());
    }

    public static TheoryData<string, string, int> Texts()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "sms-segmentation-vectors.json")))!;
        var data = new TheoryData<string, string, int>();
        foreach (var vector in vectors["cases"]!.AsArray().Where(c => !(bool)c!["smartEncoding"]!))
            data.Add((string)vector!["id"]!, (string)vector["text"]!, (int)vector["segments"]!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Segments_are_counted_as_the_carrier_counts_them(string id, string text, int segments) =>
        Assert.Equal((id, segments), (id, Segments.Count(text)));
}
