using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Checking a number of either carrier, over the real adapters and the simulated network.</summary>
public sealed class NumberCheckTests(DeskServer server) : ApiTest(server)
{
    private static readonly string[] AtCarrier = ["number", "sms", "calls", "recordings", "webhooks"];

    [Fact]
    public async Task All_is_well_with_a_connected_number_and_that_is_audited()
    {
        var answer = await Check(await Twilio(connect: true));

        Assert.Equal(["credentials", "number", "sms", "calls", "recordings", "webhooks", "public_address"], answer["checks"]!.AsArray().Select(c => c!["need"]!.GetValue<string>()));
        Assert.True(answer["passed"]!.GetValue<bool>(), answer.Text);
        // The simulator runs on this machine, as this desk does.
        Assert.Equal("passed local_only", Of(answer, "public_address"));
        Assert.Equal(1L, await Server.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = 'CheckNumber' and outcome = 'succeeded'", Tenant.Id));
    }

    [Fact]
    public async Task All_is_well_with_a_number_of_the_second_carrier_once_its_reports_are_ordered()
    {
        var id = await Tenant.AddExtension();

        Assert.Equal("failed not_ordered", Of(await Check(id), "webhooks"));
        await Tenant.AsSystem(new ConnectNumber.Command(id));
        var answer = await Check(id);

        Assert.True(answer["passed"]!.GetValue<bool>(), answer.Text);
    }

    [Fact]
    public async Task A_wrong_token_is_told_with_the_carriers_code_and_nothing_more_is_tried()
    {
        var (sid, _, number) = await Server.Carrier.OpenAccount();
        var id = (await Tenant.AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, "a-wrong-token-0123456789"))).NumberId;

        var answer = await Check(id);

        Assert.Equal("failed wrong_credentials 20003", Of(answer, "credentials"));
        Assert.All(AtCarrier, need => Assert.Equal("unknown not_tried", Of(answer, need)));
        Assert.Equal("passed local_only", Of(answer, "public_address"));
        var sentence = Row(answer, "credentials");
        Assert.Contains("Twilio does not know this account", sentence["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("console", sentence["advice"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-token", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Log.Lines, line => line.Contains("a-wrong-token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "failed wrong_credentials invalid_client")]
    [InlineData(false, "failed wrong_grant invalid_grant")]
    public async Task Of_an_application_the_secret_and_the_JWT_are_told_apart(bool secret, string expected)
    {
        var app = await Server.Carrier.OpenExtension();
        var id = (await Tenant.AsSystem(new AddNumber.Command(app.Number, "Main", "ringcentral", app.ClientId, secret ? "wrong" : app.ClientSecret, secret ? app.Jwt : "wrong"))).NumberId;

        var answer = await Check(id);

        Assert.Equal(expected, Of(answer, "credentials"));
        Assert.All(AtCarrier, need => Assert.Equal("unknown not_tried", Of(answer, need)));
    }

    [Fact]
    public async Task A_secret_that_the_carrier_no_longer_takes_is_found_although_a_session_still_stands()
    {
        var app = await Server.Carrier.OpenExtension();
        var id = (await Tenant.AsSystem(new AddNumber.Command(app.Number, "Main", "ringcentral", app.ClientId, app.ClientSecret, app.Jwt))).NumberId;
        await Tenant.AsSystem(new ConnectNumber.Command(id));
        await Server.Carrier.Replace(app, jwt: "another.one.now");

        Assert.Equal("failed wrong_grant invalid_grant", Of(await Check(id), "credentials"));
    }

    [Theory]
    [InlineData("suspended", false, "failed account_not_active")]
    [InlineData("active", true, "passed trial")]
    public async Task How_the_account_stands_is_told(string status, bool isTrial, string expected)
    {
        var (sid, authToken, number) = ($"AC{Guid.NewGuid():n}", Guid.NewGuid().ToString("n"), SimulatedCarrier.FreshNumber());
        (await Server.Carrier.Http.Post("/simulator/accounts", new { sid, authToken, numbers = new[] { number }, status, isTrial })).Is(201);
        var id = (await Tenant.AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, authToken))).NumberId;

        Assert.Equal(expected, Of(await Check(id), "credentials"));
    }

    [Fact]
    public async Task A_number_of_another_account_is_not_found()
    {
        var (sid, token, _) = await Server.Carrier.OpenAccount();
        var id = (await Tenant.AsSystem(new AddNumber.Command(SimulatedCarrier.FreshNumber(), "Main", "twilio", sid, token))).NumberId;

        var answer = await Check(id);

        Assert.Equal(("failed not_in_account", "unknown not_tried", "passed", "unknown not_tried"), (Of(answer, "number"), Of(answer, "sms"), Of(answer, "recordings"), Of(answer, "webhooks")));
    }

    [Theory]
    [InlineData(false, true, "failed no_sms", "passed")]
    [InlineData(true, false, "passed", "failed no_calls")]
    public async Task What_a_number_cannot_is_told_for_both_carriers(bool sms, bool voice, string texts, string calls)
    {
        foreach (var id in new[] { await Twilio(connect: true), await Tenant.AddExtension() })
        {
            var number = (string)(await Server.Sql("select e164 from communications.numbers where id = $1", id))!;
            (await Server.Carrier.Http.Post("/simulator/numbers", new { number, sms, voice })).Is204();

            var answer = await Check(id);

            Assert.Equal((texts, calls), (Of(answer, "sms"), Of(answer, "calls")));
        }
    }

    [Theory]
    [InlineData("ReadAccounts ReadCallRecording RingOut SubscriptionWebhook CallControl", "sms", "failed missing_permission", "SMS, ReadMessages")]
    [InlineData("ReadAccounts SMS ReadCallRecording SubscriptionWebhook CallControl", "calls", "failed missing_permission", "RingOut")]
    [InlineData("ReadAccounts SMS ReadCallLog RingOut SubscriptionWebhook CallControl", "recordings", "failed missing_permission", "ReadCallRecording")]
    [InlineData("ReadAccounts SMS ReadCallRecording RingOut", "webhooks", "failed missing_permission", "SubscriptionWebhook, CallControl")]
    // Nobody names this one beforehand: the carrier's refusal does.
    [InlineData("SMS ReadCallRecording RingOut SubscriptionWebhook CallControl", "number", "failed missing_permission CMN-401", "ReadAccounts")]
    public async Task Each_permission_that_the_application_lacks_is_named(string scopes, string need, string expected, string named)
    {
        var app = await Server.Carrier.OpenExtension(scopes.Split(' '));
        var id = (await Tenant.AsSystem(new AddNumber.Command(app.Number, "Main", "ringcentral", app.ClientId, app.ClientSecret, app.Jwt))).NumberId;

        var answer = await Check(id);

        Assert.Equal((expected, named), (Of(answer, need), Row(answer, need)["detail"]!.GetValue<string>()));
        Assert.Equal("passed", Of(answer, "credentials"));
    }

    [Fact]
    public async Task Reports_that_go_nowhere_or_elsewhere_are_told_without_what_may_be_secret_in_the_address()
    {
        var (sid, token, number) = await Server.Carrier.OpenAccount();
        var id = (await Tenant.AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, token))).NumberId;

        Assert.Equal("failed reports_nowhere", Of(await Check(id), "webhooks"));
        await Tenant.AsSystem(new ConnectNumber.Command(id));
        await PointElsewhere(sid, token, number, "https://user:hush@old.example/voice?key=hush");
        var answer = await Check(id);

        Assert.Equal("failed reports_elsewhere", Of(answer, "webhooks"));
        Assert.Equal("POST https://old.example/voice", Row(answer, "webhooks")["detail"]!.GetValue<string>());
        Assert.DoesNotContain("hush", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_to_report_that_the_carrier_gave_up_is_told()
    {
        var id = await Tenant.AddExtension();
        await Tenant.AsSystem(new ConnectNumber.Command(id));
        (await Server.Carrier.Http.Post("/simulator/ringcentral/blacklist", new { })).Is204();

        Assert.Equal("failed order_ended Blacklisted", Of(await Check(id), "webhooks"));
    }

    [Fact]
    public async Task Who_checks_too_often_is_told_to_wait_and_the_carrier_is_left_alone()
    {
        var id = await Tenant.AddExtension();
        var answers = new List<string>();
        for (var i = 0; i < 7; i++)
            answers.Add(Of(await Check(id), "credentials"));

        Assert.Equal("passed", answers[0]);
        Assert.Equal("unknown carrier_busy", answers[^1]);
    }

    [Fact]
    public async Task Only_who_may_manage_numbers_checks_them_and_only_their_own()
    {
        var id = await Twilio(connect: false);
        var (staff, supervisor, stranger) = (await Tenant.Invite(Roles.Staff), await Tenant.Invite(Roles.Supervisor), await Server.NewTenant());

        (await staff.Api.Post($"/api/v1/numbers/{id}/check")).Is(403, "permission_denied");
        (await supervisor.Api.Post($"/api/v1/numbers/{id}/check")).Is(403, "permission_denied");
        (await stranger.Admin.Api.Post($"/api/v1/numbers/{id}/check")).Is(404, "not_found");
        (await Server.Anyone.Post($"/api/v1/numbers/{id}/check")).Is(401);
        using var pages = await stranger.Admin.SignInOnPage();
        Assert.Equal(404, (await pages.Get($"/settings/numbers/{id}/check")).Status);
        using var theirs = await staff.SignInOnPage();
        Assert.Equal(403, (await theirs.Get($"/settings/numbers/{id}/check")).Status);
    }

    [Fact]
    public async Task Nobody_but_the_desk_itself_gets_an_answer_to_a_probe()
    {
        (await Server.Anyone.Post("/api/v1/webhooks/probe/guessed")).Is(404);
        (await Server.Anyone.Post($"/api/v1/webhooks/probe/{new string('a', 600)}")).Is(404);
    }

    [Fact]
    public async Task The_page_speaks_the_viewers_language_and_shows_the_calls_that_were_refused()
    {
        var id = await Twilio(connect: false);
        var key = (string)(await Server.Sql("select channel_key from communications.numbers where id = $1", id))!;
        using var pages = await Tenant.Admin.SignInOnPage();
        Assert.Contains("No call was refused of late.", Text(await pages.Get($"/settings/numbers/{id}/check")), StringComparison.Ordinal);
        (await Server.Anyone.Call(HttpMethod.Post, $"/api/v1/webhooks/twilio/{key}/sms", new FormUrlEncodedContent([new("Body", "Hello")]))).Is(401);

        var page = Text(await pages.Get($"/settings/numbers/{id}/check"));
        Assert.Contains("wrong token or wrong public address", page, StringComparison.Ordinal);
        Assert.Contains($"/settings/webhooks?state=quarantined&numberId={id}", page, StringComparison.Ordinal);
        (await Tenant.Admin.Api.Put("/api/v1/staff/me/preferences", new { locale = "vi" })).Is204();
        var vietnamese = (await DeskServer.PostForm(pages, $"/settings/numbers/{id}/check", $"/settings/numbers/{id}/check?handler=Check")).Text;
        Assert.Contains("Twilio chưa được cho biết phải báo về đâu.", WebUtility.HtmlDecode(vietnamese), StringComparison.Ordinal);
        Assert.Contains("Hãy để bàn hỗ trợ nhập các địa chỉ của mình.", WebUtility.HtmlDecode(vietnamese), StringComparison.Ordinal);
    }

    private async Task<Guid> Twilio(bool connect)
    {
        var (sid, token, number) = await Server.Carrier.OpenAccount();
        var id = (await Tenant.AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, token))).NumberId;
        if (connect)
            await Tenant.AsSystem(new ConnectNumber.Command(id));
        return id;
    }

    /// <summary>Somebody enters another address at the carrier.</summary>
    private async Task PointElsewhere(string sid, string token, string number, string url)
    {
        using var console = new HttpClient { BaseAddress = Server.Carrier.Address };
        console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{sid}:{token}")));
        var numbers = $"/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers";
        var own = (await console.Get($"{numbers}.json?PhoneNumber={Uri.EscapeDataString(number)}")).Is(200)["incoming_phone_numbers"]![0]!["sid"]!.GetValue<string>();
        (await console.Call(HttpMethod.Post, $"{numbers}/{own}.json", new FormUrlEncodedContent([new("VoiceUrl", url)]))).Is(200);
    }

    private async Task<Answer> Check(Guid id) => (await Tenant.Admin.Api.Post($"/api/v1/numbers/{id}/check")).Is(200);

    private static System.Text.Json.Nodes.JsonNode Row(Answer answer, string need) => answer["checks"]!.AsArray().Single(c => c!["need"]!.GetValue<string>() == need)!;

    /// <summary>Outcome, reason and code in one line.</summary>
    private static string Of(Answer answer, string need)
    {
        var row = Row(answer, need);
        return string.Join(' ', new[] { "outcome", "reason", "code" }.Select(name => row[name]?.GetValue<string>()).OfType<string>());
    }

    private static string Text(Answer answer) => WebUtility.HtmlDecode(answer.Is(200).Text);
}
