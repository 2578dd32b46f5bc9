using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>A member of staff takes a file that a customer sent; each time is an entry of the audit.</summary>
public static class DownloadAttachment
{
    [Requires(Permissions.Escalation.Read)]
    [Audited]
    public sealed record Query(Guid AttachmentId) : IQuery<Result>, IAbout
    {
        public (string, Guid?) Resource => ("attachment", AttachmentId);
    }

    public sealed record Result(string Name, string ContentType, long Length, string Store, string Container, string Key);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var visible = db.Escalations.VisibleTo(actor);
            return await db.Attachments
                .Where(a => a.Id == query.AttachmentId && a.State == AttachmentState.Kept && visible.Any(e => e.ConversationId == a.ConversationId))
                .Select(a => new Result(a.Name, a.ContentType, a.Length, a.Store!, a.Container!, a.Key!)).SingleOrDefaultAsync(ct) ?? throw new NotFound("The file");
        }
    }
}
