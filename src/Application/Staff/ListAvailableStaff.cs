using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Staff;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Who can take work now: online, active and below capacity, most free first.</summary>
public static class ListAvailableStaff
{
    [Requires(Permissions.User.Read)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Staff, int Total);

    public sealed record Row(Guid Id, string Name, string Email, int OpenCount, int MaxConcurrent, int FreeSlots);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var load = db.Load();
            var online = await db.Staff.Where(s => s.IsActive && s.Presence == Presence.Online)
                .Select(s => new { s.Id, s.Name, s.Email, s.MaxConcurrent, Open = load.Count(e => e.OwnerId == s.Id) })
                .ToListAsync(ct);
            Row[] free = [.. online.Where(s => s.Open < s.MaxConcurrent)
                .Select(s => new Row(s.Id, s.Name, s.Email, s.Open, s.MaxConcurrent, s.MaxConcurrent - s.Open))
                .OrderByDescending(s => s.FreeSlots).ThenBy(s => s.Name)];
            return new(free, free.Length);
        }
    }
}
