using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Load;

/// <summary>A tenant with a supervisor, teams of agents, and a number at the simulator. All can sign in.</summary>
public sealed class LoadTenant
{
    public const string AccountSid = "AC00000000000000000000000000000001", OwnNumber = "+15005550006";

    /// <summary>The simulator's published demo token; it opens nothing else.</summary>
    public const string SimulatorToken = "not-a-real-auth-token-0123456789";

    private LoadTenant(Tenant tenant, StaffMember supervisor, IReadOnlyList<StaffMember> agents, IReadOnlyList<Team> teams, Number number) =>
        (Tenant, Supervisor, Agents, Teams, Number) = (tenant, supervisor, agents, teams, number);

    public Tenant Tenant { get; }
    public StaffMember Supervisor { get; }
    public IReadOnlyList<StaffMember> Agents { get; }
    public IReadOnlyList<Team> Teams { get; }
    public Number Number { get; }

    /// <param name="teamsOf">Which teams the agent of an index belongs to.</param>
    public static async Task<LoadTenant> Create(Bench bench, LoadDatabase database, int agents, int teams, Func<int, IEnumerable<int>> teamsOf)
    {
        var now = DateTimeOffset.UtcNow;
        var tenant = new Tenant("load", "Example Shop", "en", "UTC", "US", now);
        var emails = Enumerable.Range(0, agents).Select(i => $"agent{i}@load.test").Prepend("supervisor@load.test").ToList();
        var accounts = await Accounts(bench, database, emails);
        var staff = emails.Select((email, i) => new StaffMember(tenant.Id, accounts[i], i == 0 ? "Dana Supervisor" : $"Agent {i}", email, i == 0 ? Roles.Supervisor : Roles.Staff, "en", now)).ToList();
        var groups = Enumerable.Range(1, teams).Select(i => new Team(tenant.Id, $"Team {i}", now)).ToList();
        var secret = await database.With<ISecrets, string>(s => Task.FromResult(s.Protect(SimulatorToken)));
        var number = new Number(tenant.Id, OwnNumber, "Main", "twilio", AccountSid, secret, "load-channel-key", now);
        number.Edit("Main", 1000, true);
        number.SetDefault(true);
        await database.Write(tenant.Id, db =>
        {
            db.AddRange([tenant, .. staff, .. groups, number]);
            db.AddRange(Enumerable.Range(0, agents).SelectMany(i => teamsOf(i).Select(t => new TeamMember(tenant.Id, groups[t].Id, staff[i + 1].Id))));
            return Task.CompletedTask;
        });
        return new(tenant, staff[0], [.. staff.Skip(1)], groups, number);
    }

    /// <summary>One account by the product's own hand, the others like it: hashing a password takes long on purpose.</summary>
    private static async Task<IReadOnlyList<Guid>> Accounts(Bench bench, LoadDatabase database, IReadOnlyList<string> emails)
    {
        var first = await database.With<IAccounts, Guid>(a => a.Create(emails[0], bench.Password, CancellationToken.None));
        List<Guid> ids = [first, .. emails.Skip(1).Select(_ => Guid.CreateVersion7())];
        await database.Execute("""
            insert into identity.accounts
            select copy.* from identity.accounts a, unnest($2::uuid[], $3::text[]) as other(id, email),
              jsonb_populate_record(a, jsonb_build_object('id', other.id, 'email', other.email, 'user_name', other.email, 'normalized_email', upper(other.email),
                'normalized_user_name', upper(other.email), 'security_stamp', gen_random_uuid()::text)) as copy
            where a.id = $1
            """, first, ids.Skip(1).ToArray(), emails.Skip(1).ToArray());
        return ids;
    }
}
