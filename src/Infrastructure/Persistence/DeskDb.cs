using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
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
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>
/// The desk's tables. The tenant is read from the scope's actor whenever a query runs, so the filter follows the actor; the database
/// filters once more by row-level security.
/// </summary>
public sealed partial class DeskDb(DbContextOptions<DeskDb> options, ActorHolder holder, TimeProvider clock) : DbContext(options), IDeskDb
{
    public const string Support = "support", Communications = "communications";

    public DbSet<Tenant> Tenants => Set<Tenant>();
    public DbSet<StaffMember> Staff => Set<StaffMember>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Escalation> Escalations => Set<Escalation>();
    public DbSet<Assignment> Assignments => Set<Assignment>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Call> Calls => Set<Call>();
    public DbSet<Recording> Recordings => Set<Recording>();
    public DbSet<RecordingAccess> RecordingAccesses => Set<RecordingAccess>();

    public DbSet<RecordingNote> RecordingNotes => Set<RecordingNote>();
    public DbSet<RecordingInventory> RecordingInventories => Set<RecordingInventory>();
    public DbSet<Number> Numbers => Set<Number>();
    public DbSet<Mailbox> Mailboxes => Set<Mailbox>();
    public DbSet<Envelope> Envelopes => Set<Envelope>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<WebhookReceipt> WebhookReceipts => Set<WebhookReceipt>();
    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();
    public DbSet<SlaBreach> SlaBreaches => Set<SlaBreach>();
    public DbSet<FaqEntry> FaqEntries => Set<FaqEntry>();

    public DbSet<Template> Templates => Set<Template>();
    public DbSet<DeskEvent> Events => Set<DeskEvent>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<RolePermission> RolePermissions => Set<RolePermission>();
    public DbSet<PlatformVisit> PlatformVisits => Set<PlatformVisit>();

    internal Guid TenantId => holder.Actor.TenantId;

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        // Every index is stated by a configuration: one per foreign key would cost writes and serve nobody.
        conventions.Conventions.Remove(typeof(ForeignKeyIndexConvention));
        foreach (var type in typeof(Tenant).Assembly.GetTypes().Where(t => t is { IsEnum: true, IsPublic: true }))
            conventions.Properties(type).HaveConversion(typeof(EnumAsWord<>).MakeGenericType(type));
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(DeskDb).Assembly, t => t.Namespace == $"{typeof(DeskDb).Namespace}.Configurations");
        model.Entity<Tenant>().HasQueryFilter(t => t.Id == TenantId);
        foreach (var entity in model.Model.GetEntityTypes().Where(e => e.FindProperty("TenantId") is not null).ToList())
            typeof(DeskDb).GetMethod(nameof(OwnedByTenant), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
                .MakeGenericMethod(entity.ClrType).Invoke(this, [model]);
        SnakeCase.Apply(model.Model);
    }

    private void OwnedByTenant<T>(ModelBuilder model) where T : class
    {
        EntityTypeBuilder<T> entity = model.Entity<T>();
        entity.Property<Guid>("TenantId").ValueGeneratedNever();
        entity.HasQueryFilter(e => EF.Property<Guid>(e, "TenantId") == TenantId);
    }
}
