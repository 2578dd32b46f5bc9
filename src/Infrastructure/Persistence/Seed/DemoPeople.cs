using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Responder;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Application.Templates;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Templates;
using EscalationCqrs.Domain.Tenants;
using EscalationCqrs.Infrastructure.Telephony;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>The demo tenants with their staff, teams, number and FAQ.</summary>
internal sealed class DemoPeople(IServiceProvider services, StoryClock clock, CancellationToken ct)
{
    // The demo account of the bundled carrier simulator; real ones are entered on the page of numbers.
    private const string CarrierAccount = "AC00000000000000000000000000000001", Secret = "not-a-real-auth-token-0123456789", DeskNumber = "+15005550006";

    private readonly DeskSender _sender = services.GetRequiredService<DeskSender>();

    public Guid TenantId { get; private set; }

    public Guid NumberId { get; private set; }

    public List<Guid> Agents { get; } = [];

    public Guid Supervisor { get; private set; }

    public Dictionary<string, Guid> Teams { get; } = [];

    public async Task Demo()
    {
        TenantId = Guid.CreateVersion7(clock.Now);
        var made = await As(CurrentActor.System(TenantId), new CreateTenant.Command("demo", "Meridian support", "en", "Europe/Berlin", "US", "admin@demo.test", "Ada Lindqvist", DemoSeed.Password));
        var admin = await Staff(made.AdminId);
        await Invite(admin, "manager@demo.test", "Mila Novak", Roles.Manager);
        Supervisor = await Invite(admin, "supervisor@demo.test", "Sam Rivera", Roles.Supervisor);
        await Invite(admin, "viewer@demo.test", "Vic Tan", Roles.Viewer);
        foreach (var (name, i) in new[] { "Noor Haddad", "Bao Nguyen", "Dana Weiss", "Eli Brandt", "Sofia Marin" }.Select((n, i) => (n, i + 1)))
        {
            Agents.Add(await Invite(admin, $"agent{i}@demo.test", name, Roles.Staff));
            // Their own telephones, on the page of the simulator.
            await As(await Staff(Agents[^1]), new UpdatePreferences.Command("en", null, $"+1415555015{i}"));
        }

        await Team(admin, "Delivery", Agents[0], Agents[1], Agents[2]);
        await Team(admin, "Billing", Agents[0], Agents[3], Agents[4]);
        await Number(admin);
        foreach (var (name, en, vi) in DemoWords.Templates)
            await As(admin, new SaveTemplate.Command(null, name, TemplateScope.Tenant, null, [new("en", en), new("vi", vi)]));
        foreach (var (locale, question, answer) in DemoWords.Faq)
            await As(admin, new SaveFaqEntry.Command(null, locale, question, answer));
    }

    /// <summary>The one who administers the platform, and belongs to no tenant.</summary>
    public async Task Platform()
    {
        await Account("superadmin@demo.test");
        await As(CurrentActor.System(Guid.Empty), new CreatePlatformAdministrator.Command("superadmin@demo.test", "Root Operator"));
    }

    public async Task Other()
    {
        var tenantId = Guid.CreateVersion7(clock.Now);
        var made = await As(CurrentActor.System(tenantId), new CreateTenant.Command("other", "Other company", "en", "UTC", "US", "admin@other.test", "Olga Other", DemoSeed.Password));
        await Invite(await Staff(made.AdminId, tenantId), "agent1@other.test", "Otto Other", Roles.Staff);
    }

    public Task<T> As<T>(IActor actor, IRequest<T> request) => _sender.Send(actor, request, ct);

    public IActor Customer(Guid? conversationId) => new CurrentActor { Kind = ActorKind.Customer, TenantId = TenantId, ConversationId = conversationId };

    /// <summary>A member of staff with what the role permits now.</summary>
    public async Task<IActor> Staff(Guid id, Guid? tenantId = null)
    {
        var facts = await services.GetRequiredService<ICrossTenant>().Staff(tenantId ?? TenantId, id, ct) ?? throw new InvalidOperationException($"Staff {id} is missing.");
        return new CurrentActor
        {
            Kind = ActorKind.Staff, TenantId = facts.TenantId, Id = facts.AccountId, Name = facts.Name, Email = facts.Email,
            Permissions = facts.Permissions, TeamIds = facts.TeamIds, Visibility = VisibilityPolicy.Tenant,
        };
    }

    private async Task<Guid> Invite(IActor by, string email, string name, string role)
    {
        await Account(email);
        var invited = await As(by, new InviteStaff.Command(email, name, role));
        if (role == Roles.Staff)
            await As(await Staff(invited.StaffId, by.TenantId), new SetPresence.Command(Presence.Online));
        return invited.StaffId;
    }

    /// <summary>Made first, with the demo's password: whatever needs the account then finds it.</summary>
    private async Task Account(string email)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IAccounts>().Create(email, DemoSeed.Password, ct);
    }

    private async Task Team(IActor by, string name, params Guid[] members)
    {
        var team = await As(by, new CreateTeam.Command(name));
        await As(by, new SetTeamMembers.Command(team.TeamId, members));
        Teams[name] = team.TeamId;
    }

    private async Task Number(IActor by)
    {
        var number = await As(by, new AddNumber.Command(DeskNumber, "Main number", "twilio", CarrierAccount, Secret));
        NumberId = number.NumberId;
        await As(by, new UpdateNumber.Command(NumberId, "Main number", 10, IsActive: true, IsDefault: true));
    }
}
