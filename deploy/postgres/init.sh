#!/bin/sh
# The two roles of docker-compose.yml, made by PostgreSQL's image at its first start.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --file=/roles.sql
# The passwords travel by the environment and psql's own quoting, and stand on no command line.
psql --set=ON_ERROR_STOP=1 --quiet --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv owner OWNER_PASSWORD
\getenv run RUN_PASSWORD
alter role dromedary_owner password :'owner';
alter role dromedary_run password :'run';
SQL
