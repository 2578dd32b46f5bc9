using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.ApiTokens;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Tests.ApiTokens;

public sealed class ApiTokenTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task The_secret_finds_the_token_and_is_kept_nowhere()
    {
        var made = await As(Desk.Admin).Send(new CreateApiToken.Command("Website bot", [Permissions.Bot.Reply, Permissions.Escalation.Create]));

        Assert.StartsWith("desk_", made.Secret, StringComparison.Ordinal);
        Assert.Equal(5 + 43, made.Secret.Length);
        var found = await Find(made.Secret);
        Assert.Equal((made.Id, Desk.Tenant.Id, "Website bot"), (found!.Id, found.TenantId, found.Name));
        Assert.Equal([Permissions.Bot.Reply, Permissions.Escalation.Create], found.Permissions.Order());
        Assert.Equal(0L, await Sql("select count(*) from support.api_tokens t where t::text like '%' || $1 || '%'", made.Secret[5..]));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(a => a.Action == "ApiTokenCreated" && a.Severity == AuditSeverity.Critical)));
        Assert.DoesNotContain(made.Secret, made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_stays_revoked()
    {
        var made = await As(Desk.Admin).Send(new CreateApiToken.Command("Website bot", [Permissions.Bot.Reply]));
        await As(Desk.Admin).Send(new RevokeApiToken.Command(made.Id));
        var at = (await Find(made.Secret))!.RevokedAt;
        Clock.Now += TimeSpan.FromHours(1);
        await As(Desk.Admin).Send(new RevokeApiToken.Command(made.Id));

        Assert.NotNull(at);
        Assert.Equal(at, (await Find(made.Secret))!.RevokedAt);
        Assert.Equal(("Website bot", "Ada"), (await As(Desk.Admin).Send(new ListApiTokens.Query())).Items.Select(t => (t.Name, t.CreatedBy!)).Single());
    }

    [Fact]
    public async Task A_token_cannot_do_what_its_maker_may_not()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new CreateApiToken.Command("Too much", [Permissions.Settings.System])));

        Assert.Equal(("permissions", "beyond_own"), (refused.Field, refused.Code));
    }

    [Theory]
    [InlineData("", Permissions.Bot.Reply, "Name")]
    [InlineData("Bot", "everything:do", "Permissions")]
    [InlineData("Bot", null, "Permissions")]
    public async Task Unusable_input_names_its_field(string name, string? permission, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new CreateApiToken.Command(name, permission is null ? [] : [permission])));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }

    [Fact]
    public async Task Another_tenants_token_is_not_found()
    {
        var other = await NewDesk();
        var theirs = await As(other.Admin).Send(new CreateApiToken.Command("Theirs", [Permissions.Bot.Reply]));

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new RevokeApiToken.Command(theirs.Id)));
        Assert.Empty((await As(Desk.Admin).Send(new ListApiTokens.Query())).Items);
    }

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new CreateApiToken.Command("Bot", [Permissions.Bot.Reply])));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new RevokeApiToken.Command(Guid.CreateVersion7())));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new ListApiTokens.Query()));
    }

    private async Task<TokenFacts?> Find(string secret)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ICrossTenant>().TokenByHash(CreateApiToken.HashOf(secret), default);
    }
}
