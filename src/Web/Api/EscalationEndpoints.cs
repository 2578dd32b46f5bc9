using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Requests for a person, as staff and integrations work on them.</summary>
internal static class EscalationEndpoints
{
    public static void MapEscalations(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/escalations").WithTags("Escalations").RequireAuthorization();
        api.MapGet("/", ([AsParameters] ListQuery q, IMediator m, CancellationToken ct) => m.Send(q.ToQuery(), ct)).WithSummary("One page of what the caller sees, with counts");
        api.MapPost("/search", (ListQuery q, IMediator m, CancellationToken ct) => m.Send(q.ToQuery(), ct)).WithSummary("The same filters as a body");
        api.MapPost("/", async (OpenEscalation.Command c, IMediator m, CancellationToken ct) => Opened(await m.Send(c, ct)))
            .Produces<OpenEscalation.Result>(201).Produces<OpenEscalation.Result>().WithSummary("Open a request for a customer who phoned or wrote");
        api.MapGet("/stats", (IMediator m, CancellationToken ct) => m.Send(new GetEscalationStats.Query(), ct)).WithSummary("The present load");
        api.MapGet("/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetEscalation.Query(id), ct)).WithSummary("All facts about one request");
        api.MapGet("/{id:guid}/timeline", (Guid id, long? before, int? limit, IMediator m, CancellationToken ct) => m.Send(new GetTimeline.Query(id, before, limit ?? 200), ct));
        api.MapGet("/{id:guid}/history", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetHistory.Query(id), ct));
        api.MapPost("/{id:guid}/claim", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new ClaimEscalation.Command(id), ct); return await m.Send(new GetEscalation.Query(id), ct); })
            .WithSummary("Take unowned work; answers the full object");
        api.MapPost("/{id:guid}/release", (Guid id, ReleaseBody? b, IMediator m, CancellationToken ct) => m.Done(new ReleaseEscalation.Command(id, b?.Reason), id, ct));
        api.MapPost("/{id:guid}/assign", (Guid id, AssignBody b, IMediator m, CancellationToken ct) => m.Done(new AssignEscalation.Command(id, b.UserId), id, ct));
        api.MapPost("/{id:guid}/reassign", (Guid id, ReassignBody b, IMediator m, CancellationToken ct) => m.Done(new ReassignEscalation.Command(id, b.UserId, b.TeamId, b.Reason ?? ""), id, ct));
        api.MapPost("/{id:guid}/start", (Guid id, IMediator m, CancellationToken ct) => m.Done(new StartEscalation.Command(id), id, ct));
        api.MapPost("/{id:guid}/wait", (Guid id, IMediator m, CancellationToken ct) => m.Done(new WaitEscalation.Command(id), id, ct));
        api.MapPost("/{id:guid}/resolve", (Guid id, ResolveBody b, IMediator m, CancellationToken ct) => m.Done(new ResolveEscalation.Command(id, b.ResolutionNotes, b.ResumeBot), id, ct));
        api.MapPost("/{id:guid}/reopen", (Guid id, ReasonBody b, IMediator m, CancellationToken ct) => m.Done(new ReopenEscalation.Command(id, b.Reason ?? ""), id, ct));
        api.MapPost("/{id:guid}/cancel", (Guid id, ReasonBody b, IMediator m, CancellationToken ct) => m.Done(new CancelEscalation.Command(id, b.Reason ?? ""), id, ct));
        api.MapPost("/{id:guid}/priority", (Guid id, PriorityBody b, IMediator m, CancellationToken ct) => m.Done(new ChangePriority.Command(id, b.Priority), id, ct));
        api.MapPost("/{id:guid}/read", (Guid id, IMediator m, CancellationToken ct) => m.Done(new MarkRead.Command(id), id, ct));
        api.MapPost("/{id:guid}/messages", async (Guid id, MessageBody b, IMediator m, CancellationToken ct) =>
            Results.Created((string?)null, await m.Send(new ReplyToCustomer.Command(id, b.Channel, b.Text ?? "", b.ClientRequestId), ct))).Produces<ReplyToCustomer.Result>(201)
            .WithSummary("Write to the customer by chat or SMS; the first message to an unowned customer claims it");
        api.MapPost("/{id:guid}/messages/{messageId:guid}/retry", (Guid id, Guid messageId, IMediator m, CancellationToken ct) => m.Send(new RetryMessage.Command(id, messageId), ct));
        api.MapPost("/{id:guid}/notes", async (Guid id, TextBody b, IMediator m, CancellationToken ct) => { await m.Send(new AddNote.Command(id, b.Text ?? ""), ct); return Results.Created(); });
    }

    private static IResult Opened(OpenEscalation.Result result) =>
        result.Created ? Results.Created($"/api/v1/escalations/{result.EscalationId}", result) : Results.Ok(result);

    /// <summary>Sends a command about a request and answers with the request as it is then.</summary>
    private static async Task<GetEscalation.Result> Done(this IMediator mediator, IRequest<Unit> command, Guid id, CancellationToken ct)
    {
        await mediator.Send(command, ct);
        return await mediator.Send(new GetEscalation.Query(id), ct);
    }

    public sealed record ListQuery(string? State, string? Priority, string? Assigned, string? Team, string? Q, string? Sort, string? Cursor, int? Limit)
    {
        public ListEscalations.Query ToQuery() => new(new(State, Priority, Assigned, Team, Q), Sort ?? "work", Cursor, Limit ?? 25);
    }

    public sealed record ReleaseBody(string? Reason);
    public sealed record AssignBody(Guid UserId);
    public sealed record ReassignBody(Guid? UserId, Guid? TeamId, string? Reason);
    public sealed record ResolveBody(string? ResolutionNotes, bool ResumeBot = false);
    public sealed record ReasonBody(string? Reason);
    public sealed record PriorityBody(Priority Priority);
    public sealed record MessageBody(Channel Channel, string? Text, Guid? ClientRequestId = null);
    public sealed record TextBody(string? Text);
}
