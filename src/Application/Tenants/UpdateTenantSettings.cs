using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Tenants;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tenants;

/// <summary>Changes the tenant's name, place and rules of work.</summary>
public static class UpdateTenantSettings
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(string Name, string Locale, string TimeZone, string DefaultRegion, VisibilityPolicy Visibility, bool SelfClaimAllowed, bool NotesRequired, int ReopenHours)
        : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("tenant", null);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().Says("name_required", "Enter a name.").AtMost(100);
            RuleFor(c => c.Locale).Locale();
            RuleFor(c => c.TimeZone).TimeZone();
            RuleFor(c => c.DefaultRegion).Region();
            RuleFor(c => c.Visibility).IsInEnum();
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var tenant = await db.Tenants.SingleAsync(ct);

            tenant.Edit(command.Name, command.Locale, command.TimeZone, command.DefaultRegion);
            tenant.SetWork(command.Visibility, command.SelfClaimAllowed, command.NotesRequired, command.ReopenHours);

            return Unit.Value;
        }
    }
}
