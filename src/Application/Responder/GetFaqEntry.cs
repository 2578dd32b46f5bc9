using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Responder;

/// <summary>One question with its answer.</summary>
public static class GetFaqEntry
{
    [Requires(Permissions.AiFaq.Manage)]
    public sealed record Query(Guid Id) : IQuery<Result>;

    public sealed record Result(Guid Id, string Locale, string Question, string Answer);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct) =>
            await db.FaqEntries.Where(f => f.Id == query.Id).Select(f => new Result(f.Id, f.Locale, f.Question, f.Answer)).SingleOrDefaultAsync(ct) ?? throw new NotFound("The entry");
    }
}
