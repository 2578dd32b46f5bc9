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
