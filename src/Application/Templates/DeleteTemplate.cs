using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Templates;

/// <summary>Takes a template away. What was sent by it stays as it is.</summary>
public static class DeleteTemplate
{
    [Requires(Permissions.Inbox.Read)]
    public sealed record Command(Guid Id) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("template", Id);
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            db.Templates.Remove(await db.ChangeableTemplate(actor, command.Id, ct));
            return Unit.Value;
        }
    }
}
