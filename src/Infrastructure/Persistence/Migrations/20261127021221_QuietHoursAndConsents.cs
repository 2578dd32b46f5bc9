using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class QuietHoursAndConsents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<TimeOnly>(
                name: "quiet_from",
                schema: "support",
                table: "tenants",
                type: "time without time zone",
                nullable: true);

            migrationBuilder.AddColumn<TimeOnly>(
                name: "quiet_until",
                schema: "support",
                table: "tenants",
                type: "time without time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                schema: "support",
                table: "customers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "purpose",
                schema: "communications",
                table: "consents",
                type: "text",
                nullable: false,
                defaultValue: "support");

            migrationBuilder.AddColumn<string>(
                name: "withdrawal_evidence",
                schema: "communications",
                table: "consents",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_messages_address",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "address", "created_at", "id" },
                filter: "direction = 'outbound' and address is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_address",
                schema: "communications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "quiet_from",
                schema: "support",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "quiet_until",
                schema: "support",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "time_zone",
                schema: "support",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "purpose",
                schema: "communications",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "withdrawal_evidence",
                schema: "communications",
                table: "consents");
        }
    }
}
