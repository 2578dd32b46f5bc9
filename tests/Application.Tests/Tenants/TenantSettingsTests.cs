using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Tenants;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Tenants;

public sealed class TenantSettingsTests(AppFixture app) : IntegrationTest(app)
{
    private static readonly UpdateTenantSettings.Command Usual = new("Shop", "vi", "Asia/Ho_Chi_Minh", "VN", VisibilityPolicy.Own, SelfClaimAllowed: false, NotesRequired: false, ReopenHours: 24);

    [Fact]
    public async Task What_is_saved_is_read_back()
    {
        await As(Desk.Admin).Send(Usual);
        await As(Desk.Admin).Send(new UpdateWidgetSettings.Command([" HTTPS://Shop.Example/ ", "http://localhost:8080", "https://shop.example:443"], ResponderEnabled: false));

        var settings = await As(Desk.Admin).Send(new GetTenantSettings.Query());

        Assert.Equal(("Shop", "vi", "Asia/Ho_Chi_Minh", "VN", VisibilityPolicy.Own, false, false, 24, false),
            (settings.Name, settings.Locale, settings.TimeZone, settings.DefaultRegion, settings.Visibility, settings.SelfClaimAllowed, settings.NotesRequired, settings.ReopenHours, settings.ResponderEnabled));
        Assert.Equal(["https://shop.example", "http://localhost:8080"], settings.WidgetOrigins);
    }

    [Fact]
    public async Task Anyone_may_know_the_name_and_the_sites_of_a_tenant()
    {
        await As(Desk.Admin).Send(new UpdateWidgetSettings.Command(["https://shop.example"], ResponderEnabled: true));

        var known = await As(new CurrentActor { Kind = ActorKind.Customer }).Send(new GetPublicTenant.Query(Desk.Tenant.Slug));

        Assert.Equal((Desk.Tenant.Id, "Example Shop", "en"), (known.Id, known.Name, known.Locale));
        Assert.Equal(["https://shop.example"], known.Origins);
        await Assert.ThrowsAsync<NotFound>(() => As(new CurrentActor { Kind = ActorKind.Customer }).Send(new GetPublicTenant.Query("nobody-has-this")));
    }

    [Theory]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://shop.example?x=1")]
    [InlineData("https://user@shop.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("*")]
    public async Task Only_origins_are_taken(string origin)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new UpdateWidgetSettings.Command([origin], true)));
        Assert.Equal("bad_origins", Assert.Single(invalid.Errors).ErrorCode);
    }

    [Fact]
    public async Task Unusable_settings_name_their_field_and_change_nothing()
    {
        async Task<string> Refused(UpdateTenantSettings.Command command) =>
            Assert.Single((await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(command))).Errors).PropertyName;

        Assert.Equal("Name", await Refused(Usual with { Name = "" }));
        Assert.Equal("Locale", await Refused(Usual with { Locale = "de" }));
        Assert.Equal("TimeZone", await Refused(Usual with { TimeZone = "Nowhere" }));
        Assert.Equal("DefaultRegion", await Refused(Usual with { DefaultRegion = "V" }));
        Assert.Equal("Visibility", await Refused(Usual with { Visibility = (VisibilityPolicy)7 }));
        Assert.Equal("reopenHours", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(Usual with { ReopenHours = -1 }))).Field);
        Assert.Equal("Example Shop", (await Read(db => db.Tenants.SingleAsync())).Name);
    }

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new GetTenantSettings.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(Usual));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new UpdateWidgetSettings.Command([], true)));
    }
}
