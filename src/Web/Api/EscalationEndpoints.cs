using EscalationCqrs.Application.Calls;
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
            .Produces<OpenEscalation.Result>(201).Produces<OpenEscalation.Result>().ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Open a request for a customer who phoned or wrote; while one is open in the conversation, that one is answered");
        api.MapGet("/stats", (IMediator m, CancellationToken ct) => m.Send(new GetEscalationStats.Query(), ct)).WithSummary("The present load");
        api.MapGet("/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetEscalation.Query(id), ct)).WithSummary("All facts about one request");
        api.MapGet("/{id:guid}/timeline", (Guid id, long? before, int? limit, IMediator m, CancellationToken ct) => m.Send(new GetTimeline.Query(id, before, limit ?? 200), ct))
            .WithSummary("Messages, notes and changes in order, oldest first; before takes the seq from which to look back");
        api.MapGet("/{id:guid}/history", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetHistory.Query(id), ct)).WithSummary("Every change of state, owner, priority and team in the conversation, and who owned it when");
        api.MapPost("/{id:guid}/claim", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new ClaimEscalation.Command(id), ct); return await m.Send(new GetEscalation.Query(id), ct); })
            .WithSummary("Take unowned work; answers the full object");
        api.MapPost("/{id:guid}/release", (Guid id, ReleaseBody? b, IMediator m, CancellationToken ct) => m.Done(new ReleaseEscalation.Command(id, b?.Reason), id, ct)).WithSummary("Give work back to the queue");
        api.MapPost("/{id:guid}/assign", (Guid id, AssignBody b, IMediator m, CancellationToken ct) => m.Done(new AssignEscalation.Command(id, b.UserId), id, ct)).WithSummary("Put unowned work into a colleague's hands");
        api.MapPost("/{id:guid}/reassign", (Guid id, ReassignBody b, IMediator m, CancellationToken ct) => m.Done(new ReassignEscalation.Command(id, b.UserId, b.TeamId, b.Reason), id, ct))
            .WithSummary("Move work to another person or to a team's queue, with a reason");
        api.MapPost("/{id:guid}/start", (Guid id, IMediator m, CancellationToken ct) => m.Done(new StartEscalation.Command(id), id, ct)).WithSummary("Mark work as in progress");
        api.MapPost("/{id:guid}/wait", (Guid id, IMediator m, CancellationToken ct) => m.Done(new WaitEscalation.Command(id), id, ct)).WithSummary("Say that the customer must act next; the resolution target pauses");
        api.MapPost("/{id:guid}/resolve", (Guid id, ResolveBody b, IMediator m, CancellationToken ct) => m.Done(new ResolveEscalation.Command(id, b.ResolutionNotes, b.ResumeBot), id, ct))
            .WithSummary("End the work with notes; the bot answers again only if resumeBot says so");
        api.MapPost("/{id:guid}/reopen", (Guid id, ReasonBody b, IMediator m, CancellationToken ct) => m.Done(new ReopenEscalation.Command(id, b.Reason), id, ct)).WithSummary("Take resolved work up again, with its last owner");
        api.MapPost("/{id:guid}/cancel", (Guid id, ReasonBody b, IMediator m, CancellationToken ct) => m.Done(new CancelEscalation.Command(id, b.Reason), id, ct)).WithSummary("End a request that needs no answer");
        api.MapPost("/{id:guid}/priority", (Guid id, PriorityBody b, IMediator m, CancellationToken ct) => m.Done(new ChangePriority.Command(id, b.Priority), id, ct)).WithSummary("Change the urgency; due times follow");
        api.MapPost("/{id:guid}/read", (Guid id, IMediator m, CancellationToken ct) => m.Done(new MarkRead.Command(id), id, ct)).WithSummary("Take the unread mark away; only the owner's reading counts");
        api.MapPost("/{id:guid}/messages", async (Guid id, MessageBody b, IMediator m, CancellationToken ct) =>
            Results.Created((string?)null, await m.Send(new ReplyToCustomer.Command(id, b.Channel, b.Text, b.ClientRequestId, b.TemplateId), ct))).Produces<ReplyToCustomer.Result>(201)
            .WithSummary("Write to the customer by chat, SMS or e-mail; the first message to an unowned customer claims it");
        api.MapPost("/{id:guid}/messages/{messageId:guid}/retry", (Guid id, Guid messageId, IMediator m, CancellationToken ct) => m.Send(new RetryMessage.Command(id, messageId), ct))
            .WithSummary("Send a failed SMS or e-mail once more; done twice, it is still sent once");
        api.MapPost("/{id:guid}/calls", async (Guid id, CallBody? b, IMediator m, CancellationToken ct) => Results.Created((string?)null, await m.Send(new PlaceCall.Command(id, b?.ClientRequestId), ct)))
            .Produces<PlaceCall.Result>(201).WithSummary("Call the customer: your own telephone rings first, and a key press connects");
        api.MapPost("/{id:guid}/calls/{callId:guid}/end", async (Guid id, Guid callId, IMediator m, CancellationToken ct) => { await m.Send(new EndCall.Command(id, callId), ct); return TypedResults.NoContent(); })
            .WithSummary("End the call that you placed");
        api.MapPost("/{id:guid}/notes", async (Guid id, TextBody b, IMediator m, CancellationToken ct) => { await m.Send(new AddNote.Command(id, b.Text), ct); return TypedResults.Created(); })
            .WithSummary("Write an internal remark that the customer never sees");
    }

    private static IResult Opened(OpenEscalation.Result result) =>
        result.Created ? Results.Created($"/api/v1/escalations/{result.EscalationId}", result) : Results.Ok(result);

    /// <summary>Sends a command about a request and answers with the request as it is then.</summary>
    private static async Task<GetEscalation.Result> Done(this IMediator mediator, IRequest<Unit> command, Guid id, CancellationToken ct)
    {
        await mediator.Send(command, ct);
        return await mediator.Send(new GetEscalation.Query(id), ct);
    }

    /// <param name="State">A state or several with commas, or <c>open</c> for all that are not finished.</param>
    /// <param name="Priority">A priority, or several with commas.</param>
    /// <param name="Assigned"><c>me</c>, <c>none</c> or the id of a member of staff.</param>
    /// <param name="Team"><c>mine</c>, <c>none</c> or the id of a team.</param>
    /// <param name="Q">Words of the customer's name, number, e-mail address or reason.</param>
    /// <param name="Sort"><c>work</c> (priority, then longest waiting), <c>newest</c>, <c>oldest</c>, <c>due</c> or <c>status</c>; <c>work</c> without.</param>
    /// <param name="Cursor">The <c>nextCursor</c> of the page before.</param>
    /// <param name="Limit">1 to 100 rows; 25 without.</param>
    public sealed record ListQuery(string? State, string? Priority, string? Assigned, string? Team, string? Q, string? Sort, string? Cursor, int? Limit)
    {
        public ListEscalations.Query ToQuery() => new(new(State, Priority, Assigned, Team, Q), Sort ?? "work", Cursor, Limit ?? 25);
    }

    public sealed record ReleaseBody(string? Reason);
    public sealed record AssignBody(Guid UserId);
    /// <summary>Either a person or a team.</summary>
    public sealed record ReassignBody(Guid? UserId, Guid? TeamId, string Reason);
    /// <param name="ResolutionNotes">What was done; demanded unless the tenant's settings say otherwise.</param>
    public sealed record ResolveBody(string? ResolutionNotes, bool ResumeBot = false);
    public sealed record ReasonBody(string Reason);
    public sealed record PriorityBody(Priority Priority);
    /// <param name="Channel"><c>chat</c>, <c>sms</c> or <c>email</c>.</param>
    /// <param name="ClientRequestId">An id of your own for this message: sent again under it, the message is not written twice.</param>
    /// <param name="TemplateId">Instead of a text: a template, filled in for this customer.</param>
    public sealed record MessageBody(Channel Channel, string? Text = null, Guid? ClientRequestId = null, Guid? TemplateId = null);

    /// <param name="ClientRequestId">Your own id of this request; a repeat answers with the call that already exists.</param>
    public sealed record CallBody(Guid? ClientRequestId);
    public sealed record TextBody(string Text);
}
