using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Events;

/// <summary>
/// Something that happened to a conversation or its escalation. Rows are never changed; timeline, history, the SLA clock and
/// live streams read them in the order of (<see cref="Xid"/>, <see cref="Seq"/>).
/// </summary>
public sealed class DeskEvent
{
    private DeskEvent() { }

    public DeskEvent(Guid tenantId, Guid conversationId, Guid? escalationId, string type, DateTimeOffset at, Actor by, object? data = null)
    {
        (TenantId, ConversationId, EscalationId, Type, At) = (tenantId, conversationId, escalationId, type, at);
        (ActorKind, ActorId, ActorName) = (by.Kind, by.Id, by.Name);
        Data = EventData.ToJson(data);
    }

    public Guid TenantId { get; private set; }

    /// <summary>Given by the database on insert.</summary>
    public long Seq { get; private set; }

    /// <summary>The transaction that wrote the row; given by the database.</summary>
    public ulong Xid { get; private set; }

    public Guid ConversationId { get; private set; }

    public Guid? EscalationId { get; private set; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public string Type { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public ActorKind ActorKind { get; private set; }

    public Guid? ActorId { get; private set; }

    public string ActorName { get; private set; } = "";

    /// <summary>JSON object, camelCase; ids and states, never message texts or addresses.</summary>
    public string Data { get; private set; } = "{}";

    /// <summary>The escalation's team when it happened; streams filter by it.</summary>
    public Guid? TeamId { get; private set; }

    /// <summary>The escalation's owner after it happened; streams filter by it.</summary>
    public Guid? OwnerId { get; private set; }

    /// <summary>Row version of the escalation after the event: clients ignore what is older than what they hold.</summary>
    public long Version { get; private set; }

    public DeskEvent Concerning(Guid? teamId, Guid? ownerId, long version)
    {
        (TeamId, OwnerId, Version) = (teamId, ownerId, version);
        return this;
    }
}
