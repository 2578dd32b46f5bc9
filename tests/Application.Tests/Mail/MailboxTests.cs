using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EscalationCqrs.Application.Tests.Mail;

public sealed class MailboxTests(MailFixture app) : MailTest(app)
{
    private static readonly SaveMailbox.Command WithServer = new("Help@Shop.example", "Help", "smtp.shop.example", 587, MailSecurity.Starttls, "help", "correct horse");

    [Fact]
    public async Task The_password_is_kept_encrypted_and_nobody_reads_it_again()
    {
        await As(Desk.Admin).Send(WithServer);

        var mailbox = await Mailbox();
        Assert.Equal(("help@shop.example", "smtp.shop.example"), (mailbox.Address, mailbox.Host));
        Assert.DoesNotContain("horse", mailbox.ProtectedPassword, StringComparison.Ordinal);
        Assert.Equal("correct horse", App.Services.GetRequiredService<ISecrets>().Unprotect(mailbox.ProtectedPassword!));
        var shown = (await As(Desk.Admin).Send(new GetMailbox.Query())).Mailbox!;
        Assert.True(shown.HasPassword);
        Assert.Equal($"https://desk.example.test/api/v1/webhooks/inbound/{mailbox.ChannelKey}", shown.Inbound.ToString());
        Assert.Equal(2, await Read(db => db.AuditEntries.CountAsync(a => a.Action == nameof(SaveMailbox) && a.ActorName == "Ada")));
    }

    [Fact]
    public async Task The_secret_is_told_once_and_the_old_one_ends_when_it_is_renewed()
    {
        Assert.Null((await As(Desk.Admin).Send(WithServer)).Secret);
        Assert.True((await Deliver(Delivery(Raw()))).IsAuthentic);

        var renewed = await As(Desk.Admin).Send(new RenewMailboxSecret.Command());

        Assert.False((await Deliver(Delivery(Raw()))).IsAuthentic);
        Assert.True((await Deliver(Delivery(Raw(), renewed.Secret))).IsAuthentic);
    }

    [Fact]
    public async Task Another_server_does_not_get_the_password_of_the_present_one()
    {
        await As(Desk.Admin).Send(WithServer);

        await As(Desk.Admin).Send(WithServer with { Password = null, Name = "Helpers" });
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(WithServer with { Password = null, Host = "smtp.evil.example" }));

        Assert.Equal("password_required", refused.Code);
        Assert.Equal("Helpers", (await Mailbox()).Name);
    }

    [Fact]
    public async Task A_password_never_travels_in_clear()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(WithServer with { Security = MailSecurity.None }));
        Assert.Equal("password_in_clear", refused.Code);
        Assert.Null((await Mailbox()).Host);
    }

    [Fact]
    public async Task Without_a_server_of_the_desk_the_tenant_names_one()
    {
        Mailer.HasServer.Returns(false);
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(WithServer with { Host = " " }));
        Assert.Equal("host_required", refused.Code);
    }

    [Fact]
    public async Task Only_those_who_manage_the_settings_see_and_change_it()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(WithServer));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new GetMailbox.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new RenewMailboxSecret.Command()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Manager).Send(new SendTestMail.Command("me@shop.example")));
    }

    [Fact]
    public async Task A_test_message_goes_the_way_of_all_mail()
    {
        var sent = await As(Desk.Admin).Send(new SendTestMail.Command("ada@shop.example"));

        var mail = Assert.Single(await Dispatch()).Mail;

        Assert.Equal((sent.MessageId, "ada@shop.example", Ours, "Shop Support"), (mail.MessageId, mail.To, mail.FromAddress, mail.FromName));
    }

    [Fact]
    public async Task Another_tenant_has_a_mailbox_of_its_own()
    {
        var other = await NewDesk();
        Assert.Null((await As(other.Admin).Send(new GetMailbox.Query())).Mailbox);
        await Assert.ThrowsAsync<NotFound>(() => As(other.Admin).Send(new RenewMailboxSecret.Command()));
    }
}
