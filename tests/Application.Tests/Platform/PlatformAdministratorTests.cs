using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;

namespace EscalationCqrs.Application.Tests.Platform;

/// <summary>How an account gets power over the platform, signs in with it, and loses it.</summary>
public sealed class PlatformAdministratorTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task The_link_lets_them_choose_a_password_and_sign_in_to_no_tenant()
    {
        var email = NewEmail();
        var made = await As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, "Root Operator"));
        await As(Nobody).Send(new AcceptInvitation.Command(made.Link!, Password));

        var entered = await As(Nobody).Send(new SignIn.Command(email, Password));

        Assert.Equal((made.AccountId, null), (entered.AccountId, entered.TenantId));
        Assert.Empty(entered.Memberships);
        var facts = await Everywhere.PlatformAdministrator(made.AccountId, default);
        Assert.Equal(("Root Operator", email, entered.SecurityStamp), (facts!.Name, facts.Email, facts.SecurityStamp));
        await Assert.ThrowsAsync<NotSignedIn>(() => As(Nobody).Send(new SignIn.Command(email, Password, Desk.Tenant.Slug)));
    }

    [Fact]
    public async Task An_account_without_membership_and_without_that_power_signs_in_nowhere()
    {
        var email = NewEmail();
        await Accounts(a => a.Create(email, Password, default));

        await Assert.ThrowsAsync<NotSignedIn>(() => As(Nobody).Send(new SignIn.Command(email, Password)));
    }

    [Fact]
    public async Task A_member_of_staff_cannot_administer_the_platform()
    {
        var email = NewEmail();
        await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Admin));

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, "Hana Ito")));

        Assert.Equal(("email", "member_account"), (refused.Field, refused.Code));
    }

    [Fact]
    public async Task Whoever_lost_the_power_signs_in_nowhere()
    {
        var email = NewEmail();
        await Accounts(a => a.Create(email, Password, default));
        var root = await Administrator(email);
        var before = (await As(Nobody).Send(new SignIn.Command(email, Password))).SecurityStamp;

        await As(CurrentActor.System(Guid.Empty)).Send(new RemovePlatformAdministrator.Command(email));

        await Assert.ThrowsAsync<NotSignedIn>(() => As(Nobody).Send(new SignIn.Command(email, Password)));
        Assert.NotEqual(before, (await Accounts(a => a.Find(root.Id!.Value, default)))!.SecurityStamp);
        await Assert.ThrowsAsync<NotFound>(() => As(CurrentActor.System(Guid.Empty)).Send(new RemovePlatformAdministrator.Command(email)));
    }

    [Fact]
    public async Task Who_was_given_or_lost_the_power_is_on_record_for_those_who_have_it()
    {
        var (kept, lost) = (await Administrator(), await Administrator());
        Clock.Advance(TimeSpan.FromMinutes(1));
        await As(CurrentActor.System(Guid.Empty, "ops@desk-1")).Send(new RemovePlatformAdministrator.Command(lost.Email!));

        var acts = await As(kept).Send(new ListPlatformActs.Query());

        Assert.Equal((nameof(RemovePlatformAdministrator), lost.Id, lost.Email, "ops@desk-1", Clock.Now), (acts.Items[0].Action, acts.Items[0].AccountId, acts.Items[0].Email, acts.Items[0].By, acts.Items[0].At));
        Assert.Equal([nameof(RemovePlatformAdministrator), nameof(CreatePlatformAdministrator)], acts.Items.Where(a => a.AccountId == lost.Id).Select(a => a.Action));
        Assert.Single(acts.Items, a => a.AccountId == kept.Id);
        var first = await As(kept).Send(new ListPlatformActs.Query(Limit: 1));
        Assert.Equal(acts.Items[1].Id, Assert.Single((await As(kept).Send(new ListPlatformActs.Query(first.NextCursor, 1))).Items).Id);
    }

    [Fact]
    public async Task No_tenant_reads_that_record()
    {
        var root = await Administrator();

        Assert.DoesNotContain((await As(Desk.Admin).Send(new ListAuditEntries.Query())).Items, e => e.ResourceId == root.Id);
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new ListPlatformActs.Query()));
        Assert.Empty((await As(AtTheDoor(root, Desk.Tenant.Id)).Send(new ListPlatformActs.Query())).Items);
    }

    [Fact]
    public async Task That_record_is_sealed_and_proved_like_a_tenants()
    {
        await Administrator();
        var platform = CurrentActor.System(Guid.Empty);
        await Eventually.True(async () => (await Everywhere.UnsealedTenants(default)).Contains(Guid.Empty), "The platform's entries wait for their link.");

        Assert.True((await As(platform).Send(new SealAudit.Command())).Entries > 0);

        var proof = await As(platform).Send(new VerifyAudit.Query());
        Assert.True(proof is { Intact: true, Entries: > 0 });
    }

    [Fact]
    public async Task People_give_nobody_that_power()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin, [.. Permissions.All]).Send(new CreatePlatformAdministrator.Command(NewEmail(), "Root Operator")));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin, [.. Permissions.All]).Send(new RemovePlatformAdministrator.Command(NewEmail())));
    }

    [Theory]
    [InlineData("not-an-address", "Root", "Email")]
    [InlineData("root@example.test", " ", "Name")]
    public async Task Unusable_input_names_its_field(string email, string name, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, name)));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }

    private static IActor Nobody => new CurrentActor { Kind = ActorKind.Customer };
}
