-- What a run does in the warehouse: it appends, recognises a message that comes again, and changes or reads nothing.
grant usage on schema ${schema} to ${role};
grant insert, select (message_id) on user_logins to ${role};
-- Whether the tables are those of this version.
grant select on dromedary_warehouse_history to ${role};
