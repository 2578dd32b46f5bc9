using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>SMS both ways through the real adapter.</summary>
public sealed class SmsTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task An_sms_goes_out_and_the_answer_comes_back()
    {
        await Tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await Tenant.Admin.Claims(await Tenant.Escalated(phone));

        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "On its way" })).Is(201);
        await Eventually.Passes(async () => Assert.Equal(["On its way"], await Server.Carrier.Received(phone)));
        await Server.Carrier.Writes(phone, Tenant.Number, "Thank you");

        await Eventually.Passes(async () =>
        {
            var timeline = (await Tenant.Admin.Api.Get($"{Escalations}/{id}/timeline")).Is(200);
            Assert.Contains("Thank you", timeline.Text, StringComparison.Ordinal);
            Assert.Contains("\"delivered\"", timeline.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task After_stop_nothing_more_is_sent_to_that_number()
    {
        await Tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await Tenant.Admin.Claims(await Tenant.Escalated(phone));
        await Server.Carrier.Writes(phone, Tenant.Number, "STOP");
        await Eventually.Passes(async () => (await Tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "Are you sure?" })).Is(409, "opted_out"));

        Assert.DoesNotContain("Are you sure?", await Server.Carrier.Received(phone));
    }

    [Fact]
    public async Task A_webhook_that_the_carrier_did_not_sign_is_refused_and_stored_nowhere()
    {
        await Tenant.Connect();
        var key = (string)(await Server.Sql("select channel_key from communications.numbers where tenant_id = $1", Tenant.Id))!;
        var before = await Footprint();
        foreach (var path in new[] { $"/api/v1/webhooks/twilio/{key}/sms", $"/api/v1/webhooks/twilio/{key}/sms-status", "/api/v1/webhooks/twilio/unknown/sms" })
            (await Server.Anyone.Call(HttpMethod.Post, path, new FormUrlEncodedContent([new("MessageSid", "SM1"), new("From", "+14155550101"), new("To", Tenant.Number), new("Body", "Hi")]),
                ("X-Twilio-Signature", "AAAA"))).Is(401);

        Assert.Equal(before, await Footprint());
    }
}
