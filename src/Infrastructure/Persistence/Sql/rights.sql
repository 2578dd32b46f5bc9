-- What the role of the web processes may do. Run again after each migration, so that no table can be forgotten. The migrator puts the role's name for app_role.
-- Row-level security is not forced on the owner: it owns the functions that cross tenants, and migrates.

do $$
declare
  t record;
begin
  for t in
    select c.oid, n.nspname as schema, c.relname as name, case when c.oid = 'support.tenants'::regclass then 'id' else 'tenant_id' end as key
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('support', 'communications') and (c.oid = 'support.tenants'::regclass
      or exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
  loop
    execute format('alter table %I.%I enable row level security', t.schema, t.name);
    if not exists (select from pg_catalog.pg_policy p where p.polrelid = t.oid and p.polname = 'tenant_isolation') then
      execute format('create policy tenant_isolation on %1$I.%2$I using (%3$I = nullif(current_setting(''app.tenant'', true), '''')::uuid) '
        'with check (%3$I = nullif(current_setting(''app.tenant'', true), '''')::uuid)', t.schema, t.name, t.key);
    end if;
  end loop;
end
$$;

grant usage on schema support, communications, identity, quartz to app_role;
revoke create on schema support, communications, identity, quartz from app_role;
grant select, insert, update, delete on all tables in schema support, communications, identity, quartz to app_role;

-- What is written once stays: nobody but the owner may empty these, and a trigger refuses changes to the owner too.
revoke update, delete on support.events, support.audit_entries, support.audit_seals from app_role;
revoke delete on support.tenants, support.staff, support.platform_visits, support.escalations, support.assignments, support.sla_breaches from app_role;
-- A visit may be left, and nothing else of it changes.
revoke update on support.platform_visits from app_role;
grant update (left_at) on support.platform_visits to app_role;
revoke insert, update, delete on support.migrations, identity.migrations from app_role;

revoke execute on all functions in schema support, communications from public;
grant execute on all functions in schema support, communications to app_role;
