using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;

namespace EscalationCqrs.Domain.Escalations;

/// <content>Due times and breaches.</content>
public sealed partial class Escalation
{
    /// <summary>Writes down targets missed by <paramref name="now"/>, each once per cycle, by their deadline.</summary>
    /// <returns>Whether any was new.</returns>
    public bool RecordBreaches(DateTimeOffset now)
    {
        var before = _breaches.Count;
        var first = SlaClock.FirstResponse(_marks, Targets);
        if (FirstResponseBreachedAt is null && first.IsBreached(now))
            FirstResponseBreachedAt = Breach(SlaTarget.FirstResponse, 0, first.DueAt!.Value, now);
        var resolution = SlaClock.Resolution(_marks, Targets);
        if (ResolutionBreachedAt is null && resolution.IsBreached(now))
            ResolutionBreachedAt = Breach(SlaTarget.Resolution, Reopenings, resolution.DueAt!.Value, now);
        return _breaches.Count > before;
    }

    private DateTimeOffset Breach(SlaTarget target, int cycle, DateTimeOffset dueAt, DateTimeOffset now)
    {
        _breaches.Add(new SlaBreach(this, target, cycle, dueAt, now));
        Tell(EventTypes.SlaBreached, Actor.System, now, new { target, dueAt });
        return dueAt;
    }

    private void Mark(SlaMarkKind kind, DateTimeOffset at)
    {
        // What the job has not seen yet is written down before the mark can hide it.
        if (_marks.Count > 0)
            RecordBreaches(at);
        // A list of its own for each change, so that the change is noticed.
        _marks = [.. _marks, new(kind, at)];
        Recompute(at);
    }

    private void Recompute(DateTimeOffset now)
    {
        var first = SlaClock.FirstResponse(_marks, Targets);
        var resolution = SlaClock.Resolution(_marks, Targets);
        (FirstResponseDueAt, ResolutionDueAt) = (first.DueAt, resolution.DueAt);
        DueAt = !IsOpen ? null : first is { MetAt: null, DueAt: { } due } ? due : resolution.DueAt;
        DueOrder = DueAt ?? NeverDue;
    }

    private void LeavePause(DateTimeOffset now)
    {
        if (State == EscalationState.WaitingOnCustomer)
            Mark(SlaMarkKind.Resumed, now);
    }
}
