using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace EscalationCqrs.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "support");

            migrationBuilder.EnsureSchema(
                name: "communications");

            migrationBuilder.CreateTable(
                name: "audit_entries",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: true),
                    resource_id = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    ip_address = table.Column<string>(type: "text", nullable: true),
                    user_agent = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link = table.Column<long>(type: "bigint", nullable: false),
                    to_xid = table.Column<ulong>(type: "xid8", nullable: false),
                    to_seq = table.Column<long>(type: "bigint", nullable: false),
                    entries = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    sealed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => new { x.tenant_id, x.link });
                });

            migrationBuilder.CreateTable(
                name: "role_permissions",
                schema: "support",
                columns: table => new
                {
                    role = table.Column<string>(type: "text", nullable: false),
                    permission = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_permissions", x => new { x.role, x.permission });
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                schema: "support",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    locale = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    default_region = table.Column<string>(type: "text", nullable: false),
                    visibility = table.Column<string>(type: "text", nullable: false),
                    self_claim_allowed = table.Column<bool>(type: "boolean", nullable: false),
                    notes_required = table.Column<bool>(type: "boolean", nullable: false),
                    reopen_hours = table.Column<int>(type: "integer", nullable: false),
                    responder_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    widget_origins = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    permissions = table.Column<string[]>(type: "text[]", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_tokens", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_api_tokens_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "customers",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    locale = table.Column<string>(type: "text", nullable: false),
                    phone_verified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    external_reference = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_customers_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "faq_entries",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    locale = table.Column<string>(type: "text", nullable: false),
                    question = table.Column<string>(type: "text", nullable: false),
                    answer = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_faq_entries", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_faq_entries_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "numbers",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    e164 = table.Column<string>(type: "text", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    protected_secret = table.Column<string>(type: "text", nullable: false),
                    channel_key = table.Column<string>(type: "text", nullable: false),
                    rate_per_second = table.Column<double>(type: "double precision", nullable: false),
                    is_default = table.Column<bool>(type: "boolean", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    paused_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    tokens_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_numbers", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_numbers_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "sla_policies",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    priority = table.Column<string>(type: "text", nullable: false),
                    first_response_minutes = table.Column<int>(type: "integer", nullable: false),
                    resolution_minutes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_policies", x => new { x.tenant_id, x.priority });
                    table.ForeignKey(
                        name: "fk_sla_policies_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "staff",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    presence = table.Column<string>(type: "text", nullable: false),
                    max_concurrent = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    locale = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deactivated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_staff_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "teams",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_teams_tenant_id",
                        column: x => x.tenant_id,
                        principalSchema: "support",
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "consents",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdrawn_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_consents_customer_id",
                        columns: x => new { x.tenant_id, x.customer_id },
                        principalSchema: "support",
                        principalTable: "customers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    locale = table.Column<string>(type: "text", nullable: false),
                    bot_paused = table.Column<bool>(type: "boolean", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_message_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_conversations_customer_id",
                        columns: x => new { x.tenant_id, x.customer_id },
                        principalSchema: "support",
                        principalTable: "customers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "webhook_receipts",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    path_and_query = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_receipts", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_webhook_receipts_number_id",
                        columns: x => new { x.tenant_id, x.number_id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "team_members",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_members", x => new { x.tenant_id, x.team_id, x.staff_id });
                    table.ForeignKey(
                        name: "fk_team_members_staff_id",
                        columns: x => new { x.tenant_id, x.staff_id },
                        principalSchema: "support",
                        principalTable: "staff",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_team_members_team_id",
                        columns: x => new { x.tenant_id, x.team_id },
                        principalSchema: "support",
                        principalTable: "teams",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "escalations",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    preferred_method = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    number_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    routed_by = table.Column<string>(type: "text", nullable: true),
                    routing_locked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_name = table.Column<string>(type: "text", nullable: true),
                    owner_email = table.Column<string>(type: "text", nullable: true),
                    assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_responded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_contact_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_customer_message_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    unread = table.Column<int>(type: "integer", nullable: false),
                    sms_sent = table.Column<int>(type: "integer", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resolved_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    resolved_by_name = table.Column<string>(type: "text", nullable: true),
                    resolution_notes = table.Column<string>(type: "text", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    reopenings = table.Column<int>(type: "integer", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    marks = table.Column<string>(type: "jsonb", nullable: false),
                    first_response_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resolution_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_order = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    work_rank = table.Column<int>(type: "integer", nullable: false, computedColumnSql: "case priority when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end", stored: true),
                    state_rank = table.Column<int>(type: "integer", nullable: false, computedColumnSql: "case state when 'pending' then 0 when 'assigned' then 1 when 'in_progress' then 2 when 'waiting_on_customer' then 3 when 'resolved' then 4 else 5 end", stored: true),
                    unfinished = table.Column<bool>(type: "boolean", nullable: false, computedColumnSql: "state not in ('resolved', 'cancelled')", stored: true),
                    first_response_breached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resolution_breached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    first_response_target_seconds = table.Column<int>(type: "integer", nullable: false),
                    resolution_target_seconds = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_escalations_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_escalations_customer_id",
                        columns: x => new { x.tenant_id, x.customer_id },
                        principalSchema: "support",
                        principalTable: "customers",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_escalations_number_id",
                        columns: x => new { x.tenant_id, x.number_id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_escalations_owner_id",
                        columns: x => new { x.tenant_id, x.owner_id },
                        principalSchema: "support",
                        principalTable: "staff",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_escalations_team_id",
                        columns: x => new { x.tenant_id, x.team_id },
                        principalSchema: "support",
                        principalTable: "teams",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "assignments",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agent_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agent_name = table.Column<string>(type: "text", nullable: false),
                    agent_email = table.Column<string>(type: "text", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    assigned_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    from_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    to_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<string>(type: "text", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assignments", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_assignments_agent_id",
                        columns: x => new { x.tenant_id, x.agent_id },
                        principalSchema: "support",
                        principalTable: "staff",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_assignments_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "events",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    type = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => new { x.tenant_id, x.seq });
                    table.ForeignKey(
                        name: "fk_events_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_events_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "communications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    delivery = table.Column<string>(type: "text", nullable: true),
                    delivery_reason = table.Column<string>(type: "text", nullable: true),
                    delivery_error = table.Column<string>(type: "text", nullable: true),
                    number_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    carrier_message_id = table.Column<string>(type: "text", nullable: true),
                    segments = table.Column<int>(type: "integer", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    consent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dispatched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retry_of_id = table.Column<Guid>(type: "uuid", nullable: true),
                    client_request_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_messages_consent_id",
                        columns: x => new { x.tenant_id, x.consent_id },
                        principalSchema: "communications",
                        principalTable: "consents",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_number_id",
                        columns: x => new { x.tenant_id, x.number_id },
                        principalSchema: "communications",
                        principalTable: "numbers",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_retry_of_id",
                        columns: x => new { x.tenant_id, x.retry_of_id },
                        principalSchema: "communications",
                        principalTable: "messages",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "notes",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notes", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_notes_conversation_id",
                        columns: x => new { x.tenant_id, x.conversation_id },
                        principalSchema: "support",
                        principalTable: "conversations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_notes_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "sla_breaches",
                schema: "support",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    priority = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_breaches", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_sla_breaches_escalation_id",
                        columns: x => new { x.tenant_id, x.escalation_id },
                        principalSchema: "support",
                        principalTable: "escalations",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateIndex(
                name: "ux_api_tokens_hash",
                schema: "support",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_assignments_agent_id_from_at",
                schema: "support",
                table: "assignments",
                columns: new[] { "tenant_id", "agent_id", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_assignments_escalation_id_from_at",
                schema: "support",
                table: "assignments",
                columns: new[] { "tenant_id", "escalation_id", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ux_assignments_open",
                schema: "support",
                table: "assignments",
                columns: new[] { "tenant_id", "escalation_id" },
                unique: true,
                filter: "to_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_action_at_id",
                schema: "support",
                table: "audit_entries",
                columns: new[] { "tenant_id", "action", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_actor_id_at_id",
                schema: "support",
                table: "audit_entries",
                columns: new[] { "tenant_id", "actor_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at_id",
                schema: "support",
                table: "audit_entries",
                columns: new[] { "tenant_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_resource_id_at_id",
                schema: "support",
                table: "audit_entries",
                columns: new[] { "tenant_id", "resource_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_xid_seq",
                schema: "support",
                table: "audit_entries",
                columns: new[] { "tenant_id", "xid", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_consents_channel_address_given_at",
                schema: "communications",
                table: "consents",
                columns: new[] { "tenant_id", "channel", "address", "given_at" },
                descending: new[] { false, false, false, true });

            migrationBuilder.CreateIndex(
                name: "ix_consents_customer_id",
                schema: "communications",
                table: "consents",
                columns: new[] { "tenant_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_customer_id_started_at",
                schema: "support",
                table: "conversations",
                columns: new[] { "tenant_id", "customer_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_created_at_id",
                schema: "support",
                table: "customers",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_phone",
                schema: "support",
                table: "customers",
                columns: new[] { "tenant_id", "phone" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_conversation_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "conversation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_customer_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_due",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "due_order", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_first_response_due",
                schema: "support",
                table: "escalations",
                column: "first_response_due_at",
                filter: "unfinished and first_response_breached_at is null and first_responded_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_phone_number_id_requested_at",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "phone", "number_id", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_resolution_due",
                schema: "support",
                table: "escalations",
                column: "resolution_due_at",
                filter: "unfinished and resolution_breached_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_state_requested_at_id",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "state", "requested_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "state", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_owner",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "owner_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_of_team",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "team_id", "work_rank", "requested_at", "id" },
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ux_escalations_open",
                schema: "support",
                table: "escalations",
                columns: new[] { "tenant_id", "conversation_id" },
                unique: true,
                filter: "unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_events_conversation_id_xid_seq",
                schema: "support",
                table: "events",
                columns: new[] { "tenant_id", "conversation_id", "xid", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_events_escalation_id_xid_seq",
                schema: "support",
                table: "events",
                columns: new[] { "tenant_id", "escalation_id", "xid", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_events_xid_seq",
                schema: "support",
                table: "events",
                columns: new[] { "xid", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_faq_entries_locale_id",
                schema: "support",
                table: "faq_entries",
                columns: new[] { "tenant_id", "locale", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_conversation_id_created_at_id",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "conversation_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_queued",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "number_id", "next_attempt_at", "id" },
                filter: "delivery = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_messages_stuck",
                schema: "communications",
                table: "messages",
                column: "dispatched_at",
                filter: "delivery in ('dispatching', 'uncertain')");

            migrationBuilder.CreateIndex(
                name: "ux_messages_carrier_message",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "number_id", "carrier_message_id" },
                unique: true,
                filter: "carrier_message_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_messages_client_request",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "conversation_id", "client_request_id" },
                unique: true,
                filter: "client_request_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_messages_retry_of",
                schema: "communications",
                table: "messages",
                columns: new[] { "tenant_id", "retry_of_id" },
                unique: true,
                filter: "retry_of_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_notes_conversation_id_created_at_id",
                schema: "support",
                table: "notes",
                columns: new[] { "tenant_id", "conversation_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_notes_escalation_id_created_at_id",
                schema: "support",
                table: "notes",
                columns: new[] { "tenant_id", "escalation_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_numbers_channel_key",
                schema: "communications",
                table: "numbers",
                column: "channel_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_numbers_default",
                schema: "communications",
                table: "numbers",
                column: "tenant_id",
                unique: true,
                filter: "is_default");

            migrationBuilder.CreateIndex(
                name: "ux_numbers_e164",
                schema: "communications",
                table: "numbers",
                columns: new[] { "tenant_id", "e164" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sla_breaches_due_at_id",
                schema: "support",
                table: "sla_breaches",
                columns: new[] { "tenant_id", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_sla_breaches_escalation_id_target_cycle",
                schema: "support",
                table: "sla_breaches",
                columns: new[] { "tenant_id", "escalation_id", "target", "cycle" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_id",
                schema: "support",
                table: "staff",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_team_members_staff_id",
                schema: "support",
                table: "team_members",
                columns: new[] { "tenant_id", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ux_teams_name",
                schema: "support",
                table: "teams",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_tenants_slug",
                schema: "support",
                table: "tenants",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_receipts_due",
                schema: "communications",
                table: "webhook_receipts",
                column: "next_attempt_at",
                filter: "next_attempt_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_receipts_received_at_id",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_webhook_receipts_event",
                schema: "communications",
                table: "webhook_receipts",
                columns: new[] { "tenant_id", "number_id", "event_id" },
                unique: true,
                filter: "state <> 'quarantined'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_tokens",
                schema: "support");

            migrationBuilder.DropTable(
                name: "assignments",
                schema: "support");

            migrationBuilder.DropTable(
                name: "audit_entries",
                schema: "support");

            migrationBuilder.DropTable(
                name: "audit_seals",
                schema: "support");

            migrationBuilder.DropTable(
                name: "events",
                schema: "support");

            migrationBuilder.DropTable(
                name: "faq_entries",
                schema: "support");

            migrationBuilder.DropTable(
                name: "messages",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "notes",
                schema: "support");

            migrationBuilder.DropTable(
                name: "role_permissions",
                schema: "support");

            migrationBuilder.DropTable(
                name: "sla_breaches",
                schema: "support");

            migrationBuilder.DropTable(
                name: "sla_policies",
                schema: "support");

            migrationBuilder.DropTable(
                name: "team_members",
                schema: "support");

            migrationBuilder.DropTable(
                name: "webhook_receipts",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "consents",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "escalations",
                schema: "support");

            migrationBuilder.DropTable(
                name: "conversations",
                schema: "support");

            migrationBuilder.DropTable(
                name: "numbers",
                schema: "communications");

            migrationBuilder.DropTable(
                name: "staff",
                schema: "support");

            migrationBuilder.DropTable(
                name: "teams",
                schema: "support");

            migrationBuilder.DropTable(
                name: "customers",
                schema: "support");

            migrationBuilder.DropTable(
                name: "tenants",
                schema: "support");
        }
    }
}
