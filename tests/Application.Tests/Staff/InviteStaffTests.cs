using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class InviteStaffTests(AppFixture app) : StaffTest(app)
{
    [Fact]
    public async Task The_link_lets_the_invited_person_choose_a_password_and_sign_in()
    {
        var email = NewEmail();
        var invited = await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff));

        await As(new CurrentActor { Kind = ActorKind.Customer }).Send(new AcceptInvitation.Command(invited.Link!, Password));

        Assert.IsType<PasswordCheck.Ok>(await Accounts(a => a.CheckPassword(email, Password, default)));
        var member = await Read(db => db.Staff.SingleAsync(s => s.Id == invited.StaffId));
        Assert.Equal(("Hana Ito", email, Roles.Staff, true), (member.Name, member.Email, member.Role, member.IsActive));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(a => a.Action == "StaffInvited" && a.Severity == AuditSeverity.Warning && a.ResourceId == invited.StaffId)));
    }

    [Fact]
    public async Task The_link_works_once()
    {
        var invited = await As(Desk.Admin).Send(new InviteStaff.Command(NewEmail(), "Hana Ito", Roles.Staff));
        await As(new CurrentActor { Kind = ActorKind.Customer }).Send(new AcceptInvitation.Command(invited.Link!, Password));

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(new CurrentActor { Kind = ActorKind.Customer }).Send(new AcceptInvitation.Command(invited.Link!, Password + "2")));

        Assert.Equal("token_invalid", refused.Code);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000000!!!!")]
    public async Task A_forged_link_is_refused_like_an_expired_one(string link) =>
        Assert.Equal("token_invalid", (await Assert.ThrowsAsync<RuleViolation>(() =>
            As(new CurrentActor { Kind = ActorKind.Customer }).Send(new AcceptInvitation.Command(link, Password)))).Code);

    [Fact]
    public async Task A_member_of_staff_is_not_invited_again()
    {
        var email = NewEmail();
        await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff));

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new InviteStaff.Command(email.ToUpperInvariant(), "Hana", Roles.Viewer)));

        Assert.Equal(("email", "already_staff"), (refused.Field, refused.Code));
    }

    [Fact]
    public async Task An_account_left_behind_by_a_failed_invitation_is_found_again()
    {
        var email = NewEmail();
        var account = await Accounts(a => a.Create(email, null, default));

        Assert.Equal(account, (await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff))).StaffId);
    }

    [Fact]
    public async Task Whoever_has_a_password_joins_without_a_link_that_would_open_their_account()
    {
        var email = NewEmail();
        await Accounts(a => a.Create(email, Password, default));

        Assert.Null((await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff))).Link);
    }

    [Fact]
    public async Task An_open_invitation_of_another_tenant_comes_first()
    {
        var email = NewEmail();
        var other = await NewDesk();
        await As(other.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff));

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff)));

        Assert.Equal("invited_elsewhere", refused.Code);
    }

    [Fact]
    public async Task A_platform_administrator_is_no_member_of_staff()
    {
        var email = NewEmail();
        await As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, "Root Operator"));

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new InviteStaff.Command(email, "Root Operator", Roles.Staff)));

        Assert.Equal(("email", "platform_account"), (refused.Field, refused.Code));
    }

    [Fact]
    public Task Without_the_permission_it_is_denied() =>
        Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new InviteStaff.Command(NewEmail(), "Hana Ito", Roles.Staff)));

    [Theory]
    [InlineData("", "Hana", Roles.Staff, "Email")]
    [InlineData("not-an-address", "Hana", Roles.Staff, "Email")]
    [InlineData("hana@example.test", " ", Roles.Staff, "Name")]
    [InlineData("hana@example.test", "Hana", "Emperor", "Role")]
    [InlineData("hana@example.test", "Hana", Roles.SuperAdmin, "Role")]
    public async Task Unusable_input_names_its_field(string email, string name, string role, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new InviteStaff.Command(email, name, role)));
        Assert.All(invalid.Errors, e => Assert.Equal(field, e.PropertyName));
    }
}
