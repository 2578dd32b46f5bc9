using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Jobs;
using EscalationCqrs.Infrastructure.Recordings;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ClearExtensions;

namespace EscalationCqrs.Application.Tests.Recordings;

/// <summary>The desk with a store and a carrier that a test can have fail. The engine of jobs is not started: tests run the jobs.</summary>
public sealed class RemovalFixture : AppFixture
{
    internal IFileStore Store { get; } = Substitute.For<IFileStore>();

    internal ICallCarrier Carrier { get; } = Substitute.For<ICallCarrier>();

    protected override void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRecordings(configuration);
        services.AddJobs();
        Carrier.Carrier.Returns("twilio");
        services.AddSingleton(Carrier);
        var stores = Substitute.For<IFileStores>();
        stores.Of("disk").Returns(Store);
        services.AddSingleton(stores);
        var jobs = Substitute.For<IJobs>();
        jobs.Waiting(default, default).ReturnsForAnyArgs(new QueueDepth(0, null));
        services.AddSingleton(jobs);
    }
}

public sealed class RemovalTests(RemovalFixture app) : IntegrationTest(app), IClassFixture<RemovalFixture>
{
    private IFileStore Store => app.Store;

    private ICallCarrier Carrier => app.Carrier;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Store.ClearSubstitute(ClearOptions.All);
        Carrier.ClearSubstitute(ClearOptions.CallActions | ClearOptions.ReceivedCalls);
        await Secret(readable: true);
    }

    [Fact]
    public async Task Retention_deletes_here_at_once_and_at_the_carrier_as_soon_as_that_answers()
    {
        var id = await Recorded(Stored);
        Carrier.When(c => c.DeleteRecording("RE1", Arg.Any<CarrierAccount>(), Arg.Any<CancellationToken>())).Do(_ => throw new CarrierUnavailable("Twilio cannot be reached."));
        Clock.Advance(TimeSpan.FromDays(91));

        await Expire();
        await Fetch();

        await Store.Received(1).Delete("recordings", "the/key", Arg.Any<CancellationToken>());
        var deleted = await Now(id);
        Assert.Equal((RecordingState.Deleted, Clock.Now, null), (deleted.State, deleted.DeletedAt, deleted.CarrierDeletedAt));
        var certificate = Certificate(deleted);
        Assert.Equal(("retention", "the/key", true), (certificate.GetProperty("reason").GetString(), certificate.GetProperty("store").GetProperty("key").GetString(), Pending(certificate)));
        Assert.Equal(1, await Read(db => db.AuditEntries.CountAsync(a => a.Action == nameof(ExpireRecording) && a.ResourceId == id)));

        Carrier.ClearSubstitute(ClearOptions.CallActions);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Fetch();
        var done = await Now(id);
        Assert.Equal((RecordingState.Deleted, Clock.Now, null), (done.State, done.CarrierDeletedAt, done.NextAttemptAt));
        Assert.False(Pending(Certificate(done)));
        Assert.Equal("retention", Certificate(done).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_does_not_keep_what_is_ours()
    {
        var id = await Recorded(Stored);
        await Secret(readable: false);
        Clock.Advance(TimeSpan.FromDays(91));

        await Expire();
        await Fetch();
        var deleted = await Now(id);
        Assert.Equal((RecordingState.Deleted, "credentials_unreadable", null), (deleted.State, deleted.Error, deleted.CarrierDeletedAt));

        await Secret(readable: true);
        Clock.Advance(TimeSpan.FromHours(1));
        await Fetch();
        Assert.False(Pending(Certificate(await Now(id))));
        await Carrier.Received(1).DeleteRecording("RE1", Arg.Any<CarrierAccount>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_a_store_did_not_delete_is_taken_up_again_with_the_reason_and_name_of_whoever_wanted_it()
    {
        var id = await Recorded(Stored);
        Store.When(s => s.Delete("recordings", "the/key", Arg.Any<CancellationToken>())).Do(_ => throw new StoreUnavailable("The bucket cannot be reached."));

        await Assert.ThrowsAsync<StoreUnavailable>(() => As(Desk.Admin).Send(new DeleteRecording.Command(id, "The customer asked")));

        Assert.Equal(RecordingState.Stored, (await Now(id)).State);
        Assert.Equal("being_deleted", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new KeepRecording.Command(id, 90, "Case 7", null)))).Code);
        await Expire();
        Assert.Equal(RecordingState.Stored, (await Now(id)).State);

        Store.ClearSubstitute(ClearOptions.CallActions);
        Clock.Advance(Recording.DeletionLease);
        await Expire();
        var certificate = Certificate(await Now(id));
        Assert.Equal(("The customer asked", "Ada"), (certificate.GetProperty("reason").GetString(), certificate.GetProperty("deletedBy").GetString()));
    }

    [Fact]
    public async Task A_hold_wins_until_the_deletion_begins_and_comes_too_late_then()
    {
        var id = await Recorded(Stored);
        await As(Desk.Admin).Send(new KeepRecording.Command(id, 1, "Case 7", null));
        Clock.Advance(TimeSpan.FromDays(2));
        await Expire();
        Assert.Equal("legal_hold", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new DeleteRecording.Command(id, "Away with it")))).Code);
        await As(Desk.Admin).Send(new KeepRecording.Command(id, 1, null, null));

        // The hold is wanted while the file is being deleted.
        RuleViolation? late = null;
        Store.Delete("recordings", "the/key", Arg.Any<CancellationToken>()).Returns(async _ =>
            late = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new KeepRecording.Command(id, 1, "Case 8", null))));
        await Expire();

        Assert.Equal("being_deleted", late?.Code);
        Assert.Equal((RecordingState.Deleted, null), ((await Now(id)).State, (await Now(id)).LegalHold));
    }

    [Theory]
    [InlineData(RecordingState.Available)]
    [InlineData(RecordingState.Failed)]
    [InlineData(RecordingState.Missing)]
    public async Task What_was_never_fetched_expires_and_is_deleted_at_the_carrier(RecordingState state)
    {
        var id = await Recorded(Available);
        await Sql("update communications.recordings set state = $1, next_attempt_at = null where id = $2", state.ToString().ToLowerInvariant(), id);
        Clock.Advance(TimeSpan.FromDays(90));

        await Expire();
        await Fetch();

        await Store.DidNotReceiveWithAnyArgs().Delete(default!, default!, default);
        await Carrier.Received(1).DeleteRecording("RE1", Arg.Any<CarrierAccount>(), Arg.Any<CancellationToken>());
        var certificate = Certificate(await Now(id));
        Assert.Equal((false, false), (certificate.TryGetProperty("store", out _), Pending(certificate)));
    }

    [Fact]
    public async Task One_that_fails_does_not_keep_the_others()
    {
        var (stubborn, other) = (await Recorded(Stored), await Recorded(Stored));
        await Sql("update communications.recordings set key = 'stubborn' where id = $1", stubborn);
        Store.When(s => s.Delete("recordings", "stubborn", Arg.Any<CancellationToken>())).Do(_ => throw new StoreUnavailable("It is locked."));
        Clock.Advance(TimeSpan.FromDays(91));

        await Assert.ThrowsAsync<AggregateException>(Expire);

        Assert.Equal((RecordingState.Stored, RecordingState.Deleted), ((await Now(stubborn)).State, (await Now(other)).State));
    }

    [Fact]
    public async Task A_copy_that_the_carrier_keeps_is_among_what_waits_for_somebody()
    {
        var id = await Recorded(Stored);
        Carrier.When(c => c.DeleteRecording("RE1", Arg.Any<CarrierAccount>(), Arg.Any<CancellationToken>())).Do(_ => throw new CarrierUnavailable("Twilio refused."));
        await As(Desk.Admin).Send(new DeleteRecording.Command(id, "The customer asked"));
        for (var i = 0; i < Recording.MaxAttempts; i++)
        {
            Assert.Empty((await As(Desk.Admin).Send(new ListJobs.Query())).Recordings);
            await Fetch();
            Clock.Advance(TimeSpan.FromHours(1));
        }

        var left = Assert.Single((await As(Desk.Admin).Send(new ListJobs.Query())).Recordings);
        Assert.Equal((id, true, Recording.MaxAttempts), (left.Id, left.AtCarrier, left.Attempts));
        await As(Desk.Admin).Send(new SetRecordingAside.Command(id));
        Assert.Empty((await As(Desk.Admin).Send(new ListJobs.Query())).Recordings);

        Carrier.ClearSubstitute(ClearOptions.CallActions);
        await As(Desk.Admin).Send(new FetchAgain.Command(id));
        await Fetch();
        Assert.False(Pending(Certificate(await Now(id))));
    }

    [Fact]
    public async Task What_is_written_down_after_the_deletion_does_not_come_back()
    {
        var id = await Recorded(Stored);
        await Write(async db => (await db.Recordings.SingleAsync()).Transcribe("The parcel is lost"));
        Assert.NotNull((await Now(id)).Transcript);
        await As(Desk.Admin).Send(new DeleteRecording.Command(id, "The customer asked"));

        await Write(async db => (await db.Recordings.SingleAsync()).Transcribe("The parcel is lost"));

        Assert.Null((await Now(id)).Transcript);
    }

    private static void Available(Recording recording, Domain.Escalations.Escalation escalation, DateTimeOffset now) => recording.BecomeAvailable("RE1", "", 83, 2, now);

    /// <summary>Stored, and the carrier keeps its copy, as some tenants want it.</summary>
    private static void Stored(Recording recording, Domain.Escalations.Escalation escalation, DateTimeOffset now)
    {
        Available(recording, escalation, now);
        recording.Fetch(now);
        recording.Stored("disk", "recordings", "the/key", 2000, "abc", "audio/wav", 83, 2, [], deletesCarrierCopy: false, escalation, now);
    }

    private async Task<Guid> Recorded(Action<Recording, Domain.Escalations.Escalation, DateTimeOffset> state)
    {
        var escalation = await Saved(An.OpenEscalation());
        var call = Call.FromCustomer(escalation, Desk.Number, "+14155550101", $"CA{Guid.NewGuid():n}", Clock.Now);
        var recording = new Recording(call, 90, Clock.Now);
        state(recording, escalation, Clock.Now);
        call.TakeEvents();
        recording.TakeEvents();
        await Save(call);
        await Save(recording);
        return recording.Id;
    }

    private Task<Recording> Now(Guid id) => Read(db => db.Recordings.SingleAsync(r => r.Id == id));

    private static JsonElement Certificate(Recording recording) => JsonSerializer.Deserialize<JsonElement>(recording.Certificate!);

    private static bool Pending(JsonElement certificate) => certificate.GetProperty("carrier").GetProperty("pending").GetBoolean();

    private Task Secret(bool readable) => Write(async db =>
        (await db.Numbers.SingleAsync()).ChangeCredentials("AC1", readable ? App.Services.GetRequiredService<ISecrets>().Protect("token") : "rubbish"));

    /// <summary>One run of the job, over this test's tenant.</summary>
    private Task Expire() => Run<ExpireRecordingsJob>();

    private Task Fetch() => Run<FetchRecordingsJob>();

    private async Task Run<T>() where T : IJob => await ActivatorUtilities.CreateInstance<T>(App.Services, OnlyMine()).Run(Substitute.For<IJobContext>(), CancellationToken.None);

    private ICrossTenant OnlyMine()
    {
        var all = App.Services.GetRequiredService<ICrossTenant>();
        var mine = Substitute.For<ICrossTenant>();
        mine.DueRecordings(default, default, default).ReturnsForAnyArgs(async call => Mine(await all.DueRecordings(call.Arg<DateTimeOffset>(), 10_000, default)));
        mine.ExpiredRecordings(default, default, default).ReturnsForAnyArgs(async call => Mine(await all.ExpiredRecordings(call.Arg<DateTimeOffset>(), 10_000, default)));
        return mine;

        IReadOnlyList<(Guid TenantId, Guid RecordingId)> Mine(IReadOnlyList<(Guid TenantId, Guid RecordingId)> found) => [.. found.Where(f => f.TenantId == Desk.Tenant.Id)];
    }
}
