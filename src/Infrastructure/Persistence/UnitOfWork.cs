using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>
/// One transaction around a handler: sets the tenant for row-level security, saves once with events and audit entry, commits, wakes the
/// followers. A deadlock or serialization failure runs the whole once more, since nothing of the first try is left.
/// </summary>
internal sealed class UnitOfWork(DeskDb db, ActorHolder holder, TimeProvider clock, ICommitSignals signals) : IUnitOfWork
{
    private bool _running;

    public async Task<T> Run<T>(WorkKind kind, Func<Task<T>> work, CancellationToken ct)
    {
        if (_running)
            throw new InvalidOperationException($"{kind.Name} was sent from within another use case; a unit of work cannot hold a second one.");
        _running = true;
        try
        {
            return await Attempt(kind, work, ct);
        }
        catch (Exception e) when (DatabaseErrors.IsLostRace(e))
        {
            return await Attempt(kind, work, ct);
        }
        finally
        {
            _running = false;
            db.ChangeTracker.Clear();
        }
    }

    private async Task<T> Attempt<T>(WorkKind kind, Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await InTransaction(kind, work, ct);
        }
        catch (Exception e) when (DatabaseErrors.Translate(e) is { } known)
        {
            throw known;
        }
    }

    private async Task<T> InTransaction<T>(WorkKind kind, Func<Task<T>> work, CancellationToken ct)
    {
        var saves = kind.Writes || kind.Audited;
        db.ChangeTracker.Clear();
        db.ChangeTracker.QueryTrackingBehavior = kind.Writes ? QueryTrackingBehavior.TrackAll : QueryTrackingBehavior.NoTracking;

        // A failed save rolls the whole transaction back: a savepoint around the only save would be two round trips for nothing.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await EnterTenant(readOnly: !saves, ct);
        var result = await work();
        var written = saves ? await Save(kind, ct) : default;
        await transaction.CommitAsync(ct);

        if (written.Events)
            signals.EventsWritten();
        if (written.Messages)
            signals.MessagesQueued();
        if (written.Mail)
            signals.MailQueued();
        if (written.Calls)
            signals.CallsQueued();
        return result;
    }

    /// <summary>BEGIN travels with this statement, so it costs one round trip.</summary>
    private Task EnterTenant(bool readOnly, CancellationToken ct)
    {
        var tenant = holder.Actor.TenantId.ToString();
        return readOnly
            ? db.Database.ExecuteSqlAsync($"select set_config('app.tenant', {tenant}, true), set_config('transaction_read_only', 'on', true)", ct)
            : db.Database.ExecuteSqlAsync($"select set_config('app.tenant', {tenant}, true)", ct);
    }

    /// <summary>What changed is looked for once; each look compares every value of every entity.</summary>
    private async Task<(bool Events, bool Messages, bool Mail, bool Calls)> Save(WorkKind kind, CancellationToken ct)
    {
        db.ChangeTracker.DetectChanges();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return await SaveDetected(kind, ct);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private async Task<(bool Events, bool Messages, bool Mail, bool Calls)> SaveDetected(WorkKind kind, CancellationToken ct)
    {
        var events = TakeEvents();
        db.Events.AddRange(events);
        var changed = db.ChangeTracker.Entries().Any(e => e.Entity is not AuditEntry && e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
        if (kind.Audited && (changed || !kind.Writes))
            db.AuditEntries.Add(AuditTrail.Entry(holder.Actor, clock.GetUtcNow(), kind.Name, kind.Resource, AuditOutcome.Succeeded, changes: AuditTrail.Changes(db.ChangeTracker, kind.Resource)));

        var queued = db.ChangeTracker.Entries<Message>().Where(m => m.State is EntityState.Added or EntityState.Modified && m.Entity.Delivery == DeliveryState.Queued)
            .Select(m => m.Entity.Channel).ToHashSet();
        var calls = db.ChangeTracker.Entries<Call>().Any(c => c.State == EntityState.Added);
        await db.SaveChangesAsync(ct);
        return (events.Count > 0, queued.Contains(Channel.Sms), queued.Contains(Channel.Email), calls);
    }

    /// <summary>The conversation's beginning, then what happened to its escalation, then what that did to the bot.</summary>
    private List<DeskEvent> TakeEvents() =>
        [.. db.ChangeTracker.Entries<Aggregate>().Select(e => e.Entity).ToList().SelectMany(a => a.TakeEvents()).OrderBy(e => e.Type switch
        {
            EventTypes.ConversationStarted => 0,
            EventTypes.BotPaused or EventTypes.BotResumed => 2,
            _ => 1,
        })];
}
