using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Tenants;

public sealed class CreateTenantTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task The_tenant_has_targets_and_an_administrator_with_a_link()
    {
        var id = Guid.CreateVersion7();

        var made = await As(CurrentActor.System(id)).Send(Command());

        Assert.Equal(id, made.TenantId);
        Assert.NotNull(made.Link);
        Assert.Equal(4, await InTenant(id, false, db => db.SlaPolicies.CountAsync()));
        var admin = await InTenant(id, false, db => db.Staff.SingleAsync());
        Assert.Equal((made.AdminId, Roles.Admin, "vi"), (admin.Id, admin.Role, admin.Locale));
        Assert.Equal("Asia/Ho_Chi_Minh", (await InTenant(id, false, db => db.Tenants.SingleAsync())).TimeZone);
    }

    [Fact]
    public async Task A_slug_is_taken_once()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(CurrentActor.System(Guid.CreateVersion7())).Send(Command() with { Slug = Desk.Tenant.Slug }));

        Assert.Equal(("slug", "slug_taken"), (refused.Field, refused.Code));
    }

    [Fact]
    public async Task A_platform_administrator_cannot_be_the_first_member()
    {
        var email = $"{Guid.NewGuid():n}@example.test";
        await As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, "Root Operator"));

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(CurrentActor.System(Guid.CreateVersion7())).Send(Command() with { AdminEmail = email }));

        Assert.Equal(("adminEmail", "platform_account"), (refused.Field, refused.Code));
    }

    [Theory]
    [InlineData("Has Space", "Asia/Ho_Chi_Minh", "VN", "Slug")]
    [InlineData("-dash", "Asia/Ho_Chi_Minh", "VN", "Slug")]
    [InlineData("fine", "Hanoi", "VN", "TimeZone")]
    [InlineData("fine", "Asia/Ho_Chi_Minh", "vietnam", "DefaultRegion")]
    public async Task Unusable_input_names_its_field(string slug, string zone, string region, string field)
    {
        var command = Command() with { Slug = slug, TimeZone = zone, DefaultRegion = region };
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(CurrentActor.System(Guid.CreateVersion7())).Send(command));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }

    [Fact]
    public Task People_cannot_make_tenants() => Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin, [.. Permissions.All]).Send(Command()));

    private static CreateTenant.Command Command() =>
        new($"s-{Guid.NewGuid():n}"[..20], "Cửa hàng", "vi", "Asia/Ho_Chi_Minh", "VN", $"{Guid.NewGuid():n}@example.test", "Hoa Pham");
}
