using System.ComponentModel.DataAnnotations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Infrastructure.Mail;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.Options;
using MimeKit;

namespace EscalationCqrs.Web.Tests.Mail;

/// <summary>The adapter against a real server: what it hands over, and what it takes each way of failing for.</summary>
public sealed class SmtpMailerTests
{
    private static readonly OutboundMail Mail = new(Guid.NewGuid(), "support@shop.example", "Hỗ trợ \"Shop\"", "mai@customer.test", "Re: Bưu kiện", "Chào Mai,\n\n1 < 2 & \"ba\"\n.\nNoor", "vi",
        "one@shop.example", "zero@customer.test", ["start@shop.example", "zero@customer.test"]);

    private static SmtpMailer Mailer(Action<MailOptions>? set = null)
    {
        var options = new MailOptions { AllowPrivateHosts = true, TimeoutSeconds = 10 };
        set?.Invoke(options);
        return new(Options.Create(options), TimeProvider.System);
    }

    private static MailServer Plain(SmtpServer server) => new("localhost", server.Port, MailSecurity.None, null, null);

    [Fact]
    public async Task It_goes_as_text_and_as_html_with_the_ids_of_its_thread()
    {
        await using var server = await SmtpServer.Start();

        Assert.IsType<SendOutcome.Accepted>(await Mailer().Send(Mail, Plain(server), CancellationToken.None));

        await Eventually.Passes(() => Assert.Single(server.Mails));
        var got = server.Mails.Single();
        Assert.Equal("support@shop.example", got.From);
        Assert.Equal(["mai@customer.test"], got.To);
        using var message = got.Read();
        Assert.Equal(("one@shop.example", "zero@customer.test", "Re: Bưu kiện"), (message.MessageId, message.InReplyTo, message.Subject));
        Assert.Equal(["start@shop.example", "zero@customer.test"], message.References);
        Assert.Equal(("Hỗ trợ \"Shop\"", "support@shop.example"), (message.From.Mailboxes.Single().Name, message.From.Mailboxes.Single().Address));
        Assert.Equal(("support@shop.example", "vi"), (message.Headers["X-Loop"], message.Body!.Headers["Content-Language"]));
        Assert.Equal("multipart/alternative", message.Body!.ContentType.MimeType);
        Assert.Equal("Chào Mai,\n\n1 < 2 & \"ba\"\n.\nNoor", message.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Contains("<html lang=\"vi\">", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("1 &lt; 2 &amp; &quot;ba&quot;<br>", message.HtmlBody, StringComparison.Ordinal);
        Assert.All(message.BodyParts.OfType<TextPart>(), p => Assert.Equal("utf-8", p.ContentType.Charset));
        Assert.DoesNotContain(got.Raw, b => b > 126);
    }

    [Theory]
    [InlineData("later", typeof(SendOutcome.NotSent), "451")]
    [InlineData("closing", typeof(SendOutcome.NotSent), "421")]
    [InlineData("torn", typeof(SendOutcome.NotSent), "connection_lost")]
    [InlineData("cut", typeof(SendOutcome.Uncertain), "connection_lost")]
    [InlineData("refused", typeof(SendOutcome.Refused), "550")]
    [InlineData("held", typeof(SendOutcome.Refused), "550")]
    public async Task Each_failure_is_taken_for_what_it_is(string who, Type outcome, string word)
    {
        await using var server = await SmtpServer.Start();
        // Long enough that the server can hang up in its middle.
        var mail = Mail with { To = $"{who}@customer.test", Text = string.Concat(Enumerable.Repeat("One more line of a long e-mail.\n", 200_000)) };

        var first = await Mailer().Send(mail, Plain(server), CancellationToken.None);

        Assert.IsType(outcome, first);
        Assert.Equal(word, first switch { SendOutcome.NotSent n => n.Reason, SendOutcome.Uncertain u => u.Reason, SendOutcome.Refused r => r.Code, _ => null });
        if (first is SendOutcome.NotSent)
        {
            Assert.Empty(server.Mails);
            Assert.IsType<SendOutcome.Accepted>(await Mailer().Send(mail, Plain(server), CancellationToken.None));
        }

        await Eventually.Passes(() => Assert.Equal(first is SendOutcome.Refused ? 0 : 1, server.Mails.Count));
    }

    [Fact]
    public async Task A_sender_whom_the_server_does_not_know_stops_the_mailbox()
    {
        await using var server = await SmtpServer.Start();
        Assert.Equal("sender_refused", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail with { FromAddress = "stranger@shop.example" }, Plain(server), CancellationToken.None)).Code);
    }

    [Fact]
    public async Task Nothing_is_said_in_clear_where_encryption_is_wanted()
    {
        await using var server = await SmtpServer.Start(new { noStarttls = true, user = "desk", password = "secret", insecureAuth = true });
        var wanted = Plain(server) with { Security = MailSecurity.Starttls, User = "desk", Password = "secret" };

        Assert.Equal("no_starttls", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail, wanted, CancellationToken.None)).Code);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData(MailSecurity.Starttls, "PLAIN")]
    [InlineData(MailSecurity.Starttls, "LOGIN")]
    [InlineData(MailSecurity.Tls, "PLAIN")]
    public async Task With_encryption_and_password_it_enters_a_server_that_is_trusted_and_no_other(MailSecurity security, string method)
    {
        await using var server = await SmtpServer.Start(new { user = "desk", password = "secret", tls = security == MailSecurity.Tls, authMethods = new[] { method } }, certified: true);
        var named = Plain(server) with { Security = security, User = "desk", Password = "secret" };

        Assert.Equal("no_trusted_tls", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail, named, CancellationToken.None)).Code);
        Assert.IsType<SendOutcome.Accepted>(await Mailer(o => o.TrustedCertificates = server.Certificate).Send(Mail, named, CancellationToken.None));
        Assert.Equal("bad_credentials", Assert.IsType<SendOutcome.AccountRefused>(
            await Mailer(o => o.TrustedCertificates = server.Certificate).Send(Mail, named with { Password = "guessed" }, CancellationToken.None)).Code);

        await Eventually.Passes(() => Assert.Equal(("desk", true), (server.Mails.Single().User, server.Mails.Single().Secure)));
    }

    [Fact]
    public async Task A_server_that_wants_a_password_or_takes_none_is_told_apart_from_one_that_is_busy()
    {
        await using var wants = await SmtpServer.Start(new { user = "desk", password = "secret", insecureAuth = true });
        await using var takesNone = await SmtpServer.Start();
        await using var busy = await SmtpServer.Start(new { user = "desk", password = "secret", authLater = true }, certified: true);

        Assert.Equal("authentication_required", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail, Plain(wants), CancellationToken.None)).Code);
        Assert.Equal("no_auth", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail, Plain(takesNone) with { User = "desk", Password = "secret" }, CancellationToken.None)).Code);
        Assert.Equal("454", Assert.IsType<SendOutcome.NotSent>(await Mailer(o => o.TrustedCertificates = busy.Certificate)
            .Send(Mail, Plain(busy) with { Security = MailSecurity.Starttls, User = "desk", Password = "secret" }, CancellationToken.None)).Reason);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_tried_again_and_where_tenants_must_not_look_it_is_not()
    {
        var nobody = new MailServer("localhost", LoopbackPort.Free(), MailSecurity.None, null, null);
        Assert.Equal("unreachable", Assert.IsType<SendOutcome.NotSent>(await Mailer().Send(Mail, nobody, CancellationToken.None)).Reason);
        Assert.IsType<SendOutcome.NotSent>(await Mailer().Send(Mail, nobody with { Host = "no-such-host.invalid" }, CancellationToken.None));

        foreach (var host in new[] { "localhost", "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1" })
            Assert.Equal("private_address", Assert.IsType<SendOutcome.AccountRefused>(await Mailer(o => o.AllowPrivateHosts = false).Send(Mail, nobody with { Host = host }, CancellationToken.None)).Code);
    }

    [Fact]
    public async Task Tenants_without_a_server_use_the_desks_own_wherever_it_stands()
    {
        await using var server = await SmtpServer.Start();
        var mailer = Mailer(o => (o.AllowPrivateHosts, o.Host, o.Port, o.Security) = (false, "localhost", server.Port, "none"));
        Assert.True(mailer.HasServer);
        Assert.IsType<SendOutcome.Accepted>(await mailer.Send(Mail, null, CancellationToken.None));

        Assert.False(Mailer().HasServer);
        Assert.Equal("no_server", Assert.IsType<SendOutcome.AccountRefused>(await Mailer().Send(Mail, null, CancellationToken.None)).Code);
        Assert.Equal("invalid_address", Assert.IsType<SendOutcome.Refused>(await mailer.Send(Mail with { To = "a b@@c" }, null, CancellationToken.None)).Code);
    }

    [Theory]
    [InlineData("none", 25, "user", "secret", "in clear")]
    [InlineData("starttls", 465, null, null, "Port 465")]
    [InlineData("starttls", 587, "user", null, "both")]
    [InlineData("ssl", 587, null, null, "starttls, tls or none")]
    [InlineData("starttls", 587, null, null, null)]
    [InlineData("none", 25, null, null, null)]
    public void Settings_that_would_do_harm_are_refused_at_start_with_a_sentence(string security, int port, string? user, string? password, string? sentence)
    {
        var options = new MailOptions { Host = "mail.test", Security = security, Port = port, User = user, Password = password };
        List<ValidationResult> objections = [];
        Validator.TryValidateObject(options, new(options), objections, validateAllProperties: true);
        if (sentence is null)
            Assert.Empty(objections);
        else
            Assert.Contains(sentence, Assert.Single(objections).ErrorMessage, StringComparison.Ordinal);
    }
}
