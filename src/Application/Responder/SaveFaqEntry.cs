using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Responder;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Responder;

/// <summary>Teaches the built-in responder an answer, or corrects one.</summary>
public static class SaveFaqEntry
{
    /// <param name="Id">Null for a new entry.</param>
    [Requires(Permissions.AiFaq.Manage)]
    public sealed record Command(Guid? Id, string Locale, string Question, string Answer) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("faq_entry", Id);
    }

    public sealed record Result(Guid Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Locale).Locale();
            RuleFor(c => c.Question).NotEmpty().Says("question_required", "Enter the question.").AtMost(500);
            RuleFor(c => c.Answer).NotEmpty().Says("answer_required", "Enter the answer.").AtMost(2000);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (command.Id is { } id)
            {
                var entry = await db.FaqEntries.SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new NotFound("The entry");
                entry.Edit(command.Locale, command.Question, command.Answer, now);
                return new(id);
            }

            var added = new FaqEntry(actor.TenantId, command.Locale, command.Question, command.Answer, now);
            db.FaqEntries.Add(added);
            return new(added.Id);
        }
    }
}
