using EscalationCqrs.Domain.Access;
using EscalationCqrs.Domain.Responder;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> tenant)
    {
        tenant.ToTable("tenants", DeskDb.Support);
        tenant.HasKey(t => t.Id);
        tenant.Property(t => t.Id).ValueGeneratedNever();
        tenant.Property(t => t.WidgetOrigins).HasConversion<WordsAsArray>(WordsAsArray.Comparer).HasColumnType("text[]");
        // Finds the tenant, so it is unique over all of them.
        tenant.HasIndex(t => t.Slug).IsUnique();
    }
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.Table("api_tokens");
        token.BelongsToTenant();
        token.Property(t => t.Permissions).HasConversion<WordsAsArray>(WordsAsArray.Comparer).HasColumnType("text[]");
        // Finds the tenant, so it is unique over all of them.
        token.HasIndex(t => t.Hash).IsUnique();
    }
}

internal sealed class RolePermissionConfiguration : IEntityTypeConfiguration<RolePermission>
{
    public void Configure(EntityTypeBuilder<RolePermission> pair)
    {
        pair.ToTable("role_permissions", DeskDb.Support);
        pair.HasKey(p => new { p.Role, p.Permission });
    }
}

internal sealed class SlaPolicyConfiguration : IEntityTypeConfiguration<SlaPolicy>
{
    public void Configure(EntityTypeBuilder<SlaPolicy> policy)
    {
        policy.ToTable("sla_policies", DeskDb.Support);
        policy.HasKey(p => new { p.TenantId, p.Priority });
        policy.Property(p => p.Priority).ValueGeneratedNever();
        policy.Ignore(p => p.Targets);
        policy.BelongsToTenant();
    }
}

internal sealed class FaqEntryConfiguration : IEntityTypeConfiguration<FaqEntry>
{
    public void Configure(EntityTypeBuilder<FaqEntry> entry)
    {
        entry.Table("faq_entries");
        entry.BelongsToTenant();
        entry.HasIndex(e => new { e.TenantId, e.Locale, e.Id });
    }
}
