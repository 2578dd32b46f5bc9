-- The only code that sees more than one tenant, and the searches whose operators row-level security would keep from their indexes.
-- Every function names its tables in full, filters by itself and gives no more than its caller needs. Run again after each migration.

create or replace function support.tenant_by_slug(wanted text)
returns table (id uuid, slug text, name text, locale text, time_zone text, default_region text, responder_enabled boolean, widget_origins text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.slug, t.name, t.locale, t.time_zone, t.default_region, t.responder_enabled, t.widget_origins from support.tenants t where t.slug = wanted
$$;

create or replace function support.memberships_of(account uuid)
returns table (tenant_id uuid, slug text, tenant_name text, role text, is_active boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.slug, t.name, s.role, s.is_active from support.staff s join support.tenants t on t.id = s.tenant_id where s.id = account order by t.name, t.id
$$;

drop function if exists support.actor(uuid, uuid);
create function support.actor(tenant uuid, account uuid)
returns table (name text, email text, role text, is_active boolean, locale text, time_zone text, presence text, tenant_slug text, tenant_name text, visibility text,
  team_ids uuid[], permissions text[], security_stamp text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.name, s.email, s.role, s.is_active, s.locale, coalesce(s.time_zone, t.time_zone), s.presence, t.slug, t.name, t.visibility,
    array(select m.team_id from support.team_members m where m.tenant_id = s.tenant_id and m.staff_id = s.id),
    array(select p.permission from support.role_permissions p where p.role = s.role),
    (select a.security_stamp from identity.accounts a where a.id = s.id and a.disabled_at is null)
  from support.staff s join support.tenants t on t.id = s.tenant_id
  where s.tenant_id = tenant and s.id = account
$$;

-- A page of all tenants, in the order of their slugs; for the platform's administrators, who are in none.
create or replace function support.tenants_after(after_slug text, at_most integer)
returns table (id uuid, slug text, name text, staff_count integer, created_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.slug, t.name, (select count(*)::integer from support.staff s where s.tenant_id = t.id and s.is_active), t.created_at
  from support.tenants t where t.slug > after_slug order by t.slug limit at_most
$$;

create or replace function support.visit(tenant uuid, visit uuid, account uuid, as_role text, at timestamptz)
returns table (name text, email text, security_stamp text, tenant_slug text, tenant_name text, permissions text[], reason text, until_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(a.name, a.email), a.email, a.security_stamp, t.slug, t.name, array(select p.permission from support.role_permissions p where p.role = as_role), v.reason, v.until_at
  from support.platform_visits v join support.tenants t on t.id = v.tenant_id join identity.accounts a on a.id = v.account_id
  where v.tenant_id = tenant and v.id = visit and v.account_id = account and v.left_at is null and v.until_at > at and a.is_super_admin and a.disabled_at is null
$$;

create or replace function support.token_by_hash(wanted text)
returns table (tenant_id uuid, id uuid, name text, permissions text[], revoked_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.tenant_id, a.id, a.name, a.permissions, a.revoked_at from support.api_tokens a where a.hash = wanted
$$;

create or replace function communications.number_by_channel_key(wanted text)
returns table (tenant_id uuid, id uuid, e164 text, carrier text, account_id text, protected_secret text, is_active boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.tenant_id, n.id, n.e164, n.carrier, n.account_id, n.protected_secret, n.is_active from communications.numbers n where n.channel_key = wanted
$$;

-- Numbers whose carrier is to be asked: about the order to report, or about messages that were sent.
create or replace function communications.due_numbers_to_watch(due_at timestamptz, at_most integer)
returns table (tenant_id uuid, number_id uuid, watches boolean, looks boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.tenant_id, n.id, n.watch_at is not null and n.watch_at <= due_at, n.look_at is not null and n.look_at <= due_at
  from communications.numbers n where n.is_active and n.paused_reason is null and (n.watch_at <= due_at or n.look_at <= due_at) limit at_most
$$;

-- Hops from number to number over the index of queued messages, so that a long queue costs no more than a short one.
create or replace function communications.due_numbers(due_at timestamptz, at_most integer)
returns table (tenant_id uuid, number_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive waiting as (
    (select m.tenant_id, m.number_id from communications.messages m where m.delivery = 'queued' and m.number_id is not null order by m.tenant_id, m.number_id limit 1)
    union all
    select next.tenant_id, next.number_id from waiting w cross join lateral (
      select m.tenant_id, m.number_id from communications.messages m
      where m.delivery = 'queued' and m.number_id is not null and (m.tenant_id, m.number_id) > (w.tenant_id, w.number_id) order by m.tenant_id, m.number_id limit 1) next
  )
  select n.tenant_id, n.id from waiting w join communications.numbers n on n.tenant_id = w.tenant_id and n.id = w.number_id
  where n.is_active and n.paused_reason is null and exists (
    select from communications.messages m
    where m.tenant_id = n.tenant_id and m.number_id = n.id and m.delivery = 'queued' and m.next_attempt_at <= due_at)
  limit at_most
$$;

create or replace function communications.mailbox_by_channel_key(wanted text)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.tenant_id, m.id from communications.mailboxes m where m.channel_key = wanted
$$;

-- E-mails are the messages in the queue that belong to no number.
create or replace function communications.due_mailboxes(due_at timestamptz, at_most integer)
returns table (tenant_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.tenant_id from communications.mailboxes b
  where b.is_active and b.paused_reason is null and exists (
    select from communications.messages m
    where m.tenant_id = b.tenant_id and m.number_id is null and m.delivery = 'queued' and m.next_attempt_at <= due_at)
  limit at_most
$$;

-- The oldest of each number come first, so that one number's many doubts do not hide those of others.
drop function if exists communications.stuck_messages(timestamptz, integer);
create or replace function communications.stuck_messages(at timestamptz, dispatched_before timestamptz, of_number integer, at_most integer)
returns table (tenant_id uuid, message_id uuid, number_id uuid, delivery text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.tenant_id, m.id, m.number_id, m.delivery from (
    select s.tenant_id, s.id, s.number_id, s.delivery, s.dispatched_at, row_number() over (partition by s.tenant_id, s.number_id order by s.dispatched_at, s.id) as nth
    from communications.messages s
    where s.delivery in ('dispatching', 'uncertain') and case s.delivery when 'uncertain' then coalesce(s.next_attempt_at <= at, true) else s.dispatched_at < dispatched_before end) m
  where m.nth <= of_number order by m.nth, m.dispatched_at, m.id limit at_most
$$;

create or replace function communications.due_receipts(due_at timestamptz, at_most integer)
returns table (tenant_id uuid, receipt_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id from communications.webhook_receipts r where r.next_attempt_at <= due_at order by r.next_attempt_at, r.id limit at_most
$$;

create or replace function communications.due_calls(at timestamptz, at_most integer)
returns table (tenant_id uuid, call_id uuid, is_new boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.tenant_id, c.id, c.state = 'queued' from communications.calls c where c.next_attempt_at <= at order by c.next_attempt_at, c.id limit at_most
$$;

create or replace function communications.due_recordings(at timestamptz, at_most integer)
returns table (tenant_id uuid, recording_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id from communications.recordings r where r.next_attempt_at <= at order by r.next_attempt_at, r.id limit at_most
$$;

create or replace function communications.expired_recordings(at timestamptz, at_most integer)
returns table (tenant_id uuid, recording_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id from communications.recordings r where r.state = 'stored' and r.legal_hold is null and r.delete_after <= at order by r.delete_after, r.id limit at_most
$$;

create or replace function support.due_breaches(at timestamptz, at_most integer)
returns table (tenant_id uuid, escalation_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select found.tenant_id, found.id from (
    select e.tenant_id, e.id from support.escalations e
    where e.unfinished and e.first_response_breached_at is null and e.first_responded_at is null and e.first_response_due_at < at
    union
    select e.tenant_id, e.id from support.escalations e
    where e.unfinished and e.resolution_breached_at is null and e.resolution_due_at < at) found
  limit at_most
$$;

create or replace function support.unsealed_tenants()
returns table (tenant_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id from support.tenants t
  left join lateral (select s.to_xid, s.to_seq from support.audit_seals s where s.tenant_id = t.id order by s.link desc limit 1) last on true
  where exists (
    select from support.audit_entries a
    where a.tenant_id = t.id and (a.xid, a.seq) > (coalesce(last.to_xid, '0'::xid8), coalesce(last.to_seq, 0)) and a.xid < pg_snapshot_xmin(pg_current_snapshot()))
$$;

create or replace function communications.carrier_load(queued_before timestamptz)
returns table (paused_numbers integer, overdue_messages integer, uncertain_messages integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    (select count(*)::integer from (select from communications.numbers n where n.is_active and n.paused_reason is not null limit 1000) paused),
    (select count(*)::integer from (select from communications.messages m where m.delivery = 'queued' and m.created_at < queued_before limit 1000) overdue),
    (select count(*)::integer from (select from communications.messages m where m.delivery = 'uncertain' limit 1000) uncertain)
$$;

create or replace function support.events_head()
returns table (xid xid8, seq bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.xid, e.seq from support.events e where e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid desc, e.seq desc limit 1
$$;

create or replace function support.events_after(after_xid xid8, after_seq bigint, at_most integer)
returns table (xid xid8, seq bigint, tenant_id uuid, conversation_id uuid, escalation_id uuid, type text, at timestamptz, actor_kind text, actor_id uuid, actor_name text,
  data text, team_id uuid, owner_id uuid, version bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.xid, e.seq, e.tenant_id, e.conversation_id, e.escalation_id, e.type, e.at, e.actor_kind, e.actor_id, e.actor_name, e.data::text, e.team_id, e.owner_id, e.version
  from support.events e
  where (e.xid, e.seq) > (after_xid, after_seq) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by e.xid, e.seq limit at_most
$$;

-- What Visibility.VisibleTo says, for the search.
create or replace function support.in_scope(scope text, viewer uuid, teams uuid[], owner_id uuid, team_id uuid)
returns boolean language sql immutable parallel safe
return scope = 'tenant' or coalesce(owner_id = viewer, false) or (scope = 'own' and owner_id is null) or (scope = 'team' and (team_id is null or team_id = any (teams)));

-- Each share of what a viewer sees, read from its own index: the newest so many of all there is, or of their own, of what nobody has or no team has,
-- and of each of their teams. The planner does not see that a column which is null is constant, so the order begins with it.
create or replace function support.newest_visible(tenant uuid, scope text, viewer uuid, teams uuid[], of_each integer)
returns table (share integer, id uuid, requested_at timestamptz, search_text text, state text)
language sql stable as $$
  (select 0, e.id, e.requested_at, e.search_text, e.state from support.escalations e
    where scope = 'tenant' and e.tenant_id = tenant order by e.requested_at desc, e.id desc limit of_each)
  union all
  (select 1, e.id, e.requested_at, e.search_text, e.state from support.escalations e
    where scope <> 'tenant' and e.tenant_id = tenant and e.owner_id = viewer order by e.requested_at desc, e.id desc limit of_each)
  union all
  (select 2, e.id, e.requested_at, e.search_text, e.state from support.escalations e
    where scope = 'own' and e.tenant_id = tenant and e.owner_id is null order by e.owner_id desc, e.requested_at desc, e.id desc limit of_each)
  union all
  (select 3, e.id, e.requested_at, e.search_text, e.state from support.escalations e
    where scope = 'team' and e.tenant_id = tenant and e.team_id is null and e.owner_id is distinct from viewer order by e.team_id desc, e.requested_at desc, e.id desc limit of_each)
  union all
  select 3 + t.n, e.* from unnest(teams) with ordinality as t(id, n) cross join lateral (
    select e.id, e.requested_at, e.search_text, e.state from support.escalations e
    where scope = 'team' and e.tenant_id = tenant and e.team_id = t.id and e.owner_id is distinct from viewer order by e.requested_at desc, e.id desc limit of_each) e
$$;

-- Every word must occur in the request or in what is known of its customer, which the row repeats. A number is compared by its digits, without
-- the leading zeros of a national spelling. Words of fewer than three letters alone find nothing. What many rows have is found among the newest of
-- each share that the viewer sees, what few have through the trigram index; either way little more is read than what it takes.
drop function if exists support.search_escalations(uuid, text, integer);
create or replace function support.search_escalations(tenant uuid, wanted text, among text[], scope text, viewer uuid, teams uuid[], at_most integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  words text[];
  patterns text[];
  found uuid[];
  everything boolean;
  of_each integer := case when scope = 'team' then greatest(6000 / (2 + cardinality(teams)), 200) else 2500 end;
begin
  if wanted ~ '^[0-9+()./ -]+$' then
    words := array[ltrim(regexp_replace(wanted, '[^0-9]', '', 'g'), '0')];
  else
    words := array(select w from regexp_split_to_table(support.fold(wanted), '\s+') w where w <> '' limit 10);
  end if;
  if (select coalesce(max(length(w)), 0) from unnest(words) w) < 3 then
    return;
  end if;
  patterns := array(select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w order by length(w) desc);

  for turn in 1..2 loop
    -- Beyond the oldest row of a share that was cut short, that share may hide newer ones than another share shows: nothing beyond it counts.
    with newest as materialized (select * from support.newest_visible(tenant, scope, viewer, teams, of_each)),
      cut as (select max(c.oldest) as at from (select min(n.requested_at) as oldest from newest n group by n.share having count(*) >= of_each) c)
    select array(
        select n.id from newest n where n.requested_at > coalesce((select c.at from cut c), '-infinity') and n.search_text like all (patterns) and (among is null or n.state = any (among))
        order by n.requested_at desc, n.id desc limit at_most),
      (select c.at is null from cut c)
      into found, everything;
    exit when everything or cardinality(found) >= at_most;
    -- So few that the index is quicker than many more of the newest.
    exit when cardinality(found) * 4 < at_most;
    of_each := of_each * 4;
  end loop;
  if not everything and cardinality(found) < at_most then
    -- The index takes no ALL: the three longest words go through it one by one.
    found := array(
      with matching as materialized (
        select e.id, e.requested_at from support.escalations e
        where e.tenant_id = tenant and e.search_text like patterns[1] and e.search_text like coalesce(patterns[2], '%') and e.search_text like coalesce(patterns[3], '%')
          and e.search_text like all (patterns) and (among is null or e.state = any (among)) and support.in_scope(scope, viewer, teams, e.owner_id, e.team_id))
      select m.id from matching m order by m.requested_at desc, m.id desc limit at_most);
  end if;
  return query select unnest(found);
end
$$;

-- The entry whose question shares most with the text: at least half of the words of the shorter of the two; where those are one or two, all of
-- them, unless the answer knows the rest. Words that every question has do not count; accents never do, since many type without them.
create or replace function support.find_answer(tenant uuid, wanted text, language text)
returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with dictionary as (
    select case when language = 'en' then 'english'::regconfig else 'simple'::regconfig end as name,
      case when language = 'en' then '{}'::text[] else string_to_array('la gi co khong the nao duoc toi ban minh cho va thi a o oi nhe voi em anh chi shop hay xin vui long', ' ') end as ignored),
  asked as (
    select array(select unnest(tsvector_to_array(to_tsvector(d.name, support.fold(wanted)))) except select unnest(d.ignored)) as words from dictionary d),
  entry as (
    select f.id, array(select unnest(tsvector_to_array(to_tsvector(d.name, support.fold(f.question)))) except select unnest(d.ignored)) as words,
      tsvector_to_array(to_tsvector(d.name, support.fold(f.answer))) as more
    from support.faq_entries f cross join dictionary d where f.tenant_id = tenant and f.locale = language),
  score as (
    select e.id, (select count(*) from unnest(e.words) w where w = any (a.words)) as shared, 
      (select count(*) from unnest(e.more) w where w = any (a.words) and w <> all (e.words)) as extra,
      least(cardinality(e.words), cardinality(a.words)) as shorter, cardinality(e.words) as length
    from entry e cross join asked a)
  select s.id from score s where s.shared > 0 and s.shared * 2 >= s.shorter and (s.shorter > 2 or s.shared = s.shorter or s.extra > 0)
  order by s.shared::float8 / s.shorter desc, s.shared desc, s.extra desc, s.length, s.id limit 1
$$;

-- What waits in each queue: how many, up to a limit, and since when. With a tenant only its own, looked for among the oldest due rows of all;
-- messages have an index by tenant and number.
create or replace function communications.queue_depths(tenant uuid, at timestamptz, at_most integer)
returns table (queue text, waiting integer, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'messages', (select count(*)::integer from (
      select from communications.numbers n join communications.messages m on m.tenant_id = n.tenant_id and m.number_id = n.id
      where (tenant is null or n.tenant_id = tenant) and m.delivery = 'queued' and m.next_attempt_at <= at limit at_most) due),
    (select min(first.next_attempt_at) from communications.numbers n cross join lateral (
      select m.next_attempt_at from communications.messages m where m.tenant_id = n.tenant_id and m.number_id = n.id and m.delivery = 'queued' and m.next_attempt_at <= at
      order by m.next_attempt_at limit 1) first where tenant is null or n.tenant_id = tenant)
  union all
  select 'webhooks', least(count(*), at_most)::integer, min(r.next_attempt_at) from (
    select w.tenant_id, w.next_attempt_at from communications.webhook_receipts w where w.next_attempt_at <= at order by w.next_attempt_at limit 10 * at_most) r
    where tenant is null or r.tenant_id = tenant
  union all
  select 'calls', least(count(*), at_most)::integer, min(r.next_attempt_at) from (
    select c.tenant_id, c.next_attempt_at from communications.calls c where c.next_attempt_at <= at order by c.next_attempt_at limit 10 * at_most) r
    where tenant is null or r.tenant_id = tenant
  union all
  select 'recordings', least(count(*), at_most)::integer, min(r.next_attempt_at) from (
    select v.tenant_id, v.next_attempt_at from communications.recordings v where v.next_attempt_at <= at order by v.next_attempt_at limit 10 * at_most) r
    where tenant is null or r.tenant_id = tenant
$$;

-- One number for each account that a tenant has at a carrier.
create or replace function communications.carrier_accounts()
returns table (tenant_id uuid, number_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (n.tenant_id, n.carrier, n.account_id) n.tenant_id, n.id from communications.numbers n where n.is_active order by n.tenant_id, n.carrier, n.account_id, n.id
$$;

-- A page of the recordings that a viewer sees and that have every word: in what was said, in the agent's name, the reference, or what is known of the customer.
-- What many have is found among the newest, what few have through the trigram index. Both ways are bounded, and words of fewer than three letters find nothing.
create or replace function communications.search_recordings(tenant uuid, wanted text, among text, agent uuid, held boolean, before_at timestamptz, before_id uuid,
  scope text, viewer uuid, teams uuid[], at_most integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  words text[];
  patterns text[];
  found uuid[];
  newest integer := 2000;
  looked integer;
begin
  if wanted ~ '^[0-9+()./ -]+$' then
    words := array[ltrim(regexp_replace(wanted, '[^0-9]', '', 'g'), '0')];
  else
    words := array(select w from regexp_split_to_table(support.fold(wanted), '\s+') w where w <> '' limit 10);
  end if;
  if (select coalesce(max(length(w)), 0) from unnest(words) w) < 3 then
    return;
  end if;
  patterns := array(select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w order by length(w) desc);

  with latest as materialized (
      select r.id, r.created_at, r.escalation_id, r.search_text from communications.recordings r
      where r.tenant_id = tenant and (among is null or r.state = among) and (agent is null or r.agent_id = agent) and (not held or r.legal_hold is not null) and (r.created_at, r.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by r.created_at desc, r.id desc limit newest)
  select array(
      select n.id from latest n join support.escalations e on e.tenant_id = tenant and e.id = n.escalation_id
      where n.search_text like all (patterns)
        and support.in_scope(scope, viewer, teams, e.owner_id, e.team_id)
      order by n.created_at desc, n.id desc limit at_most),
    (select count(*) from latest)
    into found, looked;
  if cardinality(found) < at_most and looked = newest then
    -- The index takes no ALL: the three longest words go through it one by one.
    found := array(
      with matching as materialized (
        select r.id, r.created_at, r.escalation_id from communications.recordings r
        where r.tenant_id = tenant and r.search_text like patterns[1] and r.search_text like coalesce(patterns[2], '%') and r.search_text like coalesce(patterns[3], '%')
          and r.search_text like all (patterns) and (among is null or r.state = among) and (agent is null or r.agent_id = agent) and (not held or r.legal_hold is not null)
          and (r.created_at, r.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
      select m.id from matching m join support.escalations e on e.tenant_id = tenant and e.id = m.escalation_id
      where support.in_scope(scope, viewer, teams, e.owner_id, e.team_id) order by m.created_at desc, m.id desc limit at_most);
  end if;
  return query select unnest(found);
end
$$;
