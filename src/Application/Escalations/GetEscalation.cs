using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>All facts about one request.</summary>
public static class GetEscalation
{
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(Guid EscalationId) : IQuery<Result>;

    public sealed record Result
    {
        public required Guid Id { get; init; }
        public required Guid ConversationId { get; init; }
        public required CustomerFacts Customer { get; init; }
        public required EscalationState State { get; init; }
        public required Priority Priority { get; init; }
        public required EscalationOrigin Origin { get; init; }
        public required ContactMethod? PreferredMethod { get; init; }
        public required string? Phone { get; init; }
        public required string? Email { get; init; }
        public required string Reason { get; init; }
        public required ListEscalations.AgentRef? AssignedTo { get; init; }
        public required DateTimeOffset? AssignedAt { get; init; }
        public required bool IsAssigned { get; init; }
        public required bool IsAssignedToMe { get; init; }
        public required ListEscalations.TeamRef? Team { get; init; }
        public required RoutingSource? RoutedBy { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset? DueAt { get; init; }
        public required DateTimeOffset? FirstRespondedAt { get; init; }
        public required DateTimeOffset? LastContactAt { get; init; }
        public required DateTimeOffset? LastCustomerMessageAt { get; init; }
        public required DateTimeOffset? ResolvedAt { get; init; }
        public required string? ResolvedBy { get; init; }
        public required string? ResolutionNotes { get; init; }
        public required DateTimeOffset? CancelledAt { get; init; }
        public required string? CancelReason { get; init; }
        public required int Reopenings { get; init; }
        public required IReadOnlyList<string> Tags { get; init; }

        /// <summary>The integrator's own values.</summary>
        public required JsonElement Metadata { get; init; }
        public required int Unread { get; init; }
        public required int SmsSent { get; init; }

        /// <summary>How often staff called the customer, whatever came of it.</summary>
        public required int CallsPlaced { get; init; }

        /// <summary>Failed SMS that were sent once more.</summary>
        public required int Retries { get; init; }

        /// <summary>Why the latest SMS that failed did; null if none did.</summary>
        public required string? LastError { get; init; }
        public required long Revision { get; init; }
        public required bool BotPaused { get; init; }
        public required bool CanReopen { get; init; }
        public required IReadOnlyList<TargetFacts> Targets { get; init; }
        public required SmsFacts Sms { get; init; }
        public required MailFacts Mail { get; init; }
        public required IReadOnlyList<LinkedEscalation> Linked { get; init; }
        public required int EarlierConversations { get; init; }
    }

    /// <param name="TimeZone">IANA name, in which quiet hours are reckoned; null if it is not known.</param>
    public sealed record CustomerFacts(Guid Id, string? Name, string? Phone, string? Email, string Locale, bool PhoneVerified, string? ExternalReference, string? TimeZone);

    /// <summary>One SLA target, explained: when it began, how long it may take, how long it stood still.</summary>
    public sealed record TargetFacts(SlaTarget Target, DateTimeOffset StartedAt, TimeSpan Allowed, TimeSpan PausedFor, DateTimeOffset? DueAt, DateTimeOffset? MetAt, bool Breached, bool Paused);

    /// <summary>Whether this customer can be texted, and if not, why.</summary>
    /// <param name="Obstacle"><c>no_phone</c>, <c>no_consent</c>, <c>opted_out</c>, <c>no_number</c> or null.</param>
    /// <param name="MaxLength">The longest text that the number's carrier takes, in UTF-16 units.</param>
    public sealed record SmsFacts(bool Possible, string? Obstacle, string? From, DateTimeOffset? ConsentGivenAt, int MaxLength = Message.MaxSmsLength);

    /// <summary>Whether this customer can be written to by e-mail, and if not, why.</summary>
    /// <param name="Obstacle"><c>no_email</c>, <c>opted_out</c>, <c>no_mailbox</c> or null.</param>
    public sealed record MailFacts(bool Possible, string? Obstacle, string? From);

    /// <summary>Another open request of the same customer, on another conversation.</summary>
    public sealed record LinkedEscalation(Guid Id, EscalationState State, Priority Priority, string? Owner, DateTimeOffset CreatedAt);

    internal sealed class Handler(IDeskDb db, IActor actor, IEnumerable<IMessageCarrier> carriers, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var visible = db.Escalations.VisibleTo(actor);
            var row = await (from e in visible
                             where e.Id == query.EscalationId
                             join c in db.Customers on e.CustomerId equals c.Id
                             join v in db.Conversations on e.ConversationId equals v.Id
                             select new
                             {
                                 Escalation = e,
                                 Customer = c,
                                 v.BotPaused,
                                 Team = db.Teams.Where(t => t.Id == e.TeamId).Select(t => new ListEscalations.TeamRef(t.Id, t.Name)).FirstOrDefault(),
                                 Hours = db.Tenants.Select(t => t.ReopenHours).First(),
                                 CallsPlaced = db.Calls.Count(x => x.EscalationId == e.Id && x.Direction == Direction.Outbound),
                                 Retries = db.Messages.Count(m => m.ConversationId == e.ConversationId && m.EscalationId == e.Id && m.RetryOfId != null),
                                 LastError = db.Messages.Where(m => m.ConversationId == e.ConversationId && m.EscalationId == e.Id
                                         && (m.Delivery == DeliveryState.Failed || m.Delivery == DeliveryState.Undelivered || m.Delivery == DeliveryState.Suppressed))
                                     .OrderByDescending(m => m.CreatedAt).Select(m => m.DeliveryError).FirstOrDefault(),
                                 Earlier = visible.Where(o => o.CustomerId == e.CustomerId && o.ConversationId != e.ConversationId).Select(o => o.ConversationId).Distinct().Count(),
                             }).SingleOrDefaultAsync(ct) ?? throw new NotFound("The request");
            var (escalation, now) = (row.Escalation, clock.GetUtcNow());
            return new()
            {
                Id = escalation.Id,
                ConversationId = escalation.ConversationId,
                Customer = new(row.Customer.Id, row.Customer.Name, row.Customer.Phone, row.Customer.Email, row.Customer.Locale, row.Customer.PhoneVerifiedAt is not null, row.Customer.ExternalReference,
                    row.Customer.TimeZone),
                State = escalation.State,
                Priority = escalation.Priority,
                Origin = escalation.Origin,
                PreferredMethod = escalation.PreferredMethod,
                Phone = escalation.Phone,
                Email = escalation.Email,
                Reason = escalation.Reason,
                AssignedTo = escalation.OwnerId is { } owner ? new(owner, escalation.OwnerName!, escalation.OwnerEmail!) : null,
                AssignedAt = escalation.AssignedAt,
                IsAssigned = escalation.IsOpen && escalation.OwnerId is not null,
                IsAssignedToMe = escalation.IsOwnedBy(actor.Id),
                Team = row.Team,
                RoutedBy = escalation.RoutedBy,
                CreatedAt = escalation.RequestedAt,
                DueAt = escalation.DueAt,
                FirstRespondedAt = escalation.FirstRespondedAt,
                LastContactAt = escalation.LastContactAt,
                LastCustomerMessageAt = escalation.LastCustomerMessageAt,
                ResolvedAt = escalation.ResolvedAt,
                ResolvedBy = escalation.ResolvedByName,
                ResolutionNotes = escalation.ResolutionNotes,
                CancelledAt = escalation.CancelledAt,
                CancelReason = escalation.CancelReason,
                Reopenings = escalation.Reopenings,
                Tags = escalation.Tags,
                Unread = escalation.Unread,
                Metadata = JsonSerializer.Deserialize<JsonElement>(escalation.Metadata),
                SmsSent = escalation.SmsSent,
                CallsPlaced = row.CallsPlaced,
                Retries = row.Retries,
                LastError = row.LastError,
                Revision = escalation.Revision,
                BotPaused = row.BotPaused,
                CanReopen = escalation.CanReopen(TimeSpan.FromHours(row.Hours), now),
                Targets = Targets(escalation, now),
                Sms = await Sms(escalation, ct),
                Mail = await Mail(escalation, ct),
                Linked = await visible.Where(e => e.CustomerId == escalation.CustomerId && e.Id != escalation.Id && e.Unfinished)
                    .OrderBy(e => e.RequestedAt).Take(10).Select(e => new LinkedEscalation(e.Id, e.State, e.Priority, e.OwnerName, e.RequestedAt)).ToListAsync(ct),
                EarlierConversations = row.Earlier,
            };
        }

        private static TargetFacts[] Targets(Escalation e, DateTimeOffset now)
        {
            var first = SlaClock.FirstResponse(e.Marks, e.Targets);
            var resolution = SlaClock.Resolution(e.Marks, e.Targets);
            return
            [
                new(SlaTarget.FirstResponse, e.RequestedAt, e.Targets.FirstResponse, first.PausedFor, first.DueAt, first.MetAt, first.IsBreached(now), false),
                new(SlaTarget.Resolution, e.RequestedAt, e.Targets.Resolution, resolution.PausedFor, resolution.DueAt, resolution.MetAt, resolution.IsBreached(now), resolution.DueAt is null),
            ];
        }

        private async Task<MailFacts> Mail(Escalation escalation, CancellationToken ct)
        {
            if (escalation.Email is not { } email)
                return new(false, "no_email", null);
            var from = await db.Mailboxes.Where(m => m.IsActive).Select(m => m.Address).SingleOrDefaultAsync(ct);
            var obstacle = from is null ? "no_mailbox" : await db.LatestConsent(Channel.Email, email, ct) is { WithdrawnAt: not null } ? "opted_out" : null;
            return new(obstacle is null, obstacle, from);
        }

        private async Task<SmsFacts> Sms(Escalation escalation, CancellationToken ct)
        {
            if (escalation.Phone is null)
                return new(false, "no_phone", null, null);
            var consent = await db.LatestConsent(Channel.Sms, escalation.Phone, ct);
            var from = await db.Numbers.Where(n => n.IsActive && (n.Id == escalation.NumberId || n.IsDefault))
                .OrderByDescending(n => n.Id == escalation.NumberId).Select(n => new { n.E164, n.Carrier }).FirstOrDefaultAsync(ct);
            var obstacle = consent is null ? "no_consent" : consent.WithdrawnAt is not null ? "opted_out" : from is null ? "no_number" : null;
            return new(obstacle is null, obstacle, from?.E164, consent?.GivenAt, carriers.MaxCharacters(from?.Carrier));
        }
    }
}
