using EscalationCqrs.Application.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

/// <summary>
/// History of background work. It belongs to the platform, since most jobs work for all tenants; whose work a run was is a fact of the run, by which
/// the history itself filters.
/// </summary>
internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.ToTable("job_runs", DeskDb.Support);
        run.HasKey(r => r.Id);
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Outcome).HasConversion<EnumAsWord<JobOutcome>>();
        run.Property(r => r.Handling).HasConversion<EnumAsWord<JobHandling>>();
        run.HasIndex(r => new { r.StartedAt, r.Id });
        run.HasIndex(r => new { r.Job, r.StartedAt, r.Id });
        run.HasIndex(r => new { r.OfTenant, r.StartedAt, r.Id });
        run.HasIndex(r => new { r.OfTenant, r.StartedAt, r.Id }, "ix_job_runs_dead").HasFilter("is_dead");
        run.HasIndex(r => new { r.Job, r.StartedAt, r.Id }, "ix_job_runs_failed").HasFilter("outcome = 'failed' and not is_dead and handling is null");
        run.HasIndex(r => r.StartedAt, "ix_job_runs_running").HasFilter("outcome = 'running'");
    }
}

internal sealed class JobLineConfiguration : IEntityTypeConfiguration<JobLine>
{
    public void Configure(EntityTypeBuilder<JobLine> line)
    {
        line.ToTable("job_lines", DeskDb.Support);
        line.HasKey(l => new { l.RunId, l.N });
        line.HasOne<JobRun>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.NoAction);
    }
}
