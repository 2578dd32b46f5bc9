using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EscalationCqrs.Infrastructure.Persistence.Migrations;

/// <summary>What the model cannot express: the exclusion of overlapping assignments, append-only tables, search columns with their indexes.</summary>
[DbContext(typeof(DeskDb))]
[Migration("20261121000000_Guards")]
public sealed class Guards : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create extension if not exists btree_gist with schema public;
            create extension if not exists btree_gin with schema public;
            create extension if not exists pg_trgm with schema public;
            create extension if not exists unaccent with schema public;

            -- Unaccent itself is only stable, since its rules are a file; the rules that PostgreSQL ships do not change under us.
            create function support.fold(words text) returns text
            language sql immutable parallel safe strict set search_path = pg_catalog, pg_temp
            as $$ select lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;
            """);
        migrationBuilder.Sql("""
            alter table support.assignments add constraint ex_assignments_no_overlap
                exclude using gist (tenant_id with =, escalation_id with =, tstzrange(from_at, to_at, '[)') with &&);

            create unique index ux_staff_email on support.staff (tenant_id, lower(email));

            alter table support.escalations add column search_text text not null generated always as
                (support.fold(reason || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || coalesce(owner_name, ''))) stored;
            create index ix_escalations_search on support.escalations using gin (tenant_id, search_text public.gin_trgm_ops);

            alter table support.customers add column search_text text not null generated always as
                (support.fold(coalesce(name, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || coalesce(external_reference, ''))) stored;
            create index ix_customers_search on support.customers using gin (tenant_id, search_text public.gin_trgm_ops);
            """);
        migrationBuilder.Sql("""
            create function support.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
            as $$ begin raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name using errcode = 'restrict_violation'; end $$;

            create trigger append_only before update or delete on support.events for each row execute function support.refuse_change();
            create trigger append_only before update or delete on support.audit_entries for each row execute function support.refuse_change();
            create trigger append_only before update or delete on support.audit_seals for each row execute function support.refuse_change();
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop trigger append_only on support.events;
        drop trigger append_only on support.audit_entries;
        drop trigger append_only on support.audit_seals;
        drop function support.refuse_change();
        alter table support.customers drop column search_text;
        alter table support.escalations drop column search_text;
        drop index support.ux_staff_email;
        alter table support.assignments drop constraint ex_assignments_no_overlap;
        drop function support.fold(text);
        """);
}
