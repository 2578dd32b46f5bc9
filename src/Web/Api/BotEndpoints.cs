using EscalationCqrs.Application.Conversations;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>For bots of integrators, with an API token.</summary>
internal static class BotEndpoints
{
    public static void MapBots(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/conversations/{id:guid}/bot-messages", async (Guid id, Body b, IMediator m, CancellationToken ct) =>
                Results.Created((string?)null, await m.Send(new PostBotMessage.Command(id, b.Text), ct)))
            .WithTags("Bots").RequireAuthorization().Produces<PostBotMessage.Result>(201).WithSummary("Answer a customer as the bot; 409 bot_paused while a person is asked for");

    public sealed record Body(string Text);
}
