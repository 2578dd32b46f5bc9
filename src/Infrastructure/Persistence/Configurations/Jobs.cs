using EscalationCqrs.Application.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

/// <summary>History of background work; of the platform, so without a tenant.</summary>
internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.ToTable("job_runs", DeskDb.Support);
        run.HasKey(r => r.Id);
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Outcome).HasConversion<EnumAsWord<JobOutcome>>();
        run.HasIndex(r => new { r.StartedAt, r.Id });
        run.HasIndex(r => new { r.Job, r.StartedAt, r.Id });
    }
}
