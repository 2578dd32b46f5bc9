using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Responder;

/// <summary>The questions the built-in responder can answer, a page at a time in the order they were added.</summary>
public static class ListFaqEntries
{
    [Requires(Permissions.AiFaq.Manage)]
    public sealed record Query(string? Cursor = null, int Limit = 100) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    public sealed record Row(Guid Id, string Locale, string Question, string Answer, DateTimeOffset UpdatedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var after = query.Cursor is { } cursor ? Cursor.Id(Cursor.Decode(cursor, 1)[0]) : Guid.Empty;
            var rows = await db.FaqEntries.Where(f => f.Id > after).OrderBy(f => f.Id).Take(query.Limit + 1)
                .Select(f => new Row(f.Id, f.Locale, f.Question, f.Answer, f.UpdatedAt)).ToListAsync(ct);
            return new([.. rows.Take(query.Limit)], rows.Count > query.Limit ? Cursor.Encode(rows[query.Limit - 1].Id) : null);
        }
    }
}
