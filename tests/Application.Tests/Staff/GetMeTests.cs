using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class GetMeTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task One_sees_ones_own_profile_and_permissions()
    {
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        var me = await As(Desk.Agent).Send(new GetMe.Query());

        Assert.Equal((Desk.Agent.Id, "Noor", Roles.Staff, 1, Desk.Tenant.Slug), (me.Id, me.Name, me.Role, me.OpenCount, me.TenantSlug));
        Assert.Contains(Permissions.Escalation.Claim, me.Permissions);
        Assert.DoesNotContain(Permissions.User.Invite, me.Permissions);
    }

    [Fact]
    public async Task Whoever_is_no_member_has_permissions_but_no_role()
    {
        var root = new CurrentActor { Kind = ActorKind.Staff, TenantId = Desk.Tenant.Id, Id = Guid.CreateVersion7(), Name = "Root", Permissions = new HashSet<string> { Permissions.Settings.System } };

        var me = await As(root).Send(new GetMe.Query());

        Assert.Null(me.Role);
        Assert.Equal([Permissions.Settings.System], me.Permissions);
    }

    [Fact]
    public Task Nobody_has_no_profile() => Assert.ThrowsAsync<NotSignedIn>(() => AsVisitor().Send(new GetMe.Query()));

    [Fact]
    public async Task Language_and_time_zone_are_ones_own_choice()
    {
        await As(Desk.Viewer).Send(new UpdatePreferences.Command("vi", "Asia/Ho_Chi_Minh"));
        var chosen = await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Viewer.Id));
        Assert.Equal(("vi", "Asia/Ho_Chi_Minh"), (chosen.Locale, chosen.TimeZone));

        await As(Desk.Viewer).Send(new UpdatePreferences.Command("en", ""));
        Assert.Null((await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Viewer.Id))).TimeZone);
    }

    [Theory]
    [InlineData("de", null, "Locale")]
    [InlineData("en", "Mars/Olympus", "TimeZone")]
    public async Task Unknown_languages_and_zones_are_refused(string locale, string? zone, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Viewer).Send(new UpdatePreferences.Command(locale, zone)));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }
}
