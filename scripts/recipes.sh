#!/usr/bin/env bash
# Runs what docs/operations and SECURITY.md tell an operator to type, word for word as it stands there, and
# looks whether it did what the page says. `make test` calls it.
#
# The rule it keeps: the recipe is read from the page. Only what the page leaves to its reader is filled
# in: a password for '…', and the id of a key for ID. It brings a PostgreSQL of its own, because the
# recipes make roles, which belong to the whole server.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
unset FLORIN_TEST_POSTGRES_URL
export FLORIN_TEST_REDIS_URL=none FLORIN_TEST_CHROMIUM=none
# shellcheck source=scripts/services.sh
source scripts/services.sh

readonly page=docs/operations/postgresql.md
PATH=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd):$PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/florin-recipes.XXXXXX")
served=
serving=
port=
listen=

finish() {
  stop_server
  stop_services
  rm -rf "$work"
}

wrong() {
  printf 'recipes: %s\n' "$*" >&2
  if [ -n "$served" ]; then tail -n 20 "$served" >&2; fi
  exit 1
}

# The block of that language that follows a heading on a page.
block() {
  awk -v heading="## $2" -v fence="\`\`\`$3" '
    $0 == heading { here = 1; next }
    here && $0 == fence { inside = 1; next }
    inside && /^```/ { exit }
    inside { print }
  ' "$1"
}

recipe() {
  block "$page" "$1" sql | sed "s/'…'/'a password'/" >"$work/recipe.sql"
  [ -s "$work/recipe.sql" ] || wrong "$page has no recipe under \"$1\""
}

as_superuser() {
  as_postgres "$postgres_bin/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --tuples-only --no-align \
    --host "$services_dir/postgres" --port "$port" --username postgres --dbname postgres "$@"
}

url_of() { echo "postgres://$1:a%20password@127.0.0.1:$port/florin"; }

as_role() {
  local role=$1
  shift
  "$postgres_bin/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --tuples-only --no-align "$(url_of "$role")" "$@"
}

# A server as this role, with a user who has signed up.
start_server() {
  served=$work/served
  mkdir -p "$work/here"
  listen=127.0.0.1:$(free_port)
  (
    cd "$work/here"
    exec env DATABASE_URL="$(url_of florin)" FLORIN_KEYS="$key" FLORIN_LISTEN="$listen" \
      FLORIN_ADMIN_LISTEN="127.0.0.1:$(free_port)" FLORIN_PLAID_SIM_LISTEN="127.0.0.1:$(free_port)" "$@" \
      florin serve
  ) >"$served" 2>&1 &
  serving=$!
  local waited=0
  until grep -q '^  bank: ' "$served"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 600 ] || ! kill -0 "$serving" 2>/dev/null; then wrong "the server did not start"; fi
    sleep 0.1
  done
  local answer
  answer=$(curl -sS "http://$listen/graphql" -H 'content-type: application/json' -d '{ "query":
    "mutation { signup(input: { username: \"ada\", email: \"ada@example.com\", password: \"correct horse battery staple\" }) { token } }" }' |
    tr -d '\n')
  case $answer in
    *florin_session_*) ;;
    *) wrong "nobody can sign up: $answer" ;;
  esac
}

stop_server() {
  [ -n "$serving" ] || return 0
  kill "$serving" 2>/dev/null || true
  wait "$serving" 2>/dev/null || true
  serving=
}

doctor() {
  (cd "$work/here" && env DATABASE_URL="$(url_of florin)" FLORIN_KEYS="$key" florin doctor) >"$work/doctor" ||
    wrong "$(cat "$work/doctor")"
}

# What no recipe made must not help one.
clean() {
  stop_server
  as_superuser --command 'drop database if exists florin'
  as_superuser --command 'drop role if exists florin'
  as_superuser --command 'drop role if exists florin_owner'
}

one_role() {
  echo "== $page: the server's role"
  clean
  recipe "The server's role"
  as_superuser <"$work/recipe.sql"
  start_server FLORIN_MIGRATE=true
  doctor
}

# Who owns nothing may not take the fence down.
two_roles() {
  echo "== $page: two roles"
  clean
  recipe "Two roles"
  local split='-- in the database florin, as florin_owner'
  grep -q "^$split" "$work/recipe.sql" || wrong "$page no longer says \"$split\""
  sed "/^$split/,\$d" "$work/recipe.sql" | as_superuser
  sed "1,/^$split/d" "$work/recipe.sql" | as_role florin_owner
  (cd "$work" && env DATABASE_URL="$(url_of florin_owner)" florin migrate up)
  start_server
  doctor
  if as_role florin --command 'alter table sessions disable row level security' 2>"$work/refused"; then
    wrong "the server's role may switch its policies off"
  fi
  grep -q 'must be owner' "$work/refused" || wrong "$(cat "$work/refused")"
  (cd "$work" && env DATABASE_URL="$(url_of florin_owner)" florin migrate up)
}

# By hand the data is seen by those who say whose.
by_hand() {
  echo "== $page: looking at the data by hand"
  recipe "Looking at the data by hand"
  local count='select count(*) from sessions;'
  [ "$(as_role florin --command "$count")" = 0 ] || wrong "a psql sees rows that named nobody"
  local seen
  seen=$({ grep "florin.scope" "$work/recipe.sql"; echo "$count"; } | as_role florin)
  [ "$seen" = 1 ] || wrong "a psql that asked for everybody's rows saw $seen"
  local owner
  owner=$(as_superuser --dbname florin --command 'select user_id from sessions')
  seen=$({ grep "florin.owner" "$work/recipe.sql" | sed "s/0199d3a2-…/$owner/"; echo "$count"; } | as_role florin)
  [ "$seen" = 1 ] || wrong "a psql that named an owner saw $seen of their rows"
  if "$postgres_bin/pg_dump" "$(url_of florin)" >"$work/dump" 2>&1; then
    wrong "a dump left rows out and did not say so"
  fi
  PGOPTIONS='-c florin.scope=system' "$postgres_bin/pg_dump" --enable-row-security "$(url_of florin)" >"$work/dump"
  grep -q ada@example.com "$work/dump" || wrong "the dump has no users"
  grep -q "PGOPTIONS='-c florin.scope=system' pg_dump --enable-row-security" "$page" ||
    wrong "$page no longer tells of this dump"
}

# The rotation of SECURITY.md, on a database of SQLite that has a user.
keys() {
  echo "== SECURITY.md: keys"
  mkdir "$work/sqlite"
  cd "$work/sqlite"
  florin migrate up
  florin user create ada --email ada@example.com >"$work/created"
  local first line
  first=$(florin keys status --json | sed -n 's/.*"key": *"\([0-9a-f]*\)".*/\1/p' | head -n 1)
  block "$OLDPWD/SECURITY.md" Keys sh | sed 's/ *#.*//' >"$work/recipe.sh"
  [ -s "$work/recipe.sh" ] || wrong "SECURITY.md has no recipe for keys"
  while read -r line; do
    case $line in
      *drop*)
        # The page tells to wait for ten minutes.
        touch -d '11 minutes ago' data/*key*
        line=${line/ID/$first}
        ;;
    esac
    echo "$line"
    sh -c "$line" || wrong "\"$line\" of SECURITY.md failed"
  done <"$work/recipe.sh"
  [ "$(florin keys status --json | grep -o '"key"' | wc -l)" -eq 1 ] || wrong "the old key is still there"
  cd "$OLDPWD"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

find_programs
start_services
port=${FLORIN_TEST_POSTGRES_URL##*:}
port=${port%%/*}
key=$(florin keys new --print)
one_role
two_roles
by_hand
stop_server
keys
echo "recipes: everything does what the pages say"
