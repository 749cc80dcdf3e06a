-- Attachments: sealed blobs lie beside the database, in a folder; here stands which village has which. Packages:
-- what came by a stick, from whom and by whose hand, under the village the sender was first granted.

create table attachment (
  village text not null references village,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes integer not null,
  -- Who sent it first.
  device text not null,
  at bigint not null,
  primary key (village, sha256)
);

alter table attachment enable row level security;
create policy granted on attachment to cunce_village using (village = any ((select granted_villages())::text[]));
grant select, insert on attachment to cunce_village;

create table package (
  village text not null,
  device text not null,
  id text not null,
  -- The device that carried it; '' where somebody at the county took it in.
  courier text not null,
  made_at text not null,
  taken_at bigint not null,
  -- The same file may be carried twice by two hands.
  times integer not null default 1,
  -- Of the last time.
  accepted integer not null,
  known integer not null,
  quarantined integer not null,
  refused integer not null,
  attachments integer not null,
  primary key (village, device, id)
);

-- JSON of the cursors the device last told of: an answer package for one that asks nothing begins there.
alter table device add column cursors text not null default '{}';
