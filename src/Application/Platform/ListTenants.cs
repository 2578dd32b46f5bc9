using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Platform;

/// <summary>All tenants of the platform, by the names in their addresses, a page at a time.</summary>
public static class ListTenants
{
    [Requires(Permissions.Platform.Enter)]
    [OwnTransactions("it looks at all tenants, and a transaction is of one")]
    public sealed record Query(string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<TenantRow> Items, string? NextCursor);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(ICrossTenant everywhere) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var after = query.Cursor is null ? null : Cursor.Decode(query.Cursor, 1)[0];
            var rows = await everywhere.Tenants(after, query.Limit + 1, ct);
            return rows.Count > query.Limit ? new([.. rows.Take(query.Limit)], Cursor.Encode(rows[query.Limit - 1].Slug)) : new(rows, null);
        }
    }
}
