create table user_logins (
    user_id          varchar(128) not null,
    device_type      varchar(32),
    masked_ip        varchar(256) not null,
    masked_device_id varchar(256) not null,
    locale           varchar(32),
    app_version      integer not null,
    create_date      date not null,
    message_id       text not null primary key
);

create index user_logins_create_date on user_logins (create_date);
