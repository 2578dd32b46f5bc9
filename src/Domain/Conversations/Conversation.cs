using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Conversations;

/// <summary>Ongoing exchange with one customer. Holds whether the bot is paused; all that asks for a person locks this row first.</summary>
public sealed class Conversation : Aggregate
{
    private Conversation() { }

    public Conversation(Guid tenantId, Guid customerId, Channel origin, string locale, Actor by, DateTimeOffset now)
        : base(tenantId, Guid.CreateVersion7(now))
    {
        (CustomerId, Origin, Locale, StartedAt, LastMessageAt) = (customerId, origin, locale, now, now);
        Raise(new DeskEvent(tenantId, Id, null, EventTypes.ConversationStarted, now, by, new { origin }));
    }

    public Guid CustomerId { get; private set; }

    public Channel Origin { get; private set; }

    /// <summary>Language of the customer's texts.</summary>
    public string Locale { get; private set; } = "en";

    /// <summary>While true no bot may answer: a person is asked for or at work.</summary>
    public bool BotPaused { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset LastMessageAt { get; private set; }

    public void PauseBot(Guid? escalationId, Actor by, DateTimeOffset now)
    {
        if (BotPaused)
            return;
        BotPaused = true;
        Raise(new DeskEvent(TenantId, Id, escalationId, EventTypes.BotPaused, now, by));
    }

    public void ResumeBot(Guid? escalationId, Actor by, DateTimeOffset now)
    {
        if (!BotPaused)
            return;
        BotPaused = false;
        Raise(new DeskEvent(TenantId, Id, escalationId, EventTypes.BotResumed, now, by));
    }

    /// <summary>A bot's answer is refused while a person is asked for, also one that was already on its way.</summary>
    public void GuardBot()
    {
        if (BotPaused)
            throw new RuleViolation("bot_paused", "A person is asked for in this conversation; the bot is paused.");
    }

    public void Touch(DateTimeOffset now) => LastMessageAt = now > LastMessageAt ? now : LastMessageAt;
}
