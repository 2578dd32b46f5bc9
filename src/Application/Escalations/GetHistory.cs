using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Every change of state, owner, priority and team in the request's conversation, with who, when and why, and the intervals of ownership. Earlier requests of the conversation are part of it.</summary>
public static class GetHistory
{
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(Guid EscalationId) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Change> Changes, IReadOnlyList<Interval> Assignments);

    /// <param name="Details">JSON object of the event: from, to, agent, cause, reason, …</param>
    public sealed record Change(long Seq, Guid? EscalationId, DateTimeOffset At, string Type, ActorKind ActorKind, string ActorName, string Details);

    public sealed record Interval(Guid EscalationId, Guid AgentId, string AgentName, string AgentEmail, AssignmentCause Cause, string? Reason, DateTimeOffset FromAt, DateTimeOffset? ToAt, AssignmentEnd? End);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var conversation = await db.Escalations.VisibleTo(actor).Where(e => e.Id == query.EscalationId).Select(e => (Guid?)e.ConversationId).SingleOrDefaultAsync(ct)
                ?? throw new NotFound("The request");
            var requests = db.Escalations.Where(e => e.ConversationId == conversation).Select(e => e.Id);
            var types = EventTypes.Transitions.ToArray();
            return new(
                await db.Events.Where(e => e.ConversationId == conversation && types.Contains(e.Type)).OrderBy(e => e.Seq)
                    .Select(e => new Change(e.Seq, e.EscalationId, e.At, e.Type, e.ActorKind, e.ActorName, e.Data)).ToListAsync(ct),
                await db.Assignments.Where(a => requests.Contains(a.EscalationId)).OrderBy(a => a.FromAt).ThenBy(a => a.Epoch)
                    .Select(a => new Interval(a.EscalationId, a.AgentId, a.AgentName, a.AgentEmail, a.Cause, a.Reason, a.FromAt, a.ToAt, a.End)).ToListAsync(ct));
        }
    }
}
