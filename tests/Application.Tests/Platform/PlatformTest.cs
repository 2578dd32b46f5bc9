using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Tests.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Tests.Platform;

/// <summary>What the tests about the platform share: an administrator who stands outside, at a tenant's door, or inside it.</summary>
public abstract class PlatformTest(AppFixture app) : StaffTest(app)
{
    protected const string Reason = "Looking into a report";

    protected ICrossTenant Everywhere => App.Services.GetRequiredService<ICrossTenant>();

    /// <summary>An administrator of the platform with a real account, in no tenant.</summary>
    protected async Task<CurrentActor> Administrator(string? email = null)
    {
        email ??= NewEmail();
        var made = await As(CurrentActor.System(Guid.Empty)).Send(new CreatePlatformAdministrator.Command(email, "Root Operator"));
        return new CurrentActor { Kind = ActorKind.Platform, Id = made.AccountId, Name = "Root Operator", Email = email, Permissions = new HashSet<string> { Permissions.Platform.Enter } };
    }

    /// <summary>The administrator as the entry makes them before they enter.</summary>
    protected static CurrentActor AtTheDoor(CurrentActor administrator, Guid tenantId) => new()
    {
        Kind = administrator.Kind, TenantId = tenantId, Id = administrator.Id, Name = administrator.Name, Email = administrator.Email, Permissions = administrator.Permissions,
    };

    protected Task<EnterTenant.Result> Enters(CurrentActor administrator, Desk desk, int? minutes = null) =>
        As(AtTheDoor(administrator, desk.Tenant.Id)).Send(new EnterTenant.Command(Reason, minutes));

    /// <summary>The administrator inside, as the look-up of a request finds them now; null if it finds nobody.</summary>
    protected async Task<CurrentActor?> Inside(CurrentActor administrator, EnterTenant.Result visit) =>
        await Everywhere.Visit(visit.TenantId, visit.VisitId, administrator.Id!.Value, Clock.Now, default) is { } facts
            ? new CurrentActor { Kind = ActorKind.Platform, TenantId = facts.TenantId, VisitId = facts.VisitId, Id = facts.By.AccountId, Name = facts.By.Name, Email = facts.By.Email, Permissions = facts.Permissions }
            : null;
}
