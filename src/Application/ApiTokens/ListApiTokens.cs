using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.ApiTokens;

/// <summary>The keys of integrations, newest first; what is secret about them is not kept.</summary>
public static class ListApiTokens
{
    /// <summary>Revoked ones are listed too, as long as they are among the newest.</summary>
    public const int Limit = 200;

    [Requires(Permissions.ApiToken.Manage)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor = null);

    public sealed record Row(Guid Id, string Name, IReadOnlyList<string> Permissions, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var names = db.Staff;
            return new(await db.ApiTokens.OrderByDescending(t => t.Id).Take(Limit)
                .Select(t => new Row(t.Id, t.Name, t.Permissions, names.Where(s => s.Id == t.CreatedById).Select(s => s.Name).FirstOrDefault(), t.CreatedAt, t.RevokedAt))
                .ToListAsync(ct));
        }
    }
}
