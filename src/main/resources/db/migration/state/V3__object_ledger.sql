-- Which version of which object is being worked on by whom. Times are milliseconds since 1970-01-01 UTC.
create table object_ledger (
    bucket        text not null,
    object_key    text not null,
    etag          text not null,
    state         varchar(16) not null,
    owner         text not null,
    claim_id      varchar(36) not null,
    lease_end     bigint not null,
    attempts      integer not null,
    takeovers     integer not null,
    reason        text,
    upload_id     text,
    input_sha256  varchar(64),
    input_bytes   bigint,
    output_key    text,
    output_etag   text,
    output_sha256 varchar(64),
    output_bytes  bigint,
    first_seen    bigint not null,
    started       bigint not null,
    ended         bigint,
    primary key (bucket, object_key, etag)
);

create index object_ledger_state on object_ledger (state, bucket, object_key, etag);
