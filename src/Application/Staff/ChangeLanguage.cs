using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Remembers the language that a member of staff chose; for others the browser alone remembers.</summary>
public static class ChangeLanguage
{
    [NoPermissionNeeded("changes the actor's own preference only")]
    public sealed record Command(string Locale) : ICommand;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Locale).Locale();
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var me = actor.Id ?? throw new NotSignedIn();
            var member = await db.Staff.SingleOrDefaultAsync(s => s.Id == me, ct);
            member?.Prefer(command.Locale, member.TimeZone);
            return Unit.Value;
        }
    }
}
