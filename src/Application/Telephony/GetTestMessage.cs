using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>How one's own test message fares.</summary>
public static class GetTestMessage
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query(Guid MessageId) : IQuery<Result>;

    public sealed record Result(DeliveryState State, string? Reason, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct) =>
            await db.Messages.Where(m => m.Id == query.MessageId && m.AuthorId == actor.Id && m.EscalationId == null && m.Delivery != null)
                .Select(m => new Result(m.Delivery!.Value, m.DeliveryReason, m.DeliveryError, m.CreatedAt, m.SentAt, m.DeliveredAt)).SingleOrDefaultAsync(ct)
            ?? throw new NotFound("The message");
    }
}
