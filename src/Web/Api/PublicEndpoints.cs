using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Live;
using EscalationCqrs.Web.Security;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>What customers call, without a login: a signed conversation token speaks for them.</summary>
internal static class PublicEndpoints
{
    public const string TokenHeader = "X-Conversation-Token";

    public static void MapPublic(this IEndpointRouteBuilder routes)
    {
        // Readable by every site, so that one that may not show the chat is told why.
        routes.MapGet("/api/v1/public/{tenant}", Describe).WithTags("Public").RequireCors(anyone => anyone.AllowAnyOrigin())
            .ProducesProblem(403).WithSummary("What the widget shows of a tenant; refused to sites that the tenant did not name");
        var api = routes.MapGroup("/api/v1/public/{tenant}/conversations").WithTags("Public").RequireCors(WidgetCors.Policy).AddEndpointFilter(EnterTenant).Limited<PublicLimits>();
        api.MapPost("/", async (StartConversation.Command c, IActor actor, ConversationTokens tokens, IMediator m, CancellationToken ct) =>
        {
            var started = await m.Send(c, ct);
            return Results.Created((string?)null, new Started(started.ConversationId, tokens.Issue(actor.TenantId, started.ConversationId), started.BotPaused, started.Locale));
        }).Produces<Started>(201).WithSummary("Start a chat; the answer's token goes with all further calls");
        var one = api.MapGroup("/{id:guid}");
        one.MapPost("/messages", async (Guid id, MessageBody b, IMediator m, CancellationToken ct) =>
            Results.Created((string?)null, await m.Send(new PostCustomerMessage.Command(id, b.Text, b.ClientRequestId), ct))).Produces<PostCustomerMessage.Result>(201)
            .WithSummary("Write as the customer; while no person is asked for, the built-in responder may answer");
        one.MapGet("/messages", (Guid id, Guid? after, int? limit, IMediator m, CancellationToken ct) => m.Send(new GetPublicConversation.Query(id, after, limit ?? 200), ct))
            .WithSummary("Chat messages and the state of the request");
        one.MapGet("/events", CustomerStream.Stream).WithSummary("Server-sent events of this conversation").Produces<string>(200, "text/event-stream").WithMetadata(new LongLived());
        one.MapPost("/escalation", Escalate).Limited<EscalationLimits>().Produces<Escalated>(201).Produces<Escalated>().WithSummary("Ask for a person; a repeat answers with the open request");
        one.MapDelete("/escalation", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new WithdrawEscalation.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("The customer no longer needs a person");
    }

    private static async Task<Desk> Describe(string tenant, HttpContext http, IMediator m, CancellationToken ct)
    {
        var desk = await m.Send(new GetPublicTenant.Query(tenant), ct);
        WidgetCors.Guard(http.Request.Headers.Origin.ToString(), desk.Origins);
        (http.Response.Headers.CacheControl, http.Response.Headers.Vary) = ("private, max-age=300", "Origin");
        return new Desk(desk.Name, desk.Locale);
    }

    private static async Task<IResult> Escalate(Guid id, EscalationBody b, HttpContext http, IMediator m, CancellationToken ct)
    {
        var result = await m.Send(new RequestEscalation.Command(id, b.Reason, b.PreferredMethod, b.Phone, b.Email, b.Consent, b.Priority, b.Locale), ct);
        var texts = Texts.For(b.Locale ?? http.Language());
        var answer = new Escalated(true, result.ConversationId, result.EscalationId, result.State, texts.Find("widget.escalated") ?? "Your session has been escalated. A team member will contact you soon.");
        return result.Created ? Results.Created((string?)null, answer) : Results.Ok(answer);
    }

    /// <summary>Finds the tenant of the address and, where a token came along, the conversation it speaks for.</summary>
    private static async ValueTask<object?> EnterTenant(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var tenant = await http.RequestServices.GetRequiredService<ICrossTenant>().TenantBySlug((string)http.GetRouteValue("tenant")!, http.RequestAborted) ?? throw new NotFound("The desk");
        Guid? conversation = null;
        if (http.GetRouteValue("id") is not null)
        {
            var token = http.Request.Headers[TokenHeader].ToString() is { Length: > 0 } header ? header : http.Request.Query["token"].ToString();
            conversation = http.RequestServices.GetRequiredService<ConversationTokens>().Read(token, tenant.Id) ?? throw new NotSignedIn("The conversation token is missing, expired or forged.");
        }

        http.RequestServices.GetRequiredService<ActorHolder>().Actor = ActorSource.Customer(tenant.Id, conversation, http);
        // Handlers were given the actor of before: the ones below take it from the holder.
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is IActor)
                context.Arguments[i] = http.RequestServices.GetRequiredService<ActorHolder>().Actor;
        }

        return await next(context);
    }

    public sealed record Desk(string Name, string Locale);
    public sealed record Started(Guid ConversationId, string Token, bool BotPaused, string Locale);
    /// <param name="ClientRequestId">An id of your own for this message: sent again under it, the message is not written twice.</param>
    public sealed record MessageBody(string Text, Guid? ClientRequestId = null);
    /// <param name="Reason">What it is about, at least ten characters.</param>
    /// <param name="Phone">For <c>sms</c> and <c>call</c>; without a country code it is read as one of the tenant's country.</param>
    /// <param name="Email">For <c>email</c>.</param>
    /// <param name="Consent">The customer agreed to be texted or called; demanded for <c>sms</c> and <c>call</c>.</param>
    /// <param name="Locale">Language in which the consent was shown, <c>en</c> or <c>vi</c>; the conversation's without.</param>
    public sealed record EscalationBody(string Reason, ContactMethod PreferredMethod, string? Phone, string? Email, bool Consent, Priority Priority = Priority.Medium, string? Locale = null);
    public sealed record Escalated(bool Success, Guid ConversationId, Guid EscalationId, EscalationState State, string Message);
}

/// <summary>The request stays open for long: limits of requests a minute do not fit.</summary>
internal sealed class LongLived;
