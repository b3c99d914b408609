-- One login a row. The message id is what makes a second delivery land once.
insert into user_logins
    (user_id, device_type, masked_ip, masked_device_id, locale, app_version, create_date, message_id)
values
    (:#user_id, :#device_type, :#masked_ip, :#masked_device_id, :#locale, :#app_version, :#source.date, :#source.id)
on conflict (message_id) do nothing
