-- Row-level security by village. Every transaction that touches a village's rows takes this role first
-- (scope.ts): it owns nothing and cannot bypass policies, while the connection itself may be a superuser.
-- Roles belong to the whole PostgreSQL cluster: another county's database may have made it already.
do $$
begin
  if not exists (select from pg_roles where rolname = 'cunce_village') then
    create role cunce_village nosuperuser nobypassrls nologin nocreatedb nocreaterole noinherit;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;

grant cunce_village to current_user;
grant usage on schema public to cunce_village;
grant select, update on village to cunce_village;
grant select, insert on change to cunce_village;
grant select, insert, update on record to cunce_village;
grant select, insert, delete on snapshot, snapshot_chunk to cunce_village;

create function granted_villages() returns text[] language sql stable
  as $$ select string_to_array(current_setting('cunce.villages', true), ',') $$;

alter table village enable row level security;
alter table change enable row level security;
alter table record enable row level security;
alter table snapshot enable row level security;
alter table snapshot_chunk enable row level security;

-- The sub-select is asked once per statement instead of once per row.
create policy granted on village to cunce_village using (code = any ((select granted_villages())::text[]));
create policy granted on change to cunce_village using (village = any ((select granted_villages())::text[]));
create policy granted on record to cunce_village using (village = any ((select granted_villages())::text[]));
create policy granted on snapshot to cunce_village using (village = any ((select granted_villages())::text[]));
create policy granted on snapshot_chunk to cunce_village using (village = any ((select granted_villages())::text[]));
