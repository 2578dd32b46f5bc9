using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>Sets up or changes the tenant's mailbox: its address and the server that takes its mail. A change lets a paused mailbox send again.</summary>
public static class SaveMailbox
{
    /// <param name="Host">Null or empty sends by the server of the whole desk.</param>
    /// <param name="Password">Null or empty keeps the present one.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(string Address, string Name, string? Host, int Port, MailSecurity Security, string? User, string? Password, bool IsActive = true) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("mailbox", null);

        public override string ToString() => nameof(Command);
    }

    /// <param name="Secret">What signs the mail that is delivered to us; only for a new mailbox, and only now.</param>
    public sealed record Result(Guid MailboxId, string? Secret);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Address).Must(MailAddress.IsValid).Says("bad_email", "This is not an e-mail address.");
            RuleFor(c => c.Name).NotEmpty().Says("name_required", "Enter a name.").AtMost(100);
            RuleFor(c => c.Host!).AtMost(253);
            RuleFor(c => c.Port).InclusiveBetween(1, 65535).Says("bad_port", "Enter a port from 1 to 65535.");
            RuleFor(c => c.Security).IsInEnum();
            RuleFor(c => c.User!).AtMost(320);
            RuleFor(c => c.Password!).AtMost(500);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, ISecrets secrets, IMailer mailer, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var secret = null as string;
            if (await db.Mailboxes.SingleOrDefaultAsync(ct) is not { } mailbox)
            {
                secret = MailboxAccess.NewKey();
                mailbox = db.Mailboxes.Add(new(actor.TenantId, command.Address, command.Name, MailboxAccess.NewKey(), secrets.Protect(secret), clock.GetUtcNow())).Entity;
            }

            mailbox.Edit(command.Address, command.Name, command.IsActive);
            UseServer(mailbox, command);
            return new(mailbox.Id, secret);
        }

        private void UseServer(Mailbox mailbox, Command command)
        {
            var (host, user) = (Typed(command.Host), Typed(command.User));
            if (host is null && !mailer.HasServer)
                throw new FieldRefused("host", "host_required", "Enter the mail server that takes your mail.");
            var password = user is null || host is null ? null : Typed(command.Password) is { } typed ? secrets.Protect(typed) : KeptPassword(mailbox, host);
            if (user is not null && host is not null && password is null)
                throw new FieldRefused("password", "password_required", "Enter the password of this user.");
            mailbox.UseServer(host, command.Port, command.Security, host is null ? null : user, password);
        }

        // Whoever may change the server must not thereby make us hand the old password to another one.
        private static string? KeptPassword(Mailbox mailbox, string host) => mailbox.Host == host ? mailbox.ProtectedPassword : null;

        private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
