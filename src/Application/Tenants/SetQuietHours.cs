using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Tenants;

/// <summary>When customers are not texted, in their own zone. What is queued meanwhile waits; nothing is thrown away.</summary>
public static class SetQuietHours
{
    /// <param name="From">Null with <paramref name="Until"/> for no quiet hours.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(TimeOnly? From, TimeOnly? Until) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("tenant", null);
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            (await db.Tenant(ct)).SetQuiet(command.From, command.Until);
            return Unit.Value;
        }
    }
}
