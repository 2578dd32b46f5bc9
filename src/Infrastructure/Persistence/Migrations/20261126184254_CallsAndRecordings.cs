using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallsAndRecordings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "keeps_carrier_copies",
                schema: "support",
                table: "tenants",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "recording_days",
                schema: "support",
                table: "tenants",
                type: "integer",
                nullable: false,
                defaultValue: 90);

            migrationBuilder.AddColumn<bool>(
                name: "records_calls",
                schema: "support",
                table: "tenants",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "phone",
                schema: "support",
                table: "staff",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "voice_menu",
                schema: "communications",
                table: "numbers",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "calls",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_phone = table.Column<string>(type: "text", nullable: false),
                    agent_phone = table.Column<string>(type: "text", nullable: true),
                    agent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    agent_name = table.Column<string>(type: "text", nullable: true),
                    carrier_call_id = table.Column<string>(type: "text", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    client_request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dispatched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    connected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    duration_seconds = table.Column<int>(type: "integer", nullable: true),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    notice_played_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    stage = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calls", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_calls_agent_id",
                        columns: x => new { x.tenant_id, x.agent_id },
                        principalSchema: "support",
                        principalTable: "staff",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_calls_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_calls_customer_id",
                        columns: x => new { x.tenant_id, x.customer_id },
                        principalSchema: "support",
                        principalTable: "customers",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_calls_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_calls_number_id",
                        columns: x => new { x.tenant_id, x.number_id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "recordings",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    agent_name = table.Column<string>(type: "text", nullable: true),
                    number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    carrier_call_id = table.Column<string>(type: "text", nullable: true),
                    carrier_recording_id = table.Column<string>(type: "text", nullable: true),
                    carrier_uri = table.Column<string>(type: "text", nullable: true),
                    external_reference = table.Column<string>(type: "text", nullable: true),
                    duration_seconds = table.Column<int>(type: "integer", nullable: true),
                    channels = table.Column<int>(type: "integer", nullable: true),
                    store = table.Column<string>(type: "text", nullable: true),
                    container = table.Column<string>(type: "text", nullable: true),
                    key = table.Column<string>(type: "text", nullable: true),
                    size_bytes = table.Column<long>(type: "bigint", nullable: true),
                    sha256 = table.Column<string>(type: "text", nullable: true),
                    content_type = table.Column<string>(type: "text", nullable: true),
                    peaks = table.Column<byte[]>(type: "bytea", nullable: false),
                    retention_days = table.Column<int>(type: "integer", nullable: false),
                    delete_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    legal_hold = table.Column<string>(type: "text", nullable: true),
                    accessed_count = table.Column<int>(type: "integer", nullable: false),
                    last_accessed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_accessed_by = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    progress = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    carrier_deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    transcript = table.Column<string>(type: "text", nullable: true),
                    certificate = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recordings", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_recordings_call_id",
                        columns: x => new { x.tenant_id, x.call_id },
                        principalSchema: "communications",
                        principalTable: "calls",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_recordings_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_recordings_customer_id",
                        columns: x => new { x.tenant_id, x.customer_id },
                        principalSchema: "support",
                        principalTable: "customers",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_recordings_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_recordings_number_id",
                        columns: x => new { x.tenant_id, x.number_id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "recording_accesses",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recording_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    use = table.Column<string>(type: "text", nullable: false),
                    ip_address = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recording_accesses", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_recording_accesses_recording_id",
                        columns: x => new { x.tenant_id, x.recording_id },
                        principalSchema: "communications",
                        principalTable: "recordings",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "recording_notes",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recording_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at_second = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recording_notes", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_recording_notes_recording_id",
                        columns: x => new { x.tenant_id, x.recording_id },
                        principalSchema: "communications",
                        principalTable: "recordings",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateIndex(
                name: "ix_calls_conversation_id_created_at_id",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "conversation_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_calls_due",
                schema: "communications",
                table: "calls",
                column: "next_attempt_at",
                filter: "next_attempt_at is not null");

            migrationBuilder.CreateIndex(
                name: "ux_calls_carrier_call",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "number_id", "carrier_call_id" },
                unique: true,
                filter: "carrier_call_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_calls_client_request",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "escalation_id", "client_request_id" },
                unique: true,
                filter: "client_request_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_calls_running",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "escalation_id" },
                unique: true,
                filter: "state <> 'ended' and direction = 'outbound'");

            migrationBuilder.CreateIndex(
                name: "ix_recording_accesses_recording_id_at",
                schema: "communications",
                table: "recording_accesses",
                columns: new[] { "tenant_id", "recording_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_recording_notes_recording_id_at_second",
                schema: "communications",
                table: "recording_notes",
                columns: new[] { "tenant_id", "recording_id", "at_second" });

            migrationBuilder.CreateIndex(
                name: "ix_recordings_created_at_id",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_recordings_due",
                schema: "communications",
                table: "recordings",
                column: "next_attempt_at",
                filter: "next_attempt_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_escalation_id_created_at",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "escalation_id", "created_at" });

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

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "recording_accesses",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "recording_notes",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "recordings",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "calls",
                schema: "communications");

            migrationBuilder.DropColumn(
                name: "keeps_carrier_copies",
                schema: "support",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "recording_days",
                schema: "support",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "records_calls",
                schema: "support",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "phone",
                schema: "support",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "voice_menu",
                schema: "communications",
                table: "numbers");
        }
    }
}
