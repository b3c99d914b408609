-- What runs and commands do in the state: they keep, read, change and sweep up what is in these tables.
grant usage on schema ${schema} to ${role};
grant select, insert, update, delete on
    dead_letters, sent_rows, object_ledger, runs, alerts, alert_sightings, alert_messages to ${role};
-- Whether the tables are those of this version.
grant select on dromedary_state_history to ${role};
