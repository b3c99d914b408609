-- Times are milliseconds since 1970-01-01 UTC. The payload is ciphertext.
create table dead_letters (
    id        varchar(32) not null primary key,
    pipeline  varchar(128) not null,
    source_id text not null,
    reason    varchar(32) not null,
    path      text not null,
    detail    text not null,
    attempts  integer not null,
    sent_at   bigint not null,
    failed_at bigint not null,
    key_id    varchar(16) not null,
    payload   ${blob} not null
);

create index dead_letters_failed_at on dead_letters (failed_at);
