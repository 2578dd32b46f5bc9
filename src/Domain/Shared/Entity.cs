using EscalationCqrs.Domain.Events;

namespace EscalationCqrs.Domain.Shared;

/// <summary>A row that belongs to one tenant. Ids are UUID version 7, made by the application.</summary>
public abstract class Entity
{
    protected Entity() { }

    protected Entity(Guid tenantId, Guid id) => (TenantId, Id) = (tenantId, id);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }
}

/// <summary>An entity that tells what happened to it; the unit of work stores the events in the same transaction.</summary>
public abstract class Aggregate : Entity
{
    private readonly List<DeskEvent> _raised = [];

    protected Aggregate() { }

    protected Aggregate(Guid tenantId, Guid id) : base(tenantId, id) { }

    /// <summary>Raised since the last <see cref="TakeEvents"/>, in order.</summary>
    public IReadOnlyList<DeskEvent> Raised => _raised;

    public IReadOnlyList<DeskEvent> TakeEvents()
    {
        DeskEvent[] taken = [.. _raised];
        _raised.Clear();
        return taken;
    }

    protected void Raise(DeskEvent happened) => _raised.Add(happened);
}
