using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Responder;
using EscalationCqrs.Application.Tenants;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>How the tenant works: general settings, widget, FAQ, roles.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Settings").RequireAuthorization();
        api.MapGet("/settings", (IMediator m, CancellationToken ct) => m.Send(new GetTenantSettings.Query(), ct)).WithSummary("How the tenant works");
        api.MapPut("/settings", async (UpdateTenantSettings.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Change the tenant's name, place and rules of work");
        api.MapPut("/settings/widget", async (UpdateWidgetSettings.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Which sites may show the widget, and whether the built-in responder answers");
        api.MapPut("/settings/recording", async (UpdateRecordingSettings.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Whether calls are recorded, and how long recordings are kept");
        api.MapGet("/faq-entries", (string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListFaqEntries.Query(cursor, limit ?? 100), ct))
            .WithSummary("The questions that the built-in responder can answer");
        api.MapPost("/faq-entries", async (FaqBody b, IMediator m, CancellationToken ct) => TypedResults.Created((string?)null, await m.Send(b.ToCommand(null), ct)))
            .WithSummary("Teach the built-in responder an answer");
        api.MapPut("/faq-entries/{id:guid}", (Guid id, FaqBody b, IMediator m, CancellationToken ct) => m.Send(b.ToCommand(id), ct)).WithSummary("Correct an answer of the built-in responder");
        api.MapDelete("/faq-entries/{id:guid}", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new DeleteFaqEntry.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Take an answer away from the built-in responder");
        api.MapGet("/roles", (IMediator m, CancellationToken ct) => m.Send(new GetRoleMatrix.Query(), ct)).WithSummary("Which role may do what");
        api.MapPut("/roles/{role}", async (string role, RoleBody b, IMediator m, CancellationToken ct) => { await m.Send(new SetRolePermissions.Command(role, b.Permissions), ct); return TypedResults.NoContent(); })
            .WithSummary("Change what a role permits on the whole platform; permissions null restores the built-in role");
    }

    public sealed record RoleBody(IReadOnlyList<string>? Permissions);

    public sealed record FaqBody(string Locale, string Question, string Answer)
    {
        public SaveFaqEntry.Command ToCommand(Guid? id) => new(id, Locale, Question, Answer);
    }
}
