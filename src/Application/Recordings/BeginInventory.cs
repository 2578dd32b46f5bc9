using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Says at which carrier and with which account the recordings of a number are to be looked through.</summary>
public static class BeginInventory
{
    [SystemOnly]
    public sealed record Command(Guid NumberId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    /// <param name="Account">Null if its secret cannot be read any more; the number is paused then.</param>
    public sealed record Result(string Carrier, CarrierAccount? Account);

    internal sealed class Handler(IDeskDb db, ISecrets secrets) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleAsync(n => n.Id == command.NumberId, ct);
            return new(number.Carrier, secrets.TryAccount(number));
        }
    }
}
