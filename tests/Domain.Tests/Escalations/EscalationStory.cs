using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;

namespace EscalationCqrs.Domain.Tests.Escalations;

/// <summary>One escalation and the people around it, driven minute by minute.</summary>
internal sealed class EscalationStory
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(72);
    public static readonly SlaTargets Targets = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    private static readonly DateTimeOffset Opened = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public EscalationStory(Priority priority = Priority.Medium)
    {
        var tenant = Guid.CreateVersion7(Opened);
        Customer = new(tenant, "Mai", "+14155550123", null, "en", Opened);
        Conversation = new(tenant, Customer.Id, Channel.Chat, "en", Actor.Customer, Opened);
        Noor = Agent(tenant, "Noor");
        Dana = Agent(tenant, "Dana");
        Escalation = new(Conversation, "The parcel never came", ContactMethod.Sms, "+14155550123", null, priority, EscalationOrigin.Customer, null, null, Targets,
            Actor.Customer, Opened);
    }

    public Customer Customer { get; }

    public Conversation Conversation { get; }

    public Escalation Escalation { get; }

    public StaffMember Noor { get; }

    public StaffMember Dana { get; }

    public static DateTimeOffset Minute(double minutes) => Opened.AddMinutes(minutes);

    public static Actor As(StaffMember agent) => new(ActorKind.Staff, agent.Id, agent.Name);

    public static StaffMember Agent(Guid tenant, string name) => new(tenant, Guid.CreateVersion7(Opened), name, $"{name.ToLowerInvariant()}@example.test", "Staff", "en", Opened);

    /// <summary>An escalation that Noor brought into a state, ten minutes after the opening.</summary>
    public static EscalationStory In(EscalationState state)
    {
        var story = new EscalationStory();
        if (state is EscalationState.Assigned or EscalationState.InProgress or EscalationState.WaitingOnCustomer)
            story.Claim(story.Noor, 1);
        if (state is EscalationState.InProgress or EscalationState.WaitingOnCustomer)
            story.Escalation.Start(As(story.Noor), Minute(2));
        if (state == EscalationState.WaitingOnCustomer)
            story.Escalation.Wait(As(story.Noor), Minute(3));
        if (state == EscalationState.Resolved)
            story.Resolve(10);
        if (state == EscalationState.Cancelled)
            story.Escalation.Cancel("spam", story.Conversation, As(story.Noor), Minute(10));
        return story;
    }

    public bool Claim(StaffMember agent, double minute) => Escalation.Claim(agent, AssignmentCause.Claim, As(agent), Minute(minute));

    public void Reply(StaffMember agent, double minute) =>
        Escalation.StaffWrote(Message.ChatFromStaff(Escalation.TenantId, Conversation.Id, Escalation.Id, As(agent), "On it.", Escalation.Epoch, Minute(minute), null), As(agent), Minute(minute));

    public void CustomerWrites(double minute) =>
        Escalation.CustomerWrote(Message.FromCustomer(Conversation, Escalation.Id, Channel.Chat, "Hello?", Minute(minute)), Minute(minute));

    public void Resolve(double minute, bool resumeBot = false) => Escalation.Resolve("Sent again.", resumeBot, Conversation, As(Noor), Minute(minute));

    public void Reopen(double minute, StaffMember? lastOwner = null) => Escalation.Reopen("It came broken", Window, lastOwner, Conversation, As(Noor), Minute(minute));
}
