using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Tries out what a number needs, at its carrier and under our own public address, and tells an administrator what is missing. Changes nothing.</summary>
public static class CheckNumber
{
    [Requires(Permissions.Settings.Tenant)]
    [OwnTransactions("Carrier and public address are called between reading the number and writing the audit entry")]
    public sealed record Command(Guid NumberId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    /// <param name="Checks">One for each need, in the order of the set-up.</param>
    public sealed record Result(Guid NumberId, string E164, string Carrier, DateTimeOffset CheckedAt, IReadOnlyList<NumberCheck> Checks);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.NumberId).NotEmpty();
    }

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, ISecrets secrets, IEnumerable<ICarrierCheck> checks, IEnumerable<ICarrierWebhook> webhooks, IPublicAddress address, IPublicProbe probe,
        TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(CheckNumber), Writes: false, Audited: false, command.Resource);
            var number = await work.Run(kind, () => db.Numbers.AsNoTracking().SingleOrDefaultAsync(n => n.Id == command.NumberId, ct), ct) ?? throw new NotFound("The number");
            var carrier = checks.For(number.Carrier);
            var (atCarrier, fromOutside) = (AtCarrier(carrier, number, ct), probe.Try(carrier.IsLocal, ct));
            IReadOnlyList<NumberCheck> all = [.. await atCarrier, await fromOutside];
            await work.Run(kind with { Audited = true }, () => Task.FromResult(0), ct);
            return new(number.Id, number.E164, number.Carrier, clock.GetUtcNow(), all);
        }

        private Task<IReadOnlyList<NumberCheck>> AtCarrier(ICarrierCheck carrier, Number number, CancellationToken ct) => secrets.TryAccount(number) is { } account
            ? carrier.Check(new(number.E164, ListNumbers.Addresses(webhooks.For(number), address, number).ForCarrier, number.Reporting?.SubscriptionId), account, ct)
            : Task.FromResult<IReadOnlyList<NumberCheck>>([NumberCheck.Failed(NumberNeed.Credentials, CheckReason.CredentialsUnreadable), .. NumberCheck.NotTried()]);
    }
}
