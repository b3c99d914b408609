-- What was sent of rows that are captured by their timestamps, until they are past the look-back.
create table sent_rows (
    pipeline varchar(128) not null,
    row_key  text not null,
    digest   varchar(32) not null,
    stamp    varchar(64) not null,
    page     bigint not null,
    owner    varchar(36) not null,
    primary key (pipeline, row_key)
);

create index sent_rows_page on sent_rows (pipeline, page);
create index sent_rows_stamp on sent_rows (pipeline, stamp);
