using EscalationCqrs.Application.Staff;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Who works here and as what; for administrators.</summary>
internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization();
        api.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new ListStaff.Query(IncludeInactive: true), ct)).WithSummary("Everyone, those who left too");
        api.MapPost("/", async (InviteStaff.Command c, IMediator m, CancellationToken ct) => { var r = await m.Send(c, ct); return TypedResults.Created($"/api/v1/users/{r.StaffId}", r); })
            .WithSummary("Invite a person; answers the last segment of /account/invitation/{link}");
        api.MapPut("/{id:guid}", async (Guid id, UserBody b, IMediator m, CancellationToken ct) => { await m.Send(new UpdateStaff.Command(id, b.Name, b.MaxConcurrent), ct); return TypedResults.NoContent(); })
            .WithSummary("Correct a name and how much work the person gets at once");
        api.MapPost("/{id:guid}/role", async (Guid id, RoleBody b, IMediator m, CancellationToken ct) => { await m.Send(new ChangeRole.Command(id, b.Role, b.Reason), ct); return TypedResults.NoContent(); })
            .WithSummary("Give another role, with a reason");
        api.MapPost("/{id:guid}/password-link", (Guid id, IMediator m, CancellationToken ct) => m.Send(new CreatePasswordLink.Command(id), ct)).WithSummary("A link to choose a new password");
        api.MapPost("/{id:guid}/deactivate", (Guid id, IMediator m, CancellationToken ct) => m.Send(new DeactivateStaff.Command(id), ct)).WithSummary("End access; open work goes back to the queue");
        api.MapPost("/{id:guid}/reactivate", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new ReactivateStaff.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Let somebody who left come back, with the role they had");
        routes.MapPost("/api/v1/auth/invitations/accept", (AcceptInvitation.Command c, IMediator m, CancellationToken ct) => m.Send(c, ct)).WithTags("Sign-in").ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Choose the password of an invited account");
    }

    public sealed record UserBody(string Name, int MaxConcurrent);
    public sealed record RoleBody(string Role, string Reason);
}
