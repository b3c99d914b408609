select pg_sleep(1);
