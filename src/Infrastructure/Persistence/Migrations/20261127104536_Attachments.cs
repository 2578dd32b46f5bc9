using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Attachments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "attachments",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    receipt_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    length = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: true),
                    store = table.Column<string>(type: "text", nullable: true),
                    container = table.Column<string>(type: "text", nullable: true),
                    key = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attachments", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_attachments_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_attachments_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalSchema: "communications",
                        principalTable: "messages",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateIndex(
                name: "ix_attachments_waiting",
                schema: "communications",
                table: "attachments",
                columns: new[] { "tenant_id", "receipt_id" },
                filter: "state = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ux_attachments_message_id_place",
                schema: "communications",
                table: "attachments",
                columns: new[] { "tenant_id", "message_id", "place" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attachments",
                schema: "communications");
        }
    }
}
