using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>What the customer of a request has permitted and taken back, newest first: of the addresses under which the request reaches that person.</summary>
public static class ListConsents
{
    private const int Most = 100;

    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(Guid EscalationId) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor = null);

    /// <param name="Evidence">Which text was agreed to, with its version, or which message or whose words permitted it.</param>
    /// <param name="RecordedBy">The member of staff who wrote it down; null for the customer's own deed.</param>
    public sealed record Row(Guid Id, Channel Channel, ConsentPurpose Purpose, string Address, ConsentSource Source, string Evidence, string? RecordedBy, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt,
        ConsentSource? WithdrawnBy, string? WithdrawalEvidence);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var request = await db.Escalations.VisibleTo(actor).Where(e => e.Id == query.EscalationId).Select(e => new { e.Phone, e.Email, e.CustomerId }).SingleOrDefaultAsync(ct)
                ?? throw new NotFound("The request");
            return new(await Rows(db, db.Consents.Where(c => c.CustomerId == request.CustomerId || c.Address == request.Phone || c.Address == request.Email)).Take(Most).ToListAsync(ct));
        }
    }

    internal static IQueryable<Row> Rows(IDeskDb db, IQueryable<Consent> consents) => consents.OrderByDescending(c => c.GivenAt).ThenByDescending(c => c.Id)
        .Select(c => new Row(c.Id, c.Channel, c.Purpose, c.Address, c.Source, c.Evidence, db.Staff.Where(s => s.Id == c.RecordedById).Select(s => s.Name).FirstOrDefault(), c.GivenAt, c.WithdrawnAt,
            c.WithdrawnBy, c.WithdrawalEvidence));
}
