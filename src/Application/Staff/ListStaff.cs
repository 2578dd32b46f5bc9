using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Staff;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>The people of the tenant with their present load, by name.</summary>
public static class ListStaff
{
    internal const int DefaultLimit = 500;

    [Requires(Permissions.User.Read)]
    public sealed record Query(bool IncludeInactive = false, int Limit = DefaultLimit) : IQuery<Result>;

    /// <param name="Total">All that match, also beyond the limit.</param>
    public sealed record Result(IReadOnlyList<Row> Staff, int Total);

    /// <param name="OpenCount">Requests in Assigned and InProgress, counted now.</param>
    public sealed record Row(Guid Id, string Name, string Email, Presence Presence, int OpenCount, int MaxConcurrent, string Role, bool IsActive);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 1000);
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var matching = db.Staff.Where(s => query.IncludeInactive || s.IsActive);
            var rows = await matching.Rows(db, query.Limit).ToListAsync(ct);
            return new(rows, rows.Count < query.Limit ? rows.Count : await matching.CountAsync(ct));
        }
    }

    /// <summary>People with their present load, the active first, by name.</summary>
    internal static IQueryable<Row> Rows(this IQueryable<StaffMember> staff, IDeskDb db, int limit)
    {
        var load = db.Load();
        return staff.OrderByDescending(s => s.IsActive).ThenBy(s => s.Name).ThenBy(s => s.Id).Take(limit)
            .Select(s => new Row(s.Id, s.Name, s.Email, s.Presence, load.Count(e => e.OwnerId == s.Id), s.MaxConcurrent, s.Role, s.IsActive));
    }
}
