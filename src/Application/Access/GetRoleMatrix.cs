using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Access;

/// <summary>Which role may do what.</summary>
public static class GetRoleMatrix
{
    [Requires(Permissions.User.Edit)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Permissions">All that a role can hold, in the catalogue's order.</param>
    /// <param name="Reserved">In the catalogue, but shipped disabled.</param>
    public sealed record Result(IReadOnlyList<string> Permissions, IReadOnlyList<string> Reserved, IReadOnlyList<Row> Roles);

    /// <param name="IsAsShipped">Nothing differs from the built-in role.</param>
    public sealed record Row(string Role, IReadOnlyList<string> Permissions, bool IsAsShipped);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var held = (await db.RolePermissions.ToListAsync(ct)).ToLookup(p => p.Role, p => p.Permission);
            return new(SetRolePermissions.Grantable, Permissions.Reserved,
                [.. Roles.Defaults.Select(d => new Row(d.Key, [.. held[d.Key].Order()], held[d.Key].ToHashSet().SetEquals(d.Value)))]);
        }
    }
}
