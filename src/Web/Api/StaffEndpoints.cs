using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Staff;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>The people who answer, and what one does about oneself.</summary>
internal static class StaffEndpoints
{
    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/staff").WithTags("Staff").RequireAuthorization();
        api.MapGet("/", (bool? includeInactive, IMediator m, CancellationToken ct) => m.Send(new ListStaff.Query(includeInactive ?? false), ct)).WithSummary("The people of the tenant with their present load");
        api.MapGet("/available", (IMediator m, CancellationToken ct) => m.Send(new ListAvailableStaff.Query(), ct)).WithSummary("Who is online and below capacity, with free slots");
        api.MapGet("/me", (IMediator m, CancellationToken ct) => m.Send(new GetMe.Query(), ct)).WithSummary("Who the caller is here, and what they may do");
        api.MapPut("/me/presence", async (PresenceBody b, IMediator m, CancellationToken ct) => { await m.Send(new SetPresence.Command(b.Presence), ct); return TypedResults.NoContent(); })
            .WithSummary("Say whether one may receive work now");
        api.MapPut("/me/preferences", async (UpdatePreferences.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Choose one's language and time zone");
    }

    public sealed record PresenceBody(Presence Presence);
}
