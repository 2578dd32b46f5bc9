using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Application.Tests.Platform;

public sealed class ListTenantsTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task Every_tenant_is_listed_once_with_its_active_staff()
    {
        var other = await NewDesk();
        await Write(async db => (await db.Staff.FindAsync(Desk.Tenant.Id, Desk.Viewer.Id))!.Deactivate(Clock.Now));
        var root = await Administrator();
        List<TenantRow> seen = [];
        string? cursor = null;

        do
        {
            var page = await As(root).Send(new ListTenants.Query(cursor, 3));
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(seen.Select(t => t.Slug).Distinct().Order(StringComparer.Ordinal), seen.Select(t => t.Slug).Order(StringComparer.Ordinal));
        Assert.Equal(new TenantRow(Desk.Tenant.Id, Desk.Tenant.Slug, "Example Shop", 5, Clock.Now), Assert.Single(seen, t => t.Id == Desk.Tenant.Id));
        Assert.Equal(6, Assert.Single(seen, t => t.Id == other.Tenant.Id).StaffCount);
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused() =>
        Assert.Equal("bad_cursor", (await Assert.ThrowsAsync<FieldRefused>(async () => await As(await Administrator()).Send(new ListTenants.Query("nonsense!")))).Code);

    [Fact]
    public Task Administrators_of_a_tenant_see_no_other() => Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new ListTenants.Query()));
}
