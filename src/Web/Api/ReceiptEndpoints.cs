using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Webhooks as they were kept, and the way back for those that were refused or not understood.</summary>
internal static class ReceiptEndpoints
{
    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/webhooks/receipts").WithTags("Webhooks").RequireAuthorization();
        api.MapGet("/", (string? state, Guid? numberId, string? cursor, int? limit, IMediator m, CancellationToken ct) =>
                m.Send(new ListReceipts.Query(QueryWords.Word<WebhookState>("state", state), numberId, cursor, limit ?? 50), ct))
            .WithSummary("Webhooks and what became of them, newest first");
        api.MapGet("/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetReceipt.Query(id), ct))
            .WithSummary("One webhook, what could be personal masked");
        api.MapPost("/{id:guid}/replay", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new ReplayReceipt.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Verify a quarantined webhook again and have it worked on");
        api.MapDelete("/{id:guid}", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new DismissReceipt.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Delete a quarantined webhook that nobody needs to work on");
    }
}
