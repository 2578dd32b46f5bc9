using EscalationCqrs.Application.Sla;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>How soon requests must be answered and resolved.</summary>
internal static class SlaEndpoints
{
    public static void MapSla(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/sla-policies").WithTags("SLA").RequireAuthorization();
        api.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new GetSlaTargets.Query(), ct)).WithSummary("The targets of each priority");
        api.MapPut("/", async (SetSlaTargets.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Set targets; they hold for new requests and changed priorities, running clocks keep theirs");
    }
}
