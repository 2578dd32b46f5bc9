using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Responder;

/// <summary>Takes an answer away from the built-in responder.</summary>
public static class DeleteFaqEntry
{
    [Requires(Permissions.AiFaq.Manage)]
    public sealed record Command(Guid Id) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("faq_entry", Id);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            db.FaqEntries.Remove(await db.FaqEntries.SingleOrDefaultAsync(f => f.Id == command.Id, ct) ?? throw new NotFound("The entry"));
            return Unit.Value;
        }
    }
}
