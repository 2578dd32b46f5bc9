using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.TestKit;

/// <summary>One tenant with a few people and a number: what every test starts from.</summary>
public sealed class Desk
{
    public Desk(DateTimeOffset now)
    {
        Now = now;
        var mark = Guid.NewGuid().ToString("n")[..10];
        Tenant = new Tenant($"t-{mark}", "Example Shop", "en", "UTC", "US", now);
        Agent = Staff("Noor", "Staff");
        OtherAgent = Staff("Bao", "Staff");
        Supervisor = Staff("Dana", "Supervisor");
        Admin = Staff("Ada", "Admin");
        Manager = Staff("Mila", "Manager");
        Viewer = Staff("Vic", "Viewer");
        Team = new Team(Tenant.Id, "First line", now);
        Number = new Number(Tenant.Id, "+15005550006", "Main", "twilio", "AC00000000000000000000000000000001", "protected", $"key-{mark}", now);
        Number.SetDefault(true);
    }

    public Tenant Tenant { get; }
    public StaffMember Agent { get; }
    public StaffMember OtherAgent { get; }
    public StaffMember Supervisor { get; }
    public StaffMember Admin { get; }
    public StaffMember Manager { get; }
    public StaffMember Viewer { get; }

    /// <summary>Nobody is in it yet.</summary>
    public Team Team { get; }

    public Number Number { get; }

    public DateTimeOffset Now { get; }

    public IEnumerable<object> Rows => [Tenant, Agent, OtherAgent, Supervisor, Admin, Manager, Viewer, Team, Number];

    /// <summary>A member of staff with an account id of their own; not saved.</summary>
    public StaffMember Staff(string name, string role) =>
        new(Tenant.Id, Guid.CreateVersion7(Now), name, $"{name.ToLowerInvariant()}@{Tenant.Slug}.test", role, "en", Now);
}

/// <summary>Something a test wants to exist, made by the domain's own constructors and methods.</summary>
public interface IBuilder<T>
{
    /// <returns>The thing itself, and all rows that must be saved for it.</returns>
    (T Thing, IEnumerable<object> Rows) Build(Desk desk, DateTimeOffset now);
}

/// <summary>Customers and conversations.</summary>
public static class A
{
    public sealed record CustomerBuilder : IBuilder<Customer>
    {
        public string? Name { get; init; } = "Carmen Diaz";
        public string? Phone { get; init; } = "+14155550101";
        public string? Email { get; init; } = "carmen@customer.test";
        public string Locale { get; init; } = "en";

        public (Customer, IEnumerable<object>) Build(Desk desk, DateTimeOffset now)
        {
            var customer = new Customer(desk.Tenant.Id, Name, Phone, Email, Locale, now);
            return (customer, [customer]);
        }
    }

    public sealed record ConversationBuilder : IBuilder<Conversation>
    {
        public CustomerBuilder Customer { get; init; } = new();
        public Channel Origin { get; init; } = Channel.Chat;

        public (Conversation, IEnumerable<object>) Build(Desk desk, DateTimeOffset now)
        {
            var (customer, _) = Customer.Build(desk, now);
            var conversation = new Conversation(desk.Tenant.Id, customer.Id, Origin, customer.Locale, Actor.Customer, now);
            return (conversation, [customer, conversation]);
        }
    }

    public static CustomerBuilder Customer() => new();

    public static ConversationBuilder Conversation() => new();
}

/// <summary>Escalations.</summary>
public static class An
{
    public sealed record EscalationBuilder : IBuilder<Escalation>
    {
        public A.ConversationBuilder Conversation { get; init; } = new();
        public string Reason { get; init; } = "My parcel has not arrived yet";
        public Priority Priority { get; init; } = Priority.Medium;
        public ContactMethod? Method { get; init; } = ContactMethod.Sms;
        public EscalationOrigin Origin { get; init; } = EscalationOrigin.Customer;
        public Guid? TeamId { get; init; }

        /// <summary>The number it is texted from; the desk's own if null.</summary>
        public Guid? NumberId { get; init; }

        /// <summary>Owned from the start, as if claimed.</summary>
        public StaffMember? Owner { get; init; }

        public (Escalation, IEnumerable<object>) Build(Desk desk, DateTimeOffset now)
        {
            var (conversation, rows) = Conversation.Build(desk, now);
            var escalation = new Escalation(conversation, Reason, Method, Conversation.Customer.Phone, Conversation.Customer.Email, Priority, Origin, TeamId,
                NumberId ?? desk.Number.Id, SlaPolicy.Defaults[Priority], Actor.Customer, now);
            if (Owner is not null)
                escalation.Claim(Owner, AssignmentCause.Claim, new Actor(ActorKind.Staff, Owner.Id, Owner.Name), now);
            return (escalation, [.. rows, escalation]);
        }
    }

    /// <summary>A request that waits for a person; with an owner, one that is assigned.</summary>
    public static EscalationBuilder OpenEscalation() => new();
}
