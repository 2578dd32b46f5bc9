using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Corrects a colleague's name and how much work they get at once.</summary>
public static class UpdateStaff
{
    [Requires(Permissions.User.Edit)]
    public sealed record Command(Guid StaffId, string Name, int MaxConcurrent) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", StaffId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.StaffId).NotEmpty();
            RuleFor(c => c.Name).PersonName();
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var member = await db.Subordinate(actor, command.StaffId, ct);

            member.Rename(command.Name);
            member.SetCapacity(command.MaxConcurrent);

            return Unit.Value;
        }
    }
}
