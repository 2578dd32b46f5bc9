using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SmsLookups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_webhook_receipts_quarantined",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "number_id", "received_at" },
                filter: "state = 'quarantined'");

            migrationBuilder.CreateIndex(
                name: "ix_messages_ahead",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "number_id", "address", "created_at", "id" },
                filter: "delivery in ('queued', 'dispatching')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_receipts_quarantined",
                schema: "communications",
                table: "webhook_receipts");

            migrationBuilder.DropIndex(
                name: "ix_messages_ahead",
                schema: "communications",
                table: "messages");
        }
    }
}
