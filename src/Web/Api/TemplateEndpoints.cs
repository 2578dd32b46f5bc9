using EscalationCqrs.Application.Templates;
using EscalationCqrs.Domain.Templates;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Replies that are written once and used often.</summary>
internal static class TemplateEndpoints
{
    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/templates").WithTags("Templates").RequireAuthorization();
        api.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new ListTemplates.Query(), ct)).WithSummary("The templates that the caller may use");
        api.MapGet("/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetTemplate.Query(id), ct)).WithSummary("One template");
        api.MapPost("/", async (TemplateBody b, IMediator m, CancellationToken ct) => TypedResults.Created((string?)null, await m.Send(b.ToCommand(null), ct)))
            .WithSummary("Write a template for oneself, a team or everybody");
        api.MapPut("/{id:guid}", (Guid id, TemplateBody b, IMediator m, CancellationToken ct) => m.Send(b.ToCommand(id), ct)).WithSummary("Change a template");
        api.MapDelete("/{id:guid}", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new DeleteTemplate.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Take a template away");
        routes.MapGet("/api/v1/escalations/{id:guid}/templates", (Guid id, string? q, IMediator m, CancellationToken ct) => m.Send(new SuggestTemplates.Query(id, q), ct))
            .WithTags("Templates").RequireAuthorization().WithSummary("Templates filled in for one customer, the best fit for what was typed first");
    }

    /// <param name="TeamId">For the scope <c>team</c>.</param>
    public sealed record TemplateBody(string Name, TemplateScope Scope, Guid? TeamId, IReadOnlyList<Wording> Texts)
    {
        public SaveTemplate.Command ToCommand(Guid? id) => new(id, Name, Scope, TeamId, Texts);
    }
}
