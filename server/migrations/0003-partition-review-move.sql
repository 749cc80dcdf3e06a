-- Every table that grows with the work carries its village, and the village leads its keys: a distributed
-- PostgreSQL can then keep all of a village in one place. What belongs to a device carries the village the
-- device was first granted (`device.home`), which never changes: (device, number) stays unique by it.
-- Besides: the county's key that packages are sealed to, what people decide on set-aside changes, where a
-- record lives that has moved, and the mark by which a restored database is known.

alter table county
  add column box_public text not null default '',
  add column box_private text not null default '',
  -- What this database was when the county last started; another one at the next start is a restored copy.
  add column mark text not null default '';

alter table device
  add column home text not null default '',
  add column box_key text not null default '',
  -- JSON of the certificate it was last given; '' before the first.
  add column certificate text not null default '',
  -- How many decisions on its set-aside changes there are: the number of the last.
  add column reviews integer not null default 0,
  add column replaced_by text not null default '';
update device set home = coalesce(villages[1], '');

-- Its use revokes this device and passes on that one's villages and accounts.
alter table enrol_code add column replaces text not null default '';

alter table arrival add column village text not null default '';
update arrival set village = device.home from device where device.id = arrival.device;
alter table arrival drop constraint arrival_pkey, add primary key (village, device, number);
alter table arrival alter column village drop default;

alter table quarantine
  add column village text not null default '',
  -- '' waits for a person; 'released', 'rejected' by a person at the county; 'withdrawn' by one at the laptop.
  add column outcome text not null default '',
  add column note text not null default '',
  add column decided_at bigint,
  -- Counts up per device; 0 where there is nothing to tell it.
  add column review integer not null default 0;
update quarantine set village = device.home from device where device.id = quarantine.device;
alter table quarantine drop constraint quarantine_pkey, add primary key (village, device, number, digest);
alter table quarantine alter column village drop default;
create index quarantine_waiting on quarantine (village, device, number) where outcome = '';
create index quarantine_review on quarantine (village, device, review) where review > 0;

alter table receipt add column village text not null default '';
update receipt set village = device.home from device where device.id = receipt.device;
alter table receipt alter column village drop default;
-- Which epoch and when, as signed: a receipt can be shown again word for word.
alter table receipt add column epoch text not null default '';
drop index receipt_device;
create index receipt_device on receipt (village, device, made_at);

alter table nonce add column village text not null default '';
update nonce set village = device.home from device where device.id = nonce.device;
alter table nonce drop constraint nonce_pkey, add primary key (village, device, nonce);
alter table nonce alter column village drop default;

-- Where a record lives that has moved away from the village of this row; '' where it lives here.
alter table record add column home text not null default '';
create index record_moved on record (village, id) where home <> '';
