-- The county's tables. Times are milliseconds since 1970 as the server's clock says, bodies are JSON as text:
-- jsonb refuses \u0000 and lone surrogates, and a value from a newer version must pass through unharmed.
-- `village` leads the key of every table that grows with the work, so that they can be partitioned by it.

create table county (
  one boolean primary key default true check (one),
  id text not null,
  name text not null,
  epoch text not null,
  signing_key text not null,
  public_key text not null,
  code_key text not null,
  -- First 50 bits of the fingerprint of a self-signed certificate, as the second half of enrolment codes.
  pin text not null default '',
  made_at bigint not null
);

create table village (
  code text primary key check (code ~ '^[0-9A-Za-z-]{6,20}$'),
  name text not null,
  last bigint not null default 0
);

create table account (
  account text primary key,
  person text not null
);

create table device (
  id text primary key,
  name text not null default '',
  public_key text unique,
  account text references account,
  -- Every account this device was ever enrolled for: unsent work of a predecessor still arrives under their name.
  accounts text[] not null default '{}',
  villages text[] not null default '{}',
  enrolled_at bigint not null,
  revoked_at bigint,
  seen_at bigint,
  unsent integer not null default 0,
  version text not null default '',
  clock_offset bigint not null default 0,
  refusals bigint not null default 0
);

create table enrol_code (
  hash text primary key,
  account text not null references account,
  villages text[] not null,
  expires_at bigint not null,
  used_by text,
  tries integer not null default 0
);

create table enrol_failure (
  at bigint not null,
  address text not null
);
create index enrol_failure_at on enrol_failure (at);

create table nonce (
  device text not null references device,
  nonce text not null,
  at bigint not null,
  primary key (device, nonce)
);
create index nonce_at on nonce (at);

-- A village's changes in county order. Only ever inserted into.
create table change (
  village text not null references village,
  number bigint not null,
  device text not null,
  device_number bigint not null,
  register text not null,
  record text not null,
  body text not null,
  received_at bigint not null,
  primary key (village, number),
  unique (village, device, device_number)
);
create index change_record on change (village, register, record);

-- What has come from each device, by its own numbers: the identity of a change for ever, across villages.
-- `reason` is '' for a change in the log, else why it was set aside.
create table arrival (
  device text not null,
  number bigint not null,
  digest text not null,
  reason text not null,
  primary key (device, number)
);

create table quarantine (
  device text not null,
  number bigint not null,
  digest text not null,
  reason text not null,
  body text not null,
  received_at bigint not null,
  primary key (device, number, digest)
);

create table record (
  village text not null references village,
  register text not null,
  id text not null,
  household text not null,
  state text not null,
  primary key (village, register, id)
);
create index record_household on record (village, household);

create table receipt (
  device text not null,
  made_at bigint not null,
  numbers text not null,
  count integer not null,
  digest text not null,
  kept text not null,
  signature text not null
);
create index receipt_device on receipt (device, made_at);

create table snapshot (
  village text not null references village,
  cursor bigint not null,
  epoch text not null,
  records integer not null,
  households integer not null,
  primary key (village, cursor)
);

create table snapshot_chunk (
  village text not null,
  cursor bigint not null,
  chunk integer not null,
  sha256 text not null,
  body bytea not null,
  primary key (village, cursor, chunk),
  foreign key (village, cursor) references snapshot on delete cascade
);
