using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Calls;

/// <summary>A request of a customer with a telephone, and our number.</summary>
internal sealed class CalledDesk
{
    public const string Customer = "+14155550101";

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public CalledDesk()
    {
        var tenant = Guid.NewGuid();
        var customer = new Customer(tenant, "Carmen", Customer, null, "en", Start);
        var conversation = new Conversation(tenant, customer.Id, Channel.Chat, "en", Actor.Customer, Start);
        Escalation = new(conversation, "My parcel has not arrived", ContactMethod.Call, Customer, null, Priority.Medium, EscalationOrigin.Customer, null, null, SlaPolicy.Defaults[Priority.Medium], Actor.Customer, Start);
        Number = new(tenant, "+15005550006", "Main", "twilio", "AC1", "protected", "key", Start);
    }

    public Escalation Escalation { get; }

    public Number Number { get; }
}
