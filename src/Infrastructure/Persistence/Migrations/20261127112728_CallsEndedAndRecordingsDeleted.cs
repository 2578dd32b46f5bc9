using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallsEndedAndRecordingsDeleted : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_recordings_expired",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ux_recordings_call",
                schema: "communications",
                table: "recordings");

            migrationBuilder.AddColumn<string>(
                name: "deleted_by",
                schema: "communications",
                table: "recordings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleting_since",
                schema: "communications",
                table: "recordings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "deletion_reason",
                schema: "communications",
                table: "recordings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "hang_up_wanted_at",
                schema: "communications",
                table: "calls",
                type: "timestamp with time zone",
                nullable: true);

            // What was never stored expires too, counted from its call.
            migrationBuilder.Sql("update communications.recordings set delete_after = created_at + make_interval(days => retention_days) where delete_after is null and state <> 'deleted'");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_deleting",
                schema: "communications",
                table: "recordings",
                column: "deleting_since",
                filter: "deleting_since is not null and state <> 'deleted'");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_expired",
                schema: "communications",
                table: "recordings",
                column: "delete_after",
                filter: "state in ('stored', 'available', 'failed', 'missing') and legal_hold is null and deleting_since is null");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_left",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "state in ('stored', 'deleted') and carrier_deleted_at is null and next_attempt_at is null and attempts >= 12");

            migrationBuilder.CreateIndex(
                name: "ux_recordings_call",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "call_id", "carrier_recording_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_recordings_deleting",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_recordings_expired",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_recordings_left",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ux_recordings_call",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "deleted_by",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "deleting_since",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "deletion_reason",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "hang_up_wanted_at",
                schema: "communications",
                table: "calls");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_expired",
                schema: "communications",
                table: "recordings",
                column: "delete_after",
                filter: "state = 'stored' and legal_hold is null");

            migrationBuilder.CreateIndex(
                name: "ux_recordings_call",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "call_id" },
                unique: true);
        }
    }
}
