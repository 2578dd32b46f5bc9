using EscalationCqrs.Application.Teams;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Groups of agents that share a queue.</summary>
internal static class TeamsEndpoints
{
    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/teams").WithTags("Teams").RequireAuthorization();
        api.MapGet("/", (bool? includeInactive, IMediator m, CancellationToken ct) => m.Send(new ListTeams.Query(includeInactive ?? false), ct)).WithSummary("The teams with their members");
        api.MapPost("/", async (CreateTeam.Command c, IMediator m, CancellationToken ct) => { var r = await m.Send(c, ct); return TypedResults.Created($"/api/v1/teams/{r.TeamId}", r); })
            .WithSummary("Add a team, still without members");
        api.MapPut("/{id:guid}", async (Guid id, TeamBody b, IMediator m, CancellationToken ct) => { await m.Send(new UpdateTeam.Command(id, b.Name, b.IsActive), ct); return TypedResults.NoContent(); })
            .WithSummary("Rename a team, or take it out of use and back");
        api.MapPut("/{id:guid}/members", async (Guid id, MembersBody b, IMediator m, CancellationToken ct) => { await m.Send(new SetTeamMembers.Command(id, b.StaffIds), ct); return TypedResults.NoContent(); })
            .WithSummary("Say who is in the team; whoever is not named leaves it");
    }

    public sealed record TeamBody(string Name, bool IsActive = true);
    public sealed record MembersBody(IReadOnlyList<Guid> StaffIds);
}
