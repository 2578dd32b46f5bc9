using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallConsents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "last_customer_message_at",
                schema: "support",
                table: "escalations",
                type: "timestamp with time zone",
                nullable: true,
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone");

            // A request that staff opened began with "heard just now", though the customer had said nothing.
            migrationBuilder.Sql("update support.escalations set last_customer_message_at = null where origin = 'staff' and last_customer_message_at = requested_at");

            migrationBuilder.AddColumn<Guid>(
                name: "consent_id",
                schema: "communications",
                table: "calls",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_calls_customer_phone",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "customer_phone", "created_at", "id" },
                filter: "direction = 'outbound'");

            migrationBuilder.AddForeignKey(
                name: "fk_calls_consent_id",
                schema: "communications",
                table: "calls",
                columns: new[] { "tenant_id", "consent_id" },
                principalSchema: "communications",
                principalTable: "consents",
                principalColumns: new[] { "tenant_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_calls_consent_id",
                schema: "communications",
                table: "calls");

            migrationBuilder.DropIndex(
                name: "ix_calls_customer_phone",
                schema: "communications",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "consent_id",
                schema: "communications",
                table: "calls");

            migrationBuilder.Sql("update support.escalations set last_customer_message_at = requested_at where last_customer_message_at is null");

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "last_customer_message_at",
                schema: "support",
                table: "escalations",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)),
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone",
                oldNullable: true);
        }
    }
}
