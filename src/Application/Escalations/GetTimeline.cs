using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Everything that happened in the request's conversation, in one order: messages of all channels, notes, changes.</summary>
public static class GetTimeline
{
    /// <param name="Before">Only what came before this seq; null means the newest.</param>
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(Guid EscalationId, long? Before = null, int Limit = 200) : IQuery<Result>;

    /// <param name="Items">Oldest first.</param>
    /// <param name="HasMore">Whether older ones exist.</param>
    public sealed record Result(IReadOnlyList<Item> Items, bool HasMore);

    /// <param name="Details">What the event carried: states, priorities, agent, reason.</param>
    public sealed record Item(long Seq, DateTimeOffset At, string Type, Channel? Channel, Direction? Direction, string? Text, Delivery? Delivery, ActorFacts Actor,
        Guid? MessageId, Guid? CallId, Guid? RecordingId, IReadOnlyDictionary<string, JsonElement> Details, CallFacts? Call = null, MailFacts? Mail = null);

    /// <summary>What an e-mail has beside its text.</summary>
    /// <param name="From">Who wrote it, unverified; null for ours.</param>
    /// <param name="FullText">With quotations and signature; null where the text is all of it.</param>
    /// <param name="Attachments">How many files came with it.</param>
    /// <param name="Files">The first of them; the others were only counted.</param>
    public sealed record MailFacts(string Subject, string? From, string? FullText, int Attachments, IReadOnlyList<MailFile> Files);

    /// <param name="ContentType">What its beginning says that it is.</param>
    public sealed record MailFile(Guid Id, string Name, string ContentType, long Length, AttachmentState State);

    /// <summary>A call as it stands now.</summary>
    /// <param name="Seconds">How long both talked, once it is over.</param>
    /// <param name="Recordings">Oldest first; more than one where a message was left after somebody's telephone had been answered.</param>
    public sealed record CallFacts(Direction Direction, CallState State, CallOutcome? Outcome, string? Reason, int? Seconds, Guid? AgentId, string? AgentName, IReadOnlyList<RecordingFacts> Recordings)
    {
        /// <summary>The latest of them.</summary>
        public RecordingFacts? Recording => Recordings.Count > 0 ? Recordings[^1] : null;
    }

    public sealed record RecordingFacts(Guid Id, RecordingState State, int? Seconds);

    /// <param name="NotBefore">When it is tried next, for what waits.</param>
    public sealed record Delivery(DeliveryState State, string? Reason, string? Error, int? Segments, DateTimeOffset? At, Guid? RetriedAs, DateTimeOffset? NotBefore = null);

    public sealed record ActorFacts(ActorKind Kind, Guid? Id, string Name);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 500);
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        // Shown on the message itself, not as rows of their own.
        private static readonly string[] Hidden = [EventTypes.DeliveryChanged, EventTypes.AttachmentsKept, EventTypes.Read];

        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var conversationId = await db.Escalations.VisibleTo(actor).Where(e => e.Id == query.EscalationId).Select(e => (Guid?)e.ConversationId).SingleOrDefaultAsync(ct)
                ?? throw new NotFound("The request");
            var events = await db.Events.Where(e => e.ConversationId == conversationId && (query.Before == null || e.Seq < query.Before) && !Hidden.Contains(e.Type))
                .OrderByDescending(e => e.Seq).Take(query.Limit + 1).ToListAsync(ct);
            var hasMore = events.Count > query.Limit;
            events = [.. events.Take(query.Limit).Reverse()];
            var details = events.ToDictionary(e => e.Seq, e => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(e.Data)!);
            var messages = await Messages(Ids(details.Values, "messageId"), ct);
            var mails = await Mails([.. messages.Values.Where(m => m.Message.Channel == Channel.Email).Select(m => m.Message.Id)], ct);
            var notes = await Notes(Ids(details.Values, "noteId"), ct);
            var calls = await Calls(Ids(details.Values, "callId"), ct);
            return new([.. events.Select(e => ToItem(e, details[e.Seq], messages, mails, notes, calls))], hasMore);
        }

        private static Guid[] Ids(IEnumerable<Dictionary<string, JsonElement>> details, string name) =>
            [.. details.Where(d => d.ContainsKey(name)).Select(d => d[name].GetGuid())];

        private async Task<Dictionary<Guid, (Message Message, Guid? RetriedAs)>> Messages(Guid[] ids, CancellationToken ct)
        {
            var messages = await db.Messages.Where(m => ids.Contains(m.Id)).ToListAsync(ct);
            var retries = messages.Where(m => m.RetryOfId is not null).ToDictionary(m => m.RetryOfId!.Value, m => m.Id);
            return messages.ToDictionary(m => m.Id, m => (m, retries.TryGetValue(m.Id, out var retry) ? retry : (Guid?)null));
        }

        private async Task<Dictionary<Guid, MailFacts>> Mails(Guid[] ids, CancellationToken ct) => ids.Length == 0 ? []
            : await db.Envelopes.Where(e => ids.Contains(e.Id)).Select(e => new
            {
                e.Id,
                Facts = new MailFacts(e.Subject, e.Sender, e.FullText, e.Attachments,
                    db.Attachments.Where(a => a.MessageId == e.Id).OrderBy(a => a.Place).Select(a => new MailFile(a.Id, a.Name, a.ContentType, a.Length, a.State)).ToList()),
            }).ToDictionaryAsync(e => e.Id, e => e.Facts, ct);

        private Task<Dictionary<Guid, string>> Notes(Guid[] ids, CancellationToken ct) =>
            db.Notes.Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, n => n.Text, ct);

        private async Task<Dictionary<Guid, CallFacts>> Calls(Guid[] ids, CancellationToken ct) => ids.Length == 0 ? [] : await (
            from c in db.Calls
            where ids.Contains(c.Id)
            select new
            {
                c.Id,
                Facts = new CallFacts(c.Direction, c.State, c.Outcome, c.Reason, c.DurationSeconds, c.AgentId, c.AgentName,
                    db.Recordings.Where(r => r.CallId == c.Id).OrderBy(r => r.CreatedAt).Select(r => new RecordingFacts(r.Id, r.State, r.DurationSeconds)).ToList()),
            }).ToDictionaryAsync(c => c.Id, c => c.Facts, ct);

        private static Item ToItem(DeskEvent e, Dictionary<string, JsonElement> details, Dictionary<Guid, (Message Message, Guid? RetriedAs)> messages,
            Dictionary<Guid, MailFacts> mails, Dictionary<Guid, string> notes, Dictionary<Guid, CallFacts> calls)
        {
            var by = new ActorFacts(e.ActorKind, e.ActorId, e.ActorName);
            if (details.TryGetValue("messageId", out var id) && messages.TryGetValue(id.GetGuid(), out var found))
            {
                var m = found.Message;
                var delivery = m.Delivery is { } state
                    ? new Delivery(state, m.DeliveryReason, m.DeliveryError, m.Segments, m.DeliveredAt ?? m.SentAt ?? m.DispatchedAt, found.RetriedAs, state == DeliveryState.Queued ? m.NextAttemptAt : null) : null;
                return new(e.Seq, e.At, e.Type, m.Channel, m.Direction, m.Text, delivery, by with { Name = m.AuthorName }, m.Id, null, null, details,
                    Mail: mails.GetValueOrDefault(m.Id));
            }

            var text = details.TryGetValue("noteId", out var note) ? notes.GetValueOrDefault(note.GetGuid()) : null;
            if (details.TryGetValue("callId", out var callId) && calls.TryGetValue(callId.GetGuid(), out var call))
                return new(e.Seq, e.At, e.Type, Channel.Voice, call.Direction, null, null, by, null, callId.GetGuid(), call.Recording?.Id, details, call);
            return new(e.Seq, e.At, e.Type, null, null, text, null, by, null, null, null, details);
        }
    }
}
