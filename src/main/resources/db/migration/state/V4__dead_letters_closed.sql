-- What has become of a letter: it is open until it has landed or was discarded. failed_at is when it last failed.
alter table dead_letters add column first_failed_at bigint not null default 0;
alter table dead_letters add column landed_at bigint;
alter table dead_letters add column discarded_at bigint;
alter table dead_letters add column discard_why text;

update dead_letters set first_failed_at = failed_at;

drop index dead_letters_failed_at;
create index dead_letters_latest on dead_letters (failed_at, id);
create index dead_letters_open on dead_letters (failed_at, id) where landed_at is null and discarded_at is null;
create index dead_letters_open_pipeline on dead_letters (pipeline, failed_at, id)
    where landed_at is null and discarded_at is null;
create index dead_letters_open_reason on dead_letters (reason, failed_at, id)
    where landed_at is null and discarded_at is null;
create index dead_letters_landed on dead_letters (landed_at) where landed_at is not null;
create index dead_letters_discarded on dead_letters (discarded_at) where discarded_at is not null;
