using System.Net;
using System.Security.Cryptography;
using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What may be done with a recording, by whom, and what stays of it. The customer left a message.</summary>
public sealed class RecordingTests(DeskServer server) : ApiTest(server)
{
    private SimulatedCarrier Phones => Server.Carrier;

    [Fact]
    public async Task One_who_goes_on_listening_is_one_access_and_the_key_stays_good_and_a_pause_of_a_quarter_of_an_hour_ends_it()
    {
        var id = await Message();
        var key = await Key(Tenant.Admin, id);
        await Listened(minutesAgo: 14);

        Assert.Equal(200, (await Audio(Tenant.Admin, id, key)).Status);
        Assert.Equal(key.Length, (await Key(Tenant.Admin, id)).Length);
        Assert.Equal(1, await Rows("communications.recording_accesses"));
        var lately = (DateTime)(await Server.Sql("select last_at from communications.recording_accesses where tenant_id = $1", Tenant.Id))!;
        Assert.InRange(DateTime.UtcNow - lately, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        await Listened(minutesAgo: 16);
        (await Audio(Tenant.Admin, id, key)).Is(403, "listening_key_needed");
        await Key(Tenant.Admin, id);
        Assert.Equal(2, await Rows("communications.recording_accesses"));
        Assert.Equal(2, (await Tenant.Admin.Api.Get($"/api/v1/recordings/{id}")).Is(200).Int("accessedCount"));
    }

    [Fact]
    public async Task Sound_that_is_asked_for_keeps_the_session_and_its_key_beyond_a_quarter_of_an_hour()
    {
        var id = await Message();
        var key = await Key(Tenant.Admin, id);
        for (var i = 0; i < 3; i++)
        {
            await Listened(minutesAgo: 10);
            Assert.Equal(200, (await Audio(Tenant.Admin, id, key)).Status);
        }

        Assert.Equal(1, await Rows("communications.recording_accesses"));
    }

    [Fact]
    public async Task A_player_tells_that_it_goes_on_and_gets_another_key_when_the_session_is_over()
    {
        var id = await Message();
        var key = await Key(Tenant.Admin, id);
        using var pages = await Tenant.Admin.SignInOnPage();

        await Listened(minutesAgo: 10);
        Assert.Equal(key, (await GoesOn(key)).String("key"));
        await Listened(minutesAgo: 20);
        var next = (await GoesOn(key)).String("key");

        Assert.NotEqual(key, next);
        Assert.Equal(200, (await Audio(Tenant.Admin, id, next)).Status);
        Assert.Equal(2, await Rows("communications.recording_accesses"));

        Task<Answer> GoesOn(string with) => DeskServer.PostForm(pages, $"/recordings/{id}", $"/recordings/{id}/continue", ("key", with));
    }

    [Fact]
    public async Task Each_listener_is_an_access_of_their_own_and_no_key_is_anothers()
    {
        var id = await Message();
        var supervisor = await Tenant.Invite(Roles.Supervisor, "Dana Reyes");

        var keys = (await Key(Tenant.Admin, id), await Key(supervisor, id));

        (await Audio(supervisor, id, keys.Item1)).Is(403, "listening_key_needed");
        Assert.Equal(200, (await Audio(supervisor, id, keys.Item2)).Status);
        var facts = (await Tenant.Admin.Api.Get($"/api/v1/recordings/{id}")).Is(200);
        Assert.Equal((2, "Dana Reyes"), (facts.Int("accessedCount"), facts.String("lastAccessedBy")));
        Assert.Equal(["Dana Reyes", Tenant.Admin.Name], facts["accesses"]!.AsArray().Select(a => a!["by"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_download_is_the_whole_file_under_a_name_and_an_access_each_time()
    {
        var id = await Message();
        var supervisor = await Tenant.Invite(Roles.Supervisor);
        var facts = (await Tenant.Admin.Api.Get($"/api/v1/recordings/{id}")).Is(200);

        for (var i = 0; i < 2; i++)
        {
            using var file = await supervisor.Api.GetAsync($"/api/v1/recordings/{id}/audio?download=true");
            Assert.Equal((HttpStatusCode.OK, $"recording-{id:n}.wav"), (file.StatusCode, file.Content.Headers.ContentDisposition?.FileName));
            Assert.Equal(facts.String("sha256"), Convert.ToHexStringLower(SHA256.HashData(await file.Content.ReadAsByteArrayAsync())));
        }

        Assert.Equal(2L, await Server.Sql("select count(*) from communications.recording_accesses where tenant_id = $1 and use = 'download' and actor_id = $2", Tenant.Id, supervisor.Id));
        var agent = await Tenant.Invite(Roles.Staff);
        (await agent.Api.Get($"/api/v1/recordings/{id}/audio?download=true")).Is(403, "permission_denied");
        (await agent.Api.Post($"/api/v1/recordings/{id}/listen", new { use = "download" })).Is(403, "permission_denied");
    }

    [Fact]
    public async Task A_legal_hold_keeps_a_recording_until_it_is_lifted()
    {
        var id = await Message();

        (await Tenant.Admin.Api.Put($"/api/v1/recordings/{id}/retention", new { retentionDays = 30, legalHold = "Case 7", externalReference = "booking 4711" })).Is(204);
        (await Tenant.Admin.Api.Call(HttpMethod.Delete, $"/api/v1/recordings/{id}?reason=asked")).Is(409, "legal_hold");
        var held = (await Tenant.Admin.Api.Get($"/api/v1/recordings/{id}")).Is(200);
        Assert.Equal(("stored", "Case 7", "booking 4711", 30), (held.String("state"), held.String("legalHold"), held.String("externalReference"), held.Int("retentionDays")));
        Assert.Equal(id, Assert.Single((await Tenant.Admin.Api.Get("/api/v1/recordings?holdOnly=true")).Is(200)["items"]!.AsArray())!["id"]!.GetValue<Guid>());
        (await Tenant.Admin.Api.Put($"/api/v1/recordings/{id}/retention", new { retentionDays = 0 })).Is(422);

        (await Tenant.Admin.Api.Put($"/api/v1/recordings/{id}/retention", new { retentionDays = 30, legalHold = "" })).Is(204);
        (await Tenant.Admin.Api.Call(HttpMethod.Delete, $"/api/v1/recordings/{id}?reason=asked")).Is(204);
        (await Tenant.Admin.Api.Put($"/api/v1/recordings/{id}/retention", new { retentionDays = 30, legalHold = "Case 8" })).Is(409, "being_deleted");
        (await Tenant.Admin.Api.Call(HttpMethod.Delete, $"/api/v1/recordings/{id}?reason=asked")).Is(409, "not_settled");
    }

    [Fact]
    public async Task Deletion_takes_the_file_here_and_the_carriers_copy_and_leaves_a_certificate()
    {
        (await Tenant.Admin.Api.Put("/api/v1/settings/recording", new { recordsCalls = true, recordingDays = 90, keepsCarrierCopies = true })).Is(204);
        var id = await Message();
        Assert.Single(Directory.GetFiles(Server.Recordings, $"{id:n}*", SearchOption.AllDirectories));
        foreach (var role in new[] { Roles.Staff, Roles.Supervisor })
        {
            var person = await Tenant.Invite(role);
            (await person.Api.Call(HttpMethod.Delete, $"/api/v1/recordings/{id}?reason=asked")).Is(403, "permission_denied");
            (await person.Api.Put($"/api/v1/recordings/{id}/retention", new { retentionDays = 30 })).Is(403, "permission_denied");
        }

        (await Tenant.Admin.Api.Call(HttpMethod.Delete, $"/api/v1/recordings/{id}?reason=The+customer+asked")).Is(204);

        Assert.Empty(Directory.GetFiles(Server.Recordings, $"{id:n}*", SearchOption.AllDirectories));
        (await Tenant.Admin.Api.Post($"/api/v1/recordings/{id}/listen", new { use = "listen" })).Is(409, "not_stored");
        var certificate = await Eventually.Passes(async () =>
        {
            var facts = (await Tenant.Admin.Api.Get($"/api/v1/recordings/{id}")).Is(200);
            Assert.NotNull(facts["carrierDeletedAt"]);
            return System.Text.Json.Nodes.JsonNode.Parse(facts.String("certificate"))!;
        });
        Assert.Equal(("The customer asked", Tenant.Admin.Name, false), ((string)certificate["reason"]!, (string)certificate["deletedBy"]!, (bool)certificate["carrier"]!["pending"]!));
        Assert.Equal(1L, await Server.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = 'DeleteRecording' and outcome = 'succeeded' and resource_id = $2", Tenant.Id, id));
    }

    private static async Task<string> Key(DeskTenant.Person person, Guid id) => (await person.Api.Post($"/api/v1/recordings/{id}/listen", new { use = "listen" })).Is(200).String("key");

    private static Task<Answer> Audio(DeskTenant.Person person, Guid id, string key) => person.Api.Get($"/api/v1/recordings/{id}/audio?key={Uri.EscapeDataString(key)}");

    /// <summary>All sessions were last heard of so long ago.</summary>
    private Task Listened(int minutesAgo) => Server.Sql("update communications.recording_accesses set last_at = now() - make_interval(mins => $2) where tenant_id = $1", Tenant.Id, minutesAgo);

    /// <summary>The recording of a message that a customer left.</summary>
    private async Task<Guid> Message()
    {
        var customer = SimulatedCarrier.FreshNumber();
        var call = await Phones.Rings(customer, await Tenant.Connect());
        await Eventually.Passes(async () => Assert.Contains((await Phones.Calls(customer))[^1]["heard"]!.AsArray(), h => h!.GetValue<string>().Contains("leave a message", StringComparison.Ordinal)));
        await Phones.Act(call, "say", new { text = "My parcel is lost, please call back." });
        await Phones.Act(call, "hangup");
        return await Eventually.Passes(async () =>
        {
            var row = Assert.Single((await Tenant.Admin.Api.Get("/api/v1/recordings?state=stored")).Is(200)["items"]!.AsArray())!;
            return row["id"]!.GetValue<Guid>();
        });
    }
}
