using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Templates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class TemplateConfiguration : IEntityTypeConfiguration<Template>
{
    public void Configure(EntityTypeBuilder<Template> template)
    {
        template.Table("templates");
        template.BelongsToTenant();
        template.Refers<Template, Team>(t => new { t.TenantId, t.TeamId });
        template.Refers<Template, StaffMember>(t => new { t.TenantId, t.OwnerId });
        template.Property(t => t.Wordings).HasConversion<WordingsAsJson>(WordingsAsJson.Comparer).HasColumnType("jsonb");
        template.HasIndex(t => new { t.TenantId, t.Name });
    }
}
