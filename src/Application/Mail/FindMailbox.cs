using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Mail;

/// <summary>Whose mailbox an address for deliveries belongs to. The key in it is the only thing known about the caller at this point.</summary>
public static class FindMailbox
{
    [NoPermissionNeeded("Mail is delivered before its tenant is known; the signature is verified next")]
    [OwnTransactions("Looks over all tenants")]
    public sealed record Query(string ChannelKey) : IQuery<Result?>;

    public sealed record Result(Guid TenantId, Guid MailboxId);

    internal sealed class Handler(ICrossTenant tenants) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken ct) =>
            await tenants.MailboxByChannelKey(query.ChannelKey, ct) is { } mailbox ? new(mailbox.TenantId, mailbox.MailboxId) : null;
    }
}
