using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Conversations;

/// <summary>The customer's requests in other conversations that the actor may see, newest first.</summary>
public static class ListCustomerConversations
{
    [Requires(Permissions.Inbox.Read)]
    public sealed record Query(Guid CustomerId, Guid? Except = null) : IQuery<Result>;

    public sealed record Result(string? CustomerName, IReadOnlyList<Item> Items);

    /// <param name="EscalationId">The latest request of that conversation.</param>
    public sealed record Item(Guid ConversationId, Guid EscalationId, Channel Origin, EscalationState State, string Reason, string? Owner, DateTimeOffset StartedAt, DateTimeOffset? ResolvedAt,
        string? ResolutionNotes);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var items = await (from e in db.Escalations.VisibleTo(actor)
                               where e.CustomerId == query.CustomerId && e.ConversationId != query.Except
                               join v in db.Conversations on e.ConversationId equals v.Id
                               orderby e.RequestedAt descending
                               select new Item(v.Id, e.Id, v.Origin, e.State, e.Reason, e.OwnerName, v.StartedAt, e.ResolvedAt, e.ResolutionNotes)).Take(50).ToListAsync(ct);
            if (items.Count == 0 && !await db.Escalations.VisibleTo(actor).AnyAsync(e => e.CustomerId == query.CustomerId, ct))
                throw new NotFound("The customer");
            return new(await db.Customers.Where(c => c.Id == query.CustomerId).Select(c => c.Name).SingleAsync(ct), items);
        }
    }
}
