-- Alerts that receivers were told of and that are not over. Times are milliseconds since 1970-01-01 UTC.
create table alerts (
    pipeline varchar(128) not null,
    rule     varchar(32) not null,
    summary  text not null,
    since    bigint not null,
    told_at  bigint not null,
    primary key (pipeline, rule)
);

-- Which process has seen what, and until when that counts: an alert is over when nobody sees it any more.
create table alert_sightings (
    pipeline    varchar(128) not null,
    rule        varchar(32) not null,
    process     varchar(256) not null,
    valid_until bigint not null,
    primary key (pipeline, rule, process)
);

-- Messages that receivers have not got yet, in the order of their numbers, and who delivers one until when.
create table alert_messages (
    receiver   varchar(128) not null,
    number     bigint not null,
    alert      varchar(256) not null,
    notice     text not null,
    written    bigint not null,
    attempts   integer not null,
    due        bigint not null,
    holder     varchar(36) not null,
    held_until bigint not null,
    primary key (receiver, number)
);
