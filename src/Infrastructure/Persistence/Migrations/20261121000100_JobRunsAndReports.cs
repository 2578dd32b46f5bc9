using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class JobRunsAndReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "job_runs",
                schema: "support",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job = table.Column<string>(type: "text", nullable: false),
                    node = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    done = table.Column<int>(type: "integer", nullable: true),
                    total = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_runs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_events_resolved",
                schema: "support",
                table: "events",
                columns: new[] { "tenant_id", "at" },
                filter: "type = 'resolved'");

            migrationBuilder.CreateIndex(
                name: "ix_assignments_to_at",
                schema: "support",
                table: "assignments",
                columns: new[] { "tenant_id", "to_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_job_started_at_id",
                schema: "support",
                table: "job_runs",
                columns: new[] { "job", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_started_at_id",
                schema: "support",
                table: "job_runs",
                columns: new[] { "started_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "job_runs",
                schema: "support");

            migrationBuilder.DropIndex(
                name: "ix_events_resolved",
                schema: "support",
                table: "events");

            migrationBuilder.DropIndex(
                name: "ix_assignments_to_at",
                schema: "support",
                table: "assignments");
        }
    }
}
