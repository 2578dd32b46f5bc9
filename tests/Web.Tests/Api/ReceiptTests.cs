using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Carriers' calls as administrators see them.</summary>
public sealed class ReceiptTests(DeskServer server) : ApiTest(server)
{
    private const string Receipts = "/api/v1/webhooks/receipts", Canary = "canary-text-19c2", Phone = "+14155550187";

    [Fact]
    public async Task A_forged_call_is_listed_with_its_reason_refused_at_replay_and_audited()
    {
        var id = await Forged();

        var row = Assert.Single((await Tenant.Admin.Api.Get($"{Receipts}?state=quarantined")).Is(200)["items"]!.AsArray())!;
        Assert.Equal(("quarantined", "invalid_signature"), (row["state"]!.GetValue<string>(), row["error"]!.GetValue<string>()));
        (await Tenant.Admin.Api.Post($"{Receipts}/{id}/replay")).Is(409, "invalid_signature");
        Assert.Equal("quarantined", (await Tenant.Admin.Api.Get($"{Receipts}/{id}")).Is(200).String("state"));
        var entry = Assert.Single((await Tenant.Admin.Api.Get("/api/v1/audit?action=ReplayReceipt")).Is(200)["items"]!.AsArray())!;
        Assert.Equal(("webhook_receipt", id.ToString(), "invalid_signature"),
            (entry["resourceType"]!.GetValue<string>(), entry["resourceId"]!.GetValue<string>(), entry["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Neither_api_nor_pages_show_what_the_customer_wrote()
    {
        var id = await Forged();
        using var pages = await Tenant.Admin.SignInOnPage();
        var number = await Server.Sql("select id from communications.numbers where tenant_id = $1", Tenant.Id);

        foreach (var answer in new[]
        {
            await Tenant.Admin.Api.Get(Receipts), await Tenant.Admin.Api.Get($"{Receipts}/{id}"), await pages.Get("/settings/webhooks?state=quarantined"),
            await pages.Get($"/settings/webhooks/{id}"), await pages.Get($"/settings/numbers/{number}"),
        })
        {
            answer.Is(200);
            Assert.DoesNotContain(Canary, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Phone[2..], answer.Text, StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/settings/webhooks", $"/settings/webhooks/{id}", $"/settings/numbers/{number}" })
            Assert.Contains("Not signed by the carrier: wrong token or wrong public address.", (await pages.Get(path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_who_hold_the_settings_see_or_replay_calls_and_unknown_words_are_refused()
    {
        var id = await Forged();
        var agent = await Tenant.Invite(Roles.Staff);

        (await agent.Api.Get(Receipts)).Is(403, "permission_denied");
        (await agent.Api.Get($"{Receipts}/{id}")).Is(403, "permission_denied");
        (await agent.Api.Post($"{Receipts}/{id}/replay")).Is(403, "permission_denied");
        Assert.Equal(["state"], (await Tenant.Admin.Api.Get($"{Receipts}?state=lost")).Is(422).Fields);
        (await Tenant.Admin.Api.Get($"{Receipts}?limit=201")).Is(422);
        (await Tenant.Admin.Api.Get($"{Receipts}?cursor=rubbish")).Is(422);
    }

    private async Task<Guid> Forged()
    {
        await Tenant.Connect();
        var key = (string)(await Server.Sql("select channel_key from communications.numbers where tenant_id = $1", Tenant.Id))!;
        (await Server.Anyone.Call(HttpMethod.Post, $"/api/v1/webhooks/twilio/{key}/sms",
            new FormUrlEncodedContent([new("MessageSid", "SM1"), new("From", Phone), new("To", Tenant.Number), new("Body", Canary)]))).Is(401, "invalid_signature");
        return (Guid)(await Server.Sql("select id from communications.webhook_receipts where tenant_id = $1 and state = 'quarantined'", Tenant.Id))!;
    }
}
