using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Chooses the language and the time zone in which one sees the desk, and the telephone on which one calls customers.</summary>
public static class UpdatePreferences
{
    /// <param name="Phone">The person's own telephone, for calls to customers; empty for none, null leaves it as it is.</param>
    [NoPermissionNeeded("changes the actor's own preferences only")]
    public sealed record Command(string Locale, string? TimeZone, string? Phone = null) : ICommand;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Locale).Locale();
            RuleFor(c => c.TimeZone!).TimeZone().When(c => !string.IsNullOrEmpty(c.TimeZone));
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var me = actor.Id ?? throw new NotSignedIn();
            var member = await db.Staff.SingleOrDefaultAsync(s => s.Id == me, ct) ?? throw new RuleViolation("not_staff", "Only members of staff have preferences here.");

            member.Prefer(command.Locale, string.IsNullOrEmpty(command.TimeZone) ? null : command.TimeZone);
            if (command.Phone is { } typed)
                member.AnswerAt(await db.ReadPhone(typed, ct));

            return Unit.Value;
        }
    }
}
