using EscalationCqrs.Application.Access;
using EscalationCqrs.Domain.Access;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Platform;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Responder;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Templates;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Ports;

/// <summary>The tables, filtered by the actor's tenant twice: by a query filter and by row-level security.</summary>
public interface IDeskDb
{
    DbSet<Tenant> Tenants { get; }
    DbSet<StaffMember> Staff { get; }
    DbSet<Team> Teams { get; }
    DbSet<TeamMember> TeamMembers { get; }
    DbSet<Customer> Customers { get; }
    DbSet<Conversation> Conversations { get; }
    DbSet<Escalation> Escalations { get; }
    DbSet<Assignment> Assignments { get; }
    DbSet<Note> Notes { get; }
    DbSet<Message> Messages { get; }
    DbSet<Consent> Consents { get; }
    DbSet<Call> Calls { get; }
    DbSet<Recording> Recordings { get; }
    DbSet<RecordingAccess> RecordingAccesses { get; }
    DbSet<RecordingNote> RecordingNotes { get; }
    DbSet<RecordingInventory> RecordingInventories { get; }
    DbSet<Number> Numbers { get; }
    DbSet<Mailbox> Mailboxes { get; }
    DbSet<Envelope> Envelopes { get; }
    DbSet<Attachment> Attachments { get; }
    DbSet<WebhookReceipt> WebhookReceipts { get; }
    DbSet<SlaPolicy> SlaPolicies { get; }
    DbSet<SlaBreach> SlaBreaches { get; }
    DbSet<FaqEntry> FaqEntries { get; }
    DbSet<Template> Templates { get; }
    DbSet<DeskEvent> Events { get; }
    DbSet<AuditEntry> AuditEntries { get; }
    DbSet<AuditSeal> AuditSeals { get; }
    DbSet<ApiToken> ApiTokens { get; }
    DbSet<RolePermission> RolePermissions { get; }
    DbSet<PlatformVisit> PlatformVisits { get; }

    /// <summary>Locks the conversation's row until the end of the transaction (<c>FOR NO KEY UPDATE</c>). Always before its escalation.</summary>
    Task<Conversation?> LockConversation(Guid id, CancellationToken ct);

    /// <summary>Locks a number, about whose order to report several write; null if there is none.</summary>
    Task<Number?> LockNumber(Guid id, CancellationToken ct);

    /// <summary>Locks the conversation that an escalation belongs to.</summary>
    Task<Conversation?> LockConversationOf(Guid escalationId, CancellationToken ct);

    /// <summary>Locks the escalation's row and loads its running assignment.</summary>
    Task<Escalation?> LockEscalation(Guid id, CancellationToken ct);

    /// <summary>Locks the open escalation of a conversation, if there is one.</summary>
    Task<Escalation?> LockOpenEscalation(Guid conversationId, CancellationToken ct);

    /// <summary>Locks a call and, before it, its escalation; null if there is none.</summary>
    Task<(Call Call, Escalation Escalation)?> LockCall(Guid id, CancellationToken ct);

    /// <summary>Locks a recording and, before it, its escalation; null if there is none.</summary>
    Task<(Recording Recording, Escalation Escalation)?> LockRecording(Guid id, CancellationToken ct);

    /// <summary>Ids of the escalations with all words of a free text that the viewer sees, newest first.</summary>
    /// <param name="states">Only those in one of these; null for all.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<Guid>> SearchEscalations(IActor viewer, string text, IReadOnlyList<EscalationState>? states, int limit, CancellationToken ct);

    /// <summary>Ids of the recordings with all words of a free text that the viewer sees, newest first.</summary>
    Task<IReadOnlyList<Guid>> SearchRecordings(IActor viewer, RecordingSearch search, int limit, CancellationToken ct);

    /// <summary>The FAQ entry that best answers a text in a language, if any does.</summary>
    Task<FaqEntry?> FindAnswer(string text, string locale, CancellationToken ct);

    /// <summary>Writes an audit entry about something else than the command itself, in the same transaction.</summary>
    void Audit(string action, string resourceType, Guid? resourceId, AuditSeverity severity = AuditSeverity.Info, string? code = null);
}

/// <summary>What recordings are searched for.</summary>
/// <param name="Before">Where the page before ended.</param>
public sealed record RecordingSearch(string Text, RecordingState? State, Guid? AgentId, bool HoldOnly, (DateTimeOffset At, Guid Id)? Before);

/// <summary>What a unit of work is for.</summary>
/// <param name="Name">Use case.</param>
/// <param name="Writes">Command, as opposed to query.</param>
/// <param name="Audited">Writes an audit entry if anything changed, or if it is an audited query.</param>
public sealed record WorkKind(string Name, bool Writes, bool Audited, (string Type, Guid? Id)? Resource);

/// <summary>One transaction of the actor's tenant; saves once at its end, with events and audit entry.</summary>
public interface IUnitOfWork
{
    Task<T> Run<T>(WorkKind kind, Func<Task<T>> work, CancellationToken ct);
}

/// <summary>Writes audit entries that belong to no unit of work, in transactions of their own. Never throws.</summary>
public interface IAuditLog
{
    /// <summary>The actor was refused.</summary>
    Task Refused(string action, (string Type, Guid? Id)? resource, AuditOutcome outcome, string code);

    /// <summary>A member of staff did something with the account, which no tenant's transaction holds.</summary>
    Task Done(string action, StaffFacts by);
}
