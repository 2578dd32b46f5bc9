using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>The hourly comparison with the carrier's list, over the real adapter and job.</summary>
public sealed class InventoryTests(DeskServer server) : ApiTest(server)
{
    private const string Missing = "/api/v1/recordings/missing";

    private SimulatedCarrier Phones => Server.Carrier;

    [Fact]
    public async Task What_the_carrier_recorded_and_never_reported_is_found_and_fetched()
    {
        await Tenant.Connect();
        await Phones.Faults(new { dropCallbacks = true, count = 1 });
        var listed = await Talked();
        // Not even that the two talked was reported.
        await Server.Sql("delete from communications.recordings where tenant_id = $1", Tenant.Id);

        await TakeInventory();

        await Eventually.True(async () => await State() is "stored", "The recording is found and fetched.");
        Assert.Equal(listed.Id, await Server.Sql("select carrier_recording_id from communications.recordings where tenant_id = $1", Tenant.Id));
        var account = Assert.Single((await Tenant.Admin.Api.Get(Missing)).Is(200)["accounts"]!.AsArray())!;
        Assert.Equal((Tenant.Number, 1, 1, 0), (account["number"]!.GetValue<string>(), account["listed"]!.GetValue<int>(), account["found"]!.GetValue<int>(), account["gone"]!.GetValue<int>()));
        Assert.Empty((await Tenant.Admin.Api.Get(Missing))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_failed_is_shown_with_what_the_carrier_has_and_can_be_fetched_again()
    {
        await Tenant.Connect();
        (await Tenant.Admin.Api.Put("/api/v1/settings/recording", new { recordsCalls = true, recordingDays = 90, keepsCarrierCopies = true })).Is(204);
        await Talked();
        await Eventually.True(async () => await State() is "stored", "The recording is stored.");
        await Server.Sql("update communications.recordings set state = 'failed', error = 'truncated', attempts = 12, next_attempt_at = null, created_at = created_at - interval '1 hour' where tenant_id = $1", Tenant.Id);

        await TakeInventory();

        var row = Assert.Single((await Tenant.Admin.Api.Get(Missing)).Is(200)["items"]!.AsArray())!;
        Assert.Equal(("failed", true, true, null), (row["state"]!.GetValue<string>(), row["carrierHas"]!.GetValue<bool>(), row["canFetch"]!.GetValue<bool>(), row["purgesAt"]?.GetValue<string>()));
        using var pages = await Tenant.Admin.SignInOnPage();
        Assert.Contains("kept until it is deleted", (await pages.Get("/recordings/missing")).Is(200).Text, StringComparison.Ordinal);
        // It waits for a person among the dead letters too, until somebody acts.
        var id = row["id"]!.GetValue<Guid>();
        Assert.Equal(id, Assert.Single((await Tenant.Admin.Api.Get("/api/v1/jobs")).Is(200)["recordings"]!.AsArray())!["id"]!.GetValue<Guid>());
        (await Tenant.Admin.Api.Post($"/api/v1/recordings/{id}/set-aside")).Is(204);
        Assert.Empty((await Tenant.Admin.Api.Get("/api/v1/jobs"))["recordings"]!.AsArray());

        Assert.Equal(302, (await DeskServer.PostForm(pages, "/recordings/missing", "/recordings/missing?handler=fetch", ("id", $"{id}"))).Status);

        await Eventually.True(async () => await State() is "stored", "The recording is fetched again.");
        Assert.Empty((await Tenant.Admin.Api.Get(Missing))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_the_carrier_does_not_list_any_more_is_told_and_a_carrier_that_cannot_be_asked_too()
    {
        await Tenant.Connect();
        await Talked();
        await Eventually.True(async () => await State() is "stored", "The recording is stored, and the carrier's copy deleted.");
        await Eventually.True(async () => (await Server.Sql("select carrier_deleted_at from communications.recordings where tenant_id = $1", Tenant.Id)) is DateTime, "The carrier's copy is deleted.");
        await Server.Sql("update communications.recordings set state = 'failed', next_attempt_at = null, created_at = created_at - interval '1 hour' where tenant_id = $1", Tenant.Id);

        await TakeInventory();

        var row = Assert.Single((await Tenant.Admin.Api.Get(Missing)).Is(200)["items"]!.AsArray())!;
        Assert.Equal((false, false), (row["carrierHas"]!.GetValue<bool>(), row["canFetch"]!.GetValue<bool>()));
        Assert.Equal(1, Assert.Single((await Tenant.Admin.Api.Get(Missing))["accounts"]!.AsArray())!["gone"]!.GetValue<int>());
        await Server.Sql("update communications.numbers set account_id = 'ACunknown' where tenant_id = $1", Tenant.Id);
        await TakeInventory();
        Assert.Contains("Twilio", Assert.Single((await Tenant.Admin.Api.Get(Missing))["accounts"]!.AsArray())!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>Runs the job once, with a look at whether this run has looked at this tenant.</summary>
    private async Task TakeInventory()
    {
        var before = DateTime.UtcNow;
        await Server.Services.GetRequiredService<IJobs>().Enqueue("recordings-inventory", null, CancellationToken.None);
        await Eventually.True(async () => await Server.Sql("select taken_at from communications.recording_inventories where tenant_id = $1", Tenant.Id) is DateTime at && at > before, "The inventory is taken.");
    }

    private async Task<string?> State() => (string?)await Server.Sql("select state from communications.recordings where tenant_id = $1", Tenant.Id);

    /// <summary>An agent and a customer have talked, and the carrier has the recording.</summary>
    private async Task<CarrierRecording> Talked()
    {
        var (agent, phone, customer) = (await Tenant.Invite(Roles.Staff), SimulatedCarrier.FreshNumber(), SimulatedCarrier.FreshNumber());
        (await agent.Api.Put("/api/v1/staff/me/preferences", new { locale = "en", phone })).Is(204);
        var id = await Tenant.Escalated(customer);
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");
        await Phones.PicksUp(customer);
        await Phones.Talks(customer);
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
        await Phones.CallOn(phone, "completed");

        var account = new CarrierAccount((string)(await Server.Sql("select account_id from communications.numbers where tenant_id = $1", Tenant.Id))!,
            Server.Services.GetRequiredService<ISecrets>().Unprotect((string)(await Server.Sql("select protected_secret from communications.numbers where tenant_id = $1", Tenant.Id))!));
        var carrier = Server.Services.GetRequiredService<IEnumerable<ICallCarrier>>().Single(c => c.Carrier == "twilio");
        return await Eventually.Passes(async () =>
        {
            var page = await carrier.ListRecordings(account, DateTimeOffset.UtcNow.AddDays(-1), null, CancellationToken.None);
            return page.Items.Count == 0 && await State() is "stored" ? null! : Assert.Single(page.Items, r => r.State == CarrierRecordingState.Completed);
        });
    }
}
