using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OpenWorkCovered : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work_of_owner",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work_of_team",
                schema: "support",
                table: "escalations");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "work_rank", "requested_at", "id" },
                filter: "unfinished")
                .Annotation("Npgsql:IndexInclude", new[] { "team_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_owner",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "owner_id", "work_rank", "requested_at", "id" },
                filter: "unfinished")
                .Annotation("Npgsql:IndexInclude", new[] { "team_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_team",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "team_id", "work_rank", "requested_at", "id" },
                filter: "unfinished")
                .Annotation("Npgsql:IndexInclude", new[] { "owner_id", "state" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work_of_owner",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work_of_team",
                schema: "support",
                table: "escalations");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_owner",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "owner_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_team",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "team_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");
        }
    }
}
