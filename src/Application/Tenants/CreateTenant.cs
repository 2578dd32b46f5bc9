using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Tenants;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Tenants;

/// <summary>Makes a tenant with the usual targets and its first administrator. The sender acts as the system of the tenant to be: its id becomes the tenant's.</summary>
public static class CreateTenant
{
    /// <param name="Password">Null where the administrator chooses it with the link.</param>
    [SystemOnly]
    public sealed record Command(string Slug, string Name, string Locale, string TimeZone, string DefaultRegion, string AdminEmail, string AdminName, string? Password = null)
        : ICommand<Result>
    {
        public override string ToString() => $"CreateTenant {{ Slug = {Slug} }}";
    }

    /// <param name="Link">Last segment of the invitation's address; null where the administrator has a password.</param>
    public sealed record Result(Guid TenantId, Guid AdminId, string? Link);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Slug).Matches("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$").Says("bad_slug", "Use 1 to 40 lower-case letters, digits and dashes.");
            RuleFor(c => c.Name).NotEmpty().AtMost(100);
            RuleFor(c => c.Locale).Locale();
            RuleFor(c => c.TimeZone).TimeZone();
            RuleFor(c => c.DefaultRegion).Region();
            RuleFor(c => c.AdminEmail).NotEmpty().AtMost(254).EmailAddress();
            RuleFor(c => c.AdminName).PersonName();
        }
    }

    internal sealed class Handler(IDeskDb db, IAccounts accounts, ICrossTenant everywhere, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            if (await everywhere.TenantBySlug(command.Slug, ct) is not null)
                throw new FieldRefused("slug", "slug_taken", "Another tenant has this name in its address.");

            var now = clock.GetUtcNow();
            db.Tenants.Add(new Tenant(command.Slug, command.Name, command.Locale, command.TimeZone, command.DefaultRegion, now, actor.TenantId));
            db.SlaPolicies.AddRange(SlaPolicy.Defaults.Select(d => new SlaPolicy(actor.TenantId, d.Key, d.Value)));
            // Accounts keep their own transactions; repeating the command finds the account that a failed one left behind.
            var adminId = await accounts.Create(command.AdminEmail.Trim(), command.Password, ct);
            var account = (await accounts.Find(adminId, ct))!;
            account.GuardMember("adminEmail");
            db.Staff.Add(new StaffMember(actor.TenantId, adminId, command.AdminName, account.Email, Roles.Admin, command.Locale, now));
            return new(actor.TenantId, adminId, account.HasPassword ? null : InvitationLink.Encode(adminId, await accounts.InvitationToken(adminId, ct)));
        }
    }
}
