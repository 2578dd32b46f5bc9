using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Application.Tests.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Consents;

/// <summary>Staff say where a customer is, and quiet hours follow. The clock of these tests begins at nine in the morning, UTC.</summary>
public sealed class CorrectTimeZoneTests(TelephonyFixture app) : TelephonyTest(app)
{
    /// <summary>A text that waits, because its customer, in the tenant's zone, is in quiet hours.</summary>
    private async Task<Message> Held()
    {
        var now = TimeOnly.FromDateTime(Clock.Now.UtcDateTime);
        await As(Desk.Admin).Send(new SetQuietHours.Command(now.AddHours(-1), now.AddHours(4)));
        var message = await Queued("Good news");
        await Correct("UTC");
        Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Empty(await Dispatch());
        return message;
    }

    private async Task<Guid> Customer() => (await Read(db => db.Customers.SingleAsync())).Id;

    private async Task Correct(string? zone) => await As(Desk.Agent).Send(new CorrectTimeZone.Command(await Customer(), zone));

    [Fact]
    public async Task What_waits_goes_out_where_it_is_day()
    {
        var message = await Held();

        await Correct("Pacific/Auckland");

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task What_waits_waits_for_the_end_of_the_quiet_hours_of_the_other_place()
    {
        var message = await Held();
        var before = (await Now(message)).NextAttemptAt!.Value;

        await Correct("Atlantic/Cape_Verde");

        Assert.Empty(await Dispatch());
        var held = await Now(message);
        Assert.Equal((Message.QuietHours, before.AddHours(1)), (held.DeliveryReason, held.NextAttemptAt));
    }

    [Fact]
    public async Task The_correction_is_audited_with_the_zones_before_and_after()
    {
        await Escalation();

        await Correct("Asia/Ho_Chi_Minh");
        await Correct("Asia/Ho_Chi_Minh");
        await Correct(null);

        Assert.Null((await Read(db => db.Customers.SingleAsync())).TimeZone);
        var entries = await Read(db => db.AuditEntries.Where(a => a.Action == nameof(CorrectTimeZone)).OrderBy(a => a.Seq).ToListAsync());
        Assert.Equal(["""{"timeZone": [null, "Asia/Ho_Chi_Minh"]}""", """{"timeZone": ["Asia/Ho_Chi_Minh", null]}"""], entries.Select(e => e.Changes));
        Assert.All(entries, e => Assert.Equal(("customer", (Guid?)Desk.Agent.Id), (e.ResourceType, e.ActorId)));
    }

    [Theory]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("Pacific Standard Time")]
    [InlineData("+07:00")]
    public async Task Only_zones_that_are_known_are_taken(string zone)
    {
        await Escalation();

        var invalid = await Assert.ThrowsAsync<ValidationException>(() => Correct(zone));

        Assert.Equal(("TimeZone", "time_zone_required"), (invalid.Errors.Single().PropertyName, invalid.Errors.Single().ErrorCode));
    }

    [Fact]
    public async Task While_the_customer_is_anothers_only_supervisors_correct()
    {
        await Escalation();
        var command = new CorrectTimeZone.Command(await Customer(), "Europe/Paris");

        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(command));
        Assert.Equal("not_assignee", (await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.OtherAgent).Send(command))).Code);
        await As(Desk.Supervisor).Send(command);
        Assert.Equal("Europe/Paris", (await Read(db => db.Customers.SingleAsync())).TimeZone);
    }

    [Fact]
    public async Task Whoever_answers_one_of_the_customers_requests_may_though_another_answers_the_next()
    {
        var theirs = await Escalation();
        var (conversation, stamp) = (new Conversation(Desk.Tenant.Id, theirs.CustomerId, Channel.Chat, "en", Actor.Customer, Clock.Now), new Actor(ActorKind.Staff, Desk.OtherAgent.Id, "Bao"));
        var next = new Escalation(conversation, "The second parcel is lost", ContactMethod.Sms, CustomerPhone, null, Priority.Medium, EscalationOrigin.Customer, null, Desk.Number.Id,
            SlaPolicy.Defaults[Priority.Medium], Actor.Customer, Clock.Now);
        next.Claim(Desk.OtherAgent, AssignmentCause.Claim, stamp, Clock.Now);
        await Save(conversation, next);

        await As(Desk.OtherAgent).Send(new CorrectTimeZone.Command(theirs.CustomerId, "Europe/Paris"));
        await As(Desk.Agent).Send(new CorrectTimeZone.Command(theirs.CustomerId, "Europe/Rome"));

        Assert.Equal("Europe/Rome", (await Read(db => db.Customers.SingleAsync())).TimeZone);
    }

    [Fact]
    public Task A_customer_of_nobodys_is_not_found() =>
        Assert.ThrowsAsync<NotFound>(() => As(Desk.Supervisor).Send(new CorrectTimeZone.Command(Guid.CreateVersion7(), "Europe/Paris")));
}
