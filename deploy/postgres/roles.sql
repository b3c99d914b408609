-- Two roles for one database: one that owns the tables and migrates them, and one that runs, which can do what a run does
-- and nothing else. For PostgreSQL 15 or newer; to be executed by a superuser, connected to that database, once or again.
--
-- For a database of its own: it is given to dromedary_owner, and everybody else who could connect to it or use its schema
-- public until now can do so no more.
--
--   psql -d dromedary -f deploy/postgres/roles.sql
--   psql -d dromedary -c '\password dromedary_owner' -c '\password dromedary_run'
--   WAREHOUSE_USER=dromedary_owner WAREHOUSE_PASSWORD=... java -jar dromedary.jar migrate warehouse --grant-to dromedary_run
--
-- Then run with WAREHOUSE_USER=dromedary_run, WAREHOUSE_MIGRATE=false. For a state on PostgreSQL the same with STATE_... and
-- "migrate state"; it may be in the same database. Repeat "migrate" with each new version, before it runs.
--
-- What the role that runs gets on which table stands in src/main/resources/db/grants.

do $$
begin
    if not exists (select from pg_roles where rolname = 'dromedary_owner') then
        create role dromedary_owner login;
    end if;
    if not exists (select from pg_roles where rolname = 'dromedary_run') then
        create role dromedary_run login connection limit 50;
    end if;
    -- The owner of the database makes tables in the schema public; nobody else does.
    execute format('alter database %I owner to dromedary_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to dromedary_run', current_database());
end
$$;
revoke all on schema public from public;
