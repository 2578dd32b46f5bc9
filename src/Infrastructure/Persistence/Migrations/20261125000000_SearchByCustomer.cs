using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EscalationCqrs.Infrastructure.Persistence.Migrations;

/// <summary>
/// A request repeats what is known of its customer, kept up to date by triggers, so that a search by several words is one look into one index.
/// The customers' own search text has no reader any more.
/// </summary>
[DbContext(typeof(DeskDb))]
[Migration("20261125000000_SearchByCustomer")]
public sealed class SearchByCustomer : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table support.customers drop column search_text;
            alter table support.escalations drop column search_text;
            alter table support.escalations add column customer_words text not null default '';
            update support.escalations e set customer_words = concat_ws(' ', c.name, c.phone, c.email, c.external_reference)
              from support.customers c where c.tenant_id = e.tenant_id and c.id = e.customer_id;
            alter table support.escalations add column search_text text not null generated always as
                (support.fold(reason || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || coalesce(owner_name, '') || ' ' || customer_words)) stored;
            create index ix_escalations_search on support.escalations using gin (tenant_id, search_text public.gin_trgm_ops);
            """);
        migrationBuilder.Sql("""
            create function support.repeat_customer() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
            as $$ begin
              new.customer_words := coalesce((select concat_ws(' ', c.name, c.phone, c.email, c.external_reference) from support.customers c where c.tenant_id = new.tenant_id and c.id = new.customer_id), '');
              return new;
            end $$;
            create trigger repeat_customer before insert on support.escalations for each row execute function support.repeat_customer();

            create function support.rename_customer() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
            as $$ begin
              update support.escalations e set customer_words = concat_ws(' ', new.name, new.phone, new.email, new.external_reference) where e.tenant_id = new.tenant_id and e.customer_id = new.id;
              return null;
            end $$;
            create trigger rename_customer after update of name, phone, email, external_reference on support.customers for each row
              when ((new.name, new.phone, new.email, new.external_reference) is distinct from (old.name, old.phone, old.email, old.external_reference)) execute function support.rename_customer();
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop trigger rename_customer on support.customers;
        drop trigger repeat_customer on support.escalations;
        drop function support.rename_customer();
        drop function support.repeat_customer();
        alter table support.escalations drop column search_text;
        alter table support.escalations drop column customer_words;
        alter table support.escalations add column search_text text not null generated always as
            (support.fold(reason || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || coalesce(owner_name, ''))) stored;
        create index ix_escalations_search on support.escalations using gin (tenant_id, search_text public.gin_trgm_ops);
        alter table support.customers add column search_text text not null generated always as
            (support.fold(coalesce(name, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || coalesce(external_reference, ''))) stored;
        create index ix_customers_search on support.customers using gin (tenant_id, search_text public.gin_trgm_ops);
        """);
}
