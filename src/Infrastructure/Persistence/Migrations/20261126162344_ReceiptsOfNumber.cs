using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ReceiptsOfNumber : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_webhook_receipts_number_id_received_at_id",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "number_id", "received_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_receipts_number_id_received_at_id",
                schema: "communications",
                table: "webhook_receipts");
        }
    }
}
