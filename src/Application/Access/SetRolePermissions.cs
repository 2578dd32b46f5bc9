using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Access;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Access;

/// <summary>Changes what a role permits, in every tenant of the platform, from the next request on; without a list the built-in role is restored.</summary>
public static class SetRolePermissions
{
    /// <summary>What a role can be given at all.</summary>
    public static readonly IReadOnlyList<string> Grantable = [.. Permissions.All.Except(Permissions.OfNoRole)];

    /// <param name="Permissions">Null restores what the role was shipped with.</param>
    [Requires(Access.Permissions.Settings.System)]
    public sealed record Command(string Role, IReadOnlyList<string>? Permissions) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("role_permission", null);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Role).Must(role => role is not null && Roles.Defaults.ContainsKey(role)).Says("role_required", "Choose a role.");
            RuleFor(c => c.Permissions).Must(p => p is null || p.All(Grantable.Contains)).Says("unknown_permission", "Choose permissions from the catalogue.");
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var wanted = (command.Permissions ?? Roles.Defaults[command.Role]).ToHashSet();
            if (Roles.Defaults[command.Role].Contains(Permissions.Settings.System) && !wanted.Contains(Permissions.Settings.System))
                throw new RuleViolation("last_system_role", "This role keeps settings:system, or nobody could change roles any more.");

            var held = await db.RolePermissions.Where(p => p.Role == command.Role).ToListAsync(ct);
            db.RolePermissions.RemoveRange(held.Where(p => !wanted.Contains(p.Permission)));
            db.RolePermissions.AddRange(wanted.Except(held.Select(p => p.Permission)).Select(p => new RolePermission(command.Role, p)));
            if (!wanted.SetEquals(held.Select(p => p.Permission)))
                db.Audit("RolePermissionsChanged", "role_permission", null, AuditSeverity.Critical, command.Role);

            return Unit.Value;
        }
    }
}
