using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ListOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_due_order_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_owner_id_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "owner_id", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_state_rank_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "state_rank", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_state_work_rank_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "state", "work_rank", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_team_id_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "team_id", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_rank_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "work_rank", "requested_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_escalations_due_order_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_owner_id_requested_at_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_state_rank_requested_at_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_state_work_rank_requested_at_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_team_id_requested_at_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_escalations_work_rank_requested_at_id",
                schema: "support",
                table: "escalations");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "state", "work_rank", "requested_at", "id" },
                filter: "unfinished");
        }
    }
}
