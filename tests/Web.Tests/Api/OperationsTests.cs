using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What operators look at, and what they must never find there.</summary>
public sealed class OperationsTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task Health_and_metrics_answer_without_a_login()
    {
        await Tenant.Escalated();
        Assert.Equal(200, (await Server.Anyone.Get("/health/live")).Status);
        Assert.Equal(200, (await Server.Anyone.Get("/health/ready")).Status);
        var metrics = (await Server.Anyone.Get("/metrics")).Text;
        foreach (var name in new[] { "escalations_created_total", "desk_request_seconds" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_promised_names_are_measured_and_grow()
    {
        await Tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await Tenant.Admin.Claims(await Tenant.Escalated(phone, "urgent"));
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "Hello" })).Is(201);
        await Eventually.Passes(async () => Assert.Contains("Hello", await Server.Carrier.Received(phone)));
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/resolve", new { resolutionNotes = "Done", resumeBot = true })).Is(200);

        await Eventually.Passes(async () =>
        {
            var lines = (await Server.Anyone.Get("/metrics")).Text.Split('\n');
            double Sum(string start) => lines.Where(l => l.StartsWith(start, StringComparison.Ordinal)).Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(Sum("escalations_created_total{") >= 1, "created");
            Assert.True(Sum("escalation_resolution_seconds_count") >= 1, "resolved");
            Assert.True(Sum("sms_sent_total") >= 1, "sent");
            Assert.Contains(lines, l => l.StartsWith("sms_failures_total", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Neither_log_nor_metrics_hold_personal_data_or_secrets()
    {
        const string Reason = "canary-reason-7f3a", Text = "canary-text-7f3a", Mail = "canary-7f3a@customer.test";
        await Tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var chat = await Tenant.StartChat();
        var id = await Tenant.Admin.Claims((await chat.Asks(new { reason = $"About {Reason}", preferredMethod = "sms", phone, email = Mail, consent = true })).Is(201).Id("escalationId"));
        await chat.Says(Text);
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = Text })).Is(201);
        await using (await LiveStream.Open(Server.Anyone, $"{chat.Path}/events?token={Uri.EscapeDataString(chat.Token)}"))
            await Eventually.Passes(async () => Assert.Contains(Text, await Server.Carrier.Received(phone)));
        (await chat.Asks(new { reason = "x", preferredMethod = "sms", phone = "12", consent = true })).Is(422);

        var everything = string.Join('\n', Server.Log.Lines) + (await Server.Anyone.Get("/metrics")).Text;
        foreach (var secret in new[] { Reason, Text, Mail, phone, chat.Token, Tenant.Admin.AccessToken, DeskTenant.Password, Tenant.Admin.Email })
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
    }
}
