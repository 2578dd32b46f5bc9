using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>
/// Proof for one number or e-mail address: every permission and withdrawal with its evidence, and every message and call of ours with the permission that allowed it, or why it was held back.
/// No words of messages. Whoever asks must know the address.
/// </summary>
public static class GetConsentProof
{
    private const int Most = 5000;

    /// <param name="Address">A telephone number, also without its country code, or an e-mail address.</param>
    [Requires(Permissions.Audit.Read)]
    [Audited]
    public sealed record Query(string Address) : IQuery<Result>;

    /// <param name="Complete">False if only the newest messages and calls are listed.</param>
    public sealed record Result(string Address, DateTimeOffset AsOf, IReadOnlyList<ListConsents.Row> Consents, IReadOnlyList<Sent> Messages, IReadOnlyList<Called> Calls, bool Complete);

    /// <param name="ConsentId">The permission that allowed it; null if it was never handed over.</param>
    public sealed record Sent(Guid Id, Channel Channel, DateTimeOffset WrittenAt, DateTimeOffset? DispatchedAt, DeliveryState? State, string? Reason, Guid? ConsentId, string By);

    /// <param name="ConsentId">The permission that allowed it; null if the carrier was never asked for it.</param>
    public sealed record Called(Guid Id, DateTimeOffset PlacedAt, DateTimeOffset? DispatchedAt, CallState State, CallOutcome? Outcome, string? Reason, Guid? ConsentId, string? By);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Address).NotEmpty().Says("address_required", "Enter a telephone number or an e-mail address.").AtMost(254);
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var address = await Read(query.Address.Trim(), ct);
            var consents = await ListConsents.Rows(db, db.Consents.Where(c => c.Address == address)).ToListAsync(ct);
            var sent = await db.Messages.Where(m => m.Address == address && m.Direction == Direction.Outbound).OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(Most + 1)
                .Select(m => new Sent(m.Id, m.Channel, m.CreatedAt, m.DispatchedAt, m.Delivery, m.DeliveryReason, m.ConsentId, m.AuthorName)).ToListAsync(ct);
            var called = await db.Calls.Where(c => c.CustomerPhone == address && c.Direction == Direction.Outbound).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(Most + 1)
                .Select(c => new Called(c.Id, c.CreatedAt, c.DispatchedAt, c.State, c.Outcome, c.Reason, c.ConsentId, c.AgentName)).ToListAsync(ct);
            return new(address, clock.GetUtcNow(), consents, [.. sent.Take(Most)], [.. called.Take(Most)], sent.Count <= Most && called.Count <= Most);
        }

        private async Task<string> Read(string typed, CancellationToken ct) => typed.Contains('@', StringComparison.Ordinal) ? MailAddress.Normal(typed)
            : PhoneNumber.TryParse(typed, await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(ct), out var number) ? number.E164
            : throw new FieldRefused("address", "bad_phone", "This is not a telephone number we can reach; add the country code, as in +1 415 555 0123.");
    }
}
