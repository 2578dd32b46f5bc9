using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Tenants;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tenants;

/// <summary>How this tenant works.</summary>
public static class GetTenantSettings
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(Guid Id, string Slug, string Name, string Locale, string TimeZone, string DefaultRegion, VisibilityPolicy Visibility, bool SelfClaimAllowed,
        bool NotesRequired, int ReopenHours, bool ResponderEnabled, IReadOnlyList<string> WidgetOrigins, bool RecordsCalls, int RecordingDays, bool KeepsCarrierCopies, TimeOnly? QuietFrom, TimeOnly? QuietUntil);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public Task<Result> Handle(Query query, CancellationToken ct) =>
            db.Tenants.Select(t => new Result(t.Id, t.Slug, t.Name, t.Locale, t.TimeZone, t.DefaultRegion, t.Visibility, t.SelfClaimAllowed, t.NotesRequired, t.ReopenHours,
                t.ResponderEnabled, t.WidgetOrigins, t.RecordsCalls, t.RecordingDays, t.KeepsCarrierCopies, t.QuietFrom, t.QuietUntil)).SingleAsync(ct);
    }
}
