using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>Makes a new secret for whoever delivers the mailbox's mail; the old one stops at once.</summary>
public static class RenewMailboxSecret
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("mailbox", null);
    }

    /// <param name="Secret">Shown once.</param>
    public sealed record Result(string Secret)
    {
        public override string ToString() => nameof(Result);
    }

    internal sealed class Handler(IDeskDb db, ISecrets secrets) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var mailbox = await db.Mailboxes.SingleOrDefaultAsync(ct) ?? throw new NotFound("The mailbox");
            var secret = MailboxAccess.NewKey();
            mailbox.RenewSecret(secrets.Protect(secret));
            return new(secret);
        }
    }
}
