using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Cli;

/// <summary>A tenant made by the operator, up to its first administrator's first look.</summary>
public sealed class TenantVerbTests(DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task It_makes_a_tenant_whose_administrator_enters_by_the_printed_link()
    {
        var slug = $"v-{Guid.NewGuid().ToString("n")[..10]}";
        (string, string)[] settings = [("ConnectionStrings__App", server.Database.App), ("Desk__PublicBaseUrl", server.Address.ToString())];
        string[] verb = ["tenant", "create", "--slug", slug, "--name", "Corner Shop", "--admin-email", $"ada@{slug}.test", "--admin-name", "Ada Admin", "--locale", "vi", "--time-zone", "Asia/Ho_Chi_Minh", "--region", "VN"];

        var (code, said, complained) = await Executable.Run(settings, verb);

        Assert.Equal((0, ""), (code, complained));
        var link = said.Split('\n').Single(l => l.Contains("/account/invitation/", StringComparison.Ordinal)).Trim().Split('/')[^1];
        (await server.Anyone.Post("/api/v1/auth/invitations/accept", new { link, password = DeskTenant.Password })).Is(200);
        using var admin = server.NewClient();
        var tokens = (await server.Anyone.Post("/api/v1/auth/login", new { email = $"ada@{slug}.test", password = DeskTenant.Password, tenant = slug })).Is(200);
        admin.DefaultRequestHeaders.Authorization = new("Bearer", tokens.String("accessToken"));
        var made = (await admin.Get("/api/v1/settings")).Is(200);
        Assert.Equal(("Corner Shop", "vi", "Asia/Ho_Chi_Minh", "VN"), (made.String("name"), made.String("locale"), made.String("timeZone"), made.String("defaultRegion")));

        var (again, _, objection) = await Executable.Run(settings, verb);
        Assert.Equal(1, again);
        Assert.Contains("slug", objection, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_is_given_power_over_the_platform_is_on_record_with_where_it_was_done()
    {
        (string, string)[] settings = [("ConnectionStrings__App", server.Database.App), ("Desk__PublicBaseUrl", server.Address.ToString())];
        var email = $"root-{Guid.NewGuid():n}@example.test";

        Assert.Equal(0, (await Executable.Run(settings, "superadmin", "create", "--email", email)).Code);

        var by = await server.Sql("""
            select a.user_agent from support.audit_entries a join identity.accounts c on c.id = a.resource_id
            where a.tenant_id = '00000000-0000-0000-0000-000000000000' and a.action = 'CreatePlatformAdministrator' and c.email = $1
            """, email);
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", by);
        var (code, said, _) = await Executable.Run(settings, "audit", "verify");
        Assert.Equal(0, code);
        Assert.Contains("intact", said, StringComparison.Ordinal);
    }
}
