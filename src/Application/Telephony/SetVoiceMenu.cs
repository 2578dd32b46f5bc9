using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Says what callers of a number can choose from; without choices they are connected at once.</summary>
public static class SetVoiceMenu
{
    /// <param name="Greeting">Spoken before the choices.</param>
    /// <param name="Choices">A key from 1 to 9, what it is for, and the team that takes such calls.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(Guid NumberId, string? Greeting, IReadOnlyList<VoiceMenu.Choice> Choices) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Choices).NotNull();
            RuleFor(c => c.Greeting).MaximumLength(VoiceMenu.MaxWords);
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleOrDefaultAsync(n => n.Id == command.NumberId, ct) ?? throw new NotFound("The number");
            var teams = command.Choices.Select(c => c.TeamId).ToHashSet();
            if (await db.Teams.CountAsync(t => teams.Contains(t.Id), ct) != teams.Count)
                throw new FieldRefused("choices", "unknown_team", "Choose a team for each key.");
            number.SetVoiceMenu(command.Choices.Count == 0 ? null : VoiceMenu.Of(command.Greeting ?? "", command.Choices));
            return Unit.Value;
        }
    }
}
