#!/bin/sh
# Makes the role and the database of the server. Run once by the image of PostgreSQL in
# docker-compose.yml, while it fills its folder; by hand see docs/operations/postgresql.md.
set -eu
psql --set ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
  --set password="$POSTGRES_PASSWORD" <<'SQL'
create role florin login password :'password' nosuperuser nobypassrls;
create database florin owner florin;
SQL
