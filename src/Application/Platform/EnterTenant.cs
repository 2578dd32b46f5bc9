using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Platform;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Platform;

/// <summary>
/// A platform administrator enters a tenant for a reason and for a time. The sender stands in the tenant already, so that the visit and its audit
/// entries are rows of that tenant.
/// </summary>
public static class EnterTenant
{
    /// <param name="Minutes">How long the visit may last; null means an hour.</param>
    [Requires(Permissions.Platform.Enter)]
    public sealed record Command(string Reason, int? Minutes = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("platform_visit", null);
    }

    public sealed record Result(Guid VisitId, Guid TenantId, string TenantSlug, string TenantName, DateTimeOffset FromAt, DateTimeOffset UntilAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= PlatformVisit.MinReasonLength)
                .Says("visit_reason", $"Say in at least {PlatformVisit.MinReasonLength} characters why; the tenant reads it.");
            RuleFor(c => c.Reason).AtMost(PlatformVisit.MaxReasonLength);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var tenant = await db.Tenants.SingleAsync(ct);
            var length = command.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : PlatformVisit.UsualLength;
            var visit = new PlatformVisit(tenant.Id, actor.Id!.Value, actor.Name, actor.Email!, command.Reason, length, clock.GetUtcNow());

            db.PlatformVisits.Add(visit);
            db.Audit("TenantEntered", "platform_visit", visit.Id, AuditSeverity.Warning, visit.Reason);

            return new(visit.Id, tenant.Id, tenant.Slug, tenant.Name, visit.FromAt, visit.UntilAt);
        }
    }
}
