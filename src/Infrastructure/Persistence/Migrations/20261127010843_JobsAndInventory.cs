using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class JobsAndInventory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "carrier_checked_at",
                schema: "communications",
                table: "recordings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "carrier_has",
                schema: "communications",
                table: "recordings",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "carrier_purges_at",
                schema: "communications",
                table: "recordings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "set_aside_at",
                schema: "communications",
                table: "recordings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "handled_at",
                schema: "support",
                table: "job_runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "handling",
                schema: "support",
                table: "job_runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_dead",
                schema: "support",
                table: "job_runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "of_tenant",
                schema: "support",
                table: "job_runs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "payload",
                schema: "support",
                table: "job_runs",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "job_lines",
                schema: "support",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    n = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    of_tenant = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_lines", x => new { x.run_id, x.n });
                    table.ForeignKey(
                        name: "fk_job_lines_run_id",
                        column: x => x.run_id,
                        principalSchema: "support",
                        principalTable: "job_runs",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "recording_inventories",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    listed = table.Column<int>(type: "integer", nullable: false),
                    found = table.Column<int>(type: "integer", nullable: false),
                    of_no_call = table.Column<int>(type: "integer", nullable: false),
                    gone = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recording_inventories", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_recording_inventories_id",
                        columns: x => new { x.tenant_id, x.id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateIndex(
                name: "ix_recordings_agent_id_created_at_id",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "agent_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_recordings_held",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "legal_hold is not null");

            migrationBuilder.CreateIndex(
                name: "ix_recordings_state_created_at_id",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "state", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_recordings_unsettled",
                schema: "communications",
                table: "recordings",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "state not in ('stored', 'deleted')");

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_dead",
                schema: "support",
                table: "job_runs",
                columns: new[] { "of_tenant", "started_at", "id" },
                filter: "is_dead");

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_failed",
                schema: "support",
                table: "job_runs",
                columns: new[] { "job", "started_at", "id" },
                filter: "outcome = 'failed' and not is_dead and handling is null");

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_of_tenant_started_at_id",
                schema: "support",
                table: "job_runs",
                columns: new[] { "of_tenant", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_running",
                schema: "support",
                table: "job_runs",
                column: "started_at",
                filter: "outcome = 'running'");

            // A recording repeats what is known of its customer, as a request does, so that a search by several words is one look into one index.
            migrationBuilder.Sql("""
                alter table communications.recordings add column customer_words text not null default '';
                update communications.recordings r set customer_words = concat_ws(' ', c.name, c.phone, c.email, c.external_reference)
                  from support.customers c where c.tenant_id = r.tenant_id and c.id = r.customer_id;
                alter table communications.recordings add column search_text text not null generated always as
                    (support.fold(coalesce(transcript, '') || ' ' || coalesce(agent_name, '') || ' ' || coalesce(external_reference, '') || ' ' || customer_words)) stored;
                create index ix_recordings_search on communications.recordings using gin (tenant_id, search_text public.gin_trgm_ops);
                create trigger repeat_customer before insert on communications.recordings for each row execute function support.repeat_customer();
                """);
            migrationBuilder.Sql(RenameCustomer("""
                  update communications.recordings r set customer_words = concat_ws(' ', new.name, new.phone, new.email, new.external_reference)
                    where r.tenant_id = new.tenant_id and r.escalation_id in (select e.id from support.escalations e where e.tenant_id = new.tenant_id and e.customer_id = new.id);
                """));
        }

        private static string RenameCustomer(string more) => $"""
            create or replace function support.rename_customer() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
            as $$ begin
              update support.escalations e set customer_words = concat_ws(' ', new.name, new.phone, new.email, new.external_reference) where e.tenant_id = new.tenant_id and e.customer_id = new.id;
            {more}
              return null;
            end $$;
            """;

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(RenameCustomer(""));
            migrationBuilder.Sql("""
                drop trigger repeat_customer on communications.recordings;
                alter table communications.recordings drop column search_text;
                alter table communications.recordings drop column customer_words;
                """);

            migrationBuilder.DropTable(
                name: "job_lines",
                schema: "support");

            migrationBuilder.DropTable(
                name: "recording_inventories",
                schema: "communications");

            migrationBuilder.DropIndex(
                name: "ix_recordings_agent_id_created_at_id",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_recordings_held",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_recordings_state_created_at_id",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_recordings_unsettled",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropIndex(
                name: "ix_job_runs_dead",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropIndex(
                name: "ix_job_runs_failed",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropIndex(
                name: "ix_job_runs_of_tenant_started_at_id",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropIndex(
                name: "ix_job_runs_running",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropColumn(
                name: "carrier_checked_at",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "carrier_has",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "carrier_purges_at",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "set_aside_at",
                schema: "communications",
                table: "recordings");

            migrationBuilder.DropColumn(
                name: "handled_at",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropColumn(
                name: "handling",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropColumn(
                name: "is_dead",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropColumn(
                name: "of_tenant",
                schema: "support",
                table: "job_runs");

            migrationBuilder.DropColumn(
                name: "payload",
                schema: "support",
                table: "job_runs");
        }
    }
}
