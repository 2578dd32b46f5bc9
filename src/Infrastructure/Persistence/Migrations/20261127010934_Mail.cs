using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Mail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "number_id",
                schema: "communications",
                table: "webhook_receipts",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "mailbox_id",
                schema: "communications",
                table: "webhook_receipts",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "envelopes",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    header_id = table.Column<string>(type: "text", nullable: false),
                    in_reply_to = table.Column<string>(type: "text", nullable: true),
                    references = table.Column<string[]>(type: "text[]", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    sender = table.Column<string>(type: "text", nullable: true),
                    full_text = table.Column<string>(type: "text", nullable: true),
                    attachments = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_envelopes", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_envelopes_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_envelopes_id",
                        columns: x => new { x.tenant_id, x.id },
                        principalSchema: "communications",
                        principalTable: "messages",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "mailboxes",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    host = table.Column<string>(type: "text", nullable: true),
                    port = table.Column<int>(type: "integer", nullable: false),
                    security = table.Column<string>(type: "text", nullable: false),
                    user = table.Column<string>(type: "text", nullable: true),
                    protected_password = table.Column<string>(type: "text", nullable: true),
                    channel_key = table.Column<string>(type: "text", nullable: false),
                    protected_secret = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    paused_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mailboxes", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_mailboxes_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ux_webhook_receipts_mail",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "mailbox_id", "event_id" },
                unique: true,
                filter: "mailbox_id is not null and state <> 'quarantined'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_webhook_receipts_channel",
                schema: "communications",
                table: "webhook_receipts",
                sql: "num_nonnulls(number_id, mailbox_id) = 1");

            migrationBuilder.CreateIndex(
                name: "ix_envelopes_conversation_id_created_at_id",
                schema: "communications",
                table: "envelopes",
                columns: new[] { "tenant_id", "conversation_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_envelopes_sender",
                schema: "communications",
                table: "envelopes",
                columns: new[] { "tenant_id", "sender", "created_at" },
                filter: "sender is not null");

            migrationBuilder.CreateIndex(
                name: "ux_envelopes_header_id",
                schema: "communications",
                table: "envelopes",
                columns: new[] { "tenant_id", "header_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_mailboxes_channel_key",
                schema: "communications",
                table: "mailboxes",
                column: "channel_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_mailboxes_tenant",
                schema: "communications",
                table: "mailboxes",
                column: "tenant_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_webhook_receipts_mailbox_id",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "mailbox_id" },
                principalSchema: "communications",
                principalTable: "mailboxes",
                principalColumns: new[] { "tenant_id", "id" });

            // Who writes is found by an address that the customer typed in whatever case.
            migrationBuilder.Sql("create index ix_escalations_email on support.escalations (tenant_id, lower(email), requested_at) where email is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index support.ix_escalations_email; delete from communications.webhook_receipts where number_id is null");

            migrationBuilder.DropForeignKey(
                name: "fk_webhook_receipts_mailbox_id",
                schema: "communications",
                table: "webhook_receipts");

            migrationBuilder.DropTable(
                name: "envelopes",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "mailboxes",
                schema: "communications");

            migrationBuilder.DropIndex(
                name: "ux_webhook_receipts_mail",
                schema: "communications",
                table: "webhook_receipts");

            migrationBuilder.DropCheckConstraint(
                name: "ck_webhook_receipts_channel",
                schema: "communications",
                table: "webhook_receipts");

            migrationBuilder.DropColumn(
                name: "mailbox_id",
                schema: "communications",
                table: "webhook_receipts");

            migrationBuilder.AlterColumn<Guid>(
                name: "number_id",
                schema: "communications",
                table: "webhook_receipts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
