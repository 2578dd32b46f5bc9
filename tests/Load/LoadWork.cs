using System.Globalization;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;

namespace EscalationCqrs.Load;

/// <summary>Requests with all that belongs to them, made by the domain and saved by the product's persistence.</summary>
public static class LoadWork
{
    private const int Group = 250;

    /// <param name="owner">Who has the request of an index; null leaves it unowned.</param>
    public static async Task<IReadOnlyList<Escalation>> Open(LoadDatabase database, LoadTenant tenant, int count, Func<int, StaffMember?> owner, Func<int, Guid?> team)
    {
        List<Escalation> all = [];
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Group))
        {
            await database.Write(tenant.Tenant.Id, db =>
            {
                foreach (var n in numbers)
                    all.Add(Add(db, tenant, n, owner(n), team(n)));
                return Task.CompletedTask;
            });
        }

        return all;
    }

    private static Escalation Add(Microsoft.EntityFrameworkCore.DbContext db, LoadTenant tenant, int n, StaffMember? owner, Guid? team)
    {
        var now = DateTimeOffset.UtcNow;
        var phone = string.Create(CultureInfo.InvariantCulture, $"+1212{2_000_000 + n}");
        var customer = new Customer(tenant.Tenant.Id, $"Customer {n}", phone, null, "en", now);
        var conversation = new Conversation(tenant.Tenant.Id, customer.Id, Channel.Chat, "en", Actor.Customer, now);
        var consent = new Consent(tenant.Tenant.Id, customer.Id, Channel.Sms, phone, ConsentSource.Widget, "widget-consent-1", null, now);
        var escalation = new Escalation(conversation, "The parcel has not arrived and the shop does not answer.", ContactMethod.Sms, phone, null, Priority.Medium, EscalationOrigin.Customer,
            team, tenant.Number.Id, SlaPolicy.Defaults[Priority.Medium], Actor.Customer, now);
        if (owner is not null)
            escalation.Claim(owner, AssignmentCause.Claim, new Actor(ActorKind.Staff, owner.Id, owner.Name), now);
        db.AddRange(customer, conversation, consent, escalation);
        return escalation;
    }
}
