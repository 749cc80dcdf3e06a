-- The level a laptop works for: what it may decide in a procedure. Those enrolled before are the villages' own.
alter table device add column role text not null default 'village' check (role in ('village', 'township', 'county'));
alter table enrol_code add column role text not null default 'village' check (role in ('village', 'township', 'county'));
