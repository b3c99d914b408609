-- What each pipeline has done from one start to its end. Times are milliseconds since 1970-01-01 UTC.
create table runs (
    id           varchar(36) not null primary key,
    pipeline     varchar(128) not null,
    cause        varchar(160) not null,
    process      varchar(256) not null,
    started      bigint not null,
    ended        bigint,
    alive_until  bigint not null,
    outcome      varchar(16) not null,
    detail       text,
    watermark    text,
    stored       bigint not null,
    duplicates   bigint not null,
    dead_letters bigint not null
);

create index runs_pipeline on runs (pipeline, started);
