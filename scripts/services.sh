#!/usr/bin/env bash
# PostgreSQL, Redis, Chromium and Plaid's own clients for the tests.
#
#   scripts/services.sh run -- cargo test --workspace some_test
#
# runs a command with them at hand, and tells it where they are:
#
#   FLORIN_TEST_POSTGRES_URL   a role that may create databases; beside it, with the same password and in
#                              it, florin_above, which may bypass row-level security
#   FLORIN_TEST_REDIS_URL
#   FLORIN_TEST_CHROMIUM       the program's path
#   FLORIN_TEST_PYTHON         and FLORIN_TEST_NODE_MODULES, FLORIN_TEST_HTTP_CLIENTS: see
#                              scripts/sdks.sh
#
# A variable that is set already is believed: nothing is started or installed for it.
#
# The rule it keeps: the servers are private and leave nothing behind. They lie in a temporary
# directory, listen on loopback, and are gone when the command ends, however it ends. A PostgreSQL
# or Redis that already runs on the machine is never touched. Programs that are missing are
# installed by the system's package manager; that is all it changes on the machine. (Some packages
# start a server of their own then. It isn't used.)
#
# Sourced, as scripts/test.sh does, it only defines start_services and stop_services, and what
# scripts/sdks.sh defines. It keeps to bash 3.2, which macOS still ships.
set -euo pipefail
# shellcheck source=scripts/sdks.sh
source "$(dirname "${BASH_SOURCE[0]}")/sdks.sh"

readonly postgres_version_min=14
services_dir=
redis_pid=

say() { printf 'services: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

start_services() {
  ensure_programs
  export FLORIN_TEST_CHROMIUM=$chromium
  if [ -n "${FLORIN_TEST_POSTGRES_URL:-}" ] && [ -n "${FLORIN_TEST_REDIS_URL:-}" ]; then
    return
  fi
  services_dir=$(mktemp -d "${TMPDIR:-/tmp}/florin-services.XXXXXX")
  # The user postgres has to pass through a directory that root made.
  chmod 711 "$services_dir"
  [ -n "${FLORIN_TEST_POSTGRES_URL:-}" ] || start_postgres
  [ -n "${FLORIN_TEST_REDIS_URL:-}" ] || start_redis
  start_watchdog
}

stop_services() {
  [ -n "$services_dir" ] || return 0
  if [ -e "$services_dir/watchdog" ]; then
    kill "$(cat "$services_dir/watchdog")" || true
  fi
  if [ -e "$services_dir/postgres/data/postmaster.pid" ]; then
    as_postgres "$postgres_bin/pg_ctl" --silent --pgdata "$services_dir/postgres/data" \
      --mode immediate stop || say "PostgreSQL did not stop"
  fi
  if [ -n "$redis_pid" ]; then
    kill "$redis_pid" 2>/dev/null || true
    wait "$redis_pid" 2>/dev/null || true
  fi
  rm -rf "$services_dir"
  services_dir=
}

# A shell that is killed hard runs no trap, so a process in a group of its own waits for its end.
# Started from a subshell it is no job of this shell, which would report when it goes.
start_watchdog() (
  set -m
  watch $$ </dev/null >/dev/null 2>&1 &
  echo $! >"$services_dir/watchdog"
)

watch() {
  while kill -0 "$1"; do sleep 1; done
  rm "$services_dir/watchdog"
  stop_services
}

start_postgres() {
  local home=$services_dir/postgres port locale=en_US.UTF-8
  port=$(free_port)
  mkdir -m 700 "$home"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$home"; fi
  if locale -a 2>/dev/null | grep -ix 'c\.utf-\{0,1\}8' >/dev/null; then locale=C.UTF-8; fi
  # Only the socket, in a directory that is the server user's alone, lets the superuser in. Over
  # TCP the password goes in clear: scram would cost an unoptimised client 0.1 s a connection.
  as_postgres "$postgres_bin/initdb" --pgdata "$home/data" --username postgres --no-sync \
    --encoding UTF8 --locale "$locale" --auth-local trust --auth-host password >"$services_dir/initdb.log" ||
    fail "initdb failed: $(cat "$services_dir/initdb.log")"
  # The data is thrown away, so nothing needs to survive a crash.
  cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$home'
max_connections = 300
timezone = 'UTC'
fsync = off
# Its workers belong to the superuser, and while one is in a database nobody else may drop that.
autovacuum = off
synchronous_commit = off
full_page_writes = off
CONF
  as_postgres "$postgres_bin/pg_ctl" --silent --pgdata "$home/data" --log "$home/log" --wait \
    --timeout 60 start || fail "PostgreSQL did not start: $(cat "$home/log")"
  as_postgres "$postgres_bin/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --host "$home" \
    --port "$port" --username postgres --dbname postgres \
    --command "create role florin login createdb password 'florin'" \
    --command "create role florin_above login bypassrls password 'florin' in role florin"
  export FLORIN_TEST_POSTGRES_URL=postgres://florin:florin@127.0.0.1:$port/postgres
}

# PostgreSQL refuses to run as root.
as_postgres() (
  cd "$services_dir"
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif command -v runuser >/dev/null; then
    runuser -u postgres -- "$@"
  else
    su -s /bin/sh postgres -c "$(printf '%q ' "$@")"
  fi
)

start_redis() {
  local home=$services_dir/redis port waited=0
  port=$(free_port)
  mkdir -m 700 "$home"
  "$redis_server" --bind 127.0.0.1 --port "$port" --dir "$home" --save '' --appendonly no \
    --daemonize no >"$home/log" 2>&1 </dev/null &
  redis_pid=$!
  until redis_answers "$port"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 100 ] || ! kill -0 "$redis_pid" 2>/dev/null; then
      fail "Redis did not start: $(cat "$home/log")"
    fi
    sleep 0.1
  done
  export FLORIN_TEST_REDIS_URL=redis://127.0.0.1:$port
}

redis_answers() (
  exec 2>/dev/null
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf 'PING\r\n' >&3
  IFS= read -r -t 2 reply <&3
  [ "$reply" = $'+PONG\r' ]
)

# Lies below the ports that systems hand out by themselves: nothing takes it between the look and
# the server's start.
free_port() {
  local port tries=0
  while [ "$tries" -lt 50 ]; do
    port=$((20000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
    tries=$((tries + 1))
  done
  fail "found no free port on 127.0.0.1"
}

ensure_programs() {
  local missing=()
  find_programs
  if [ -z "$postgres_bin" ]; then missing+=(postgresql); fi
  if [ -z "$redis_server" ]; then missing+=(redis); fi
  if [ -z "$chromium" ]; then missing+=(chromium); fi
  if [ -z "$python" ]; then missing+=(python); fi
  if [ "${#missing[@]}" -eq 0 ]; then return; fi
  install_programs "${missing[@]}"
  find_programs
  if [ -z "$postgres_bin" ]; then
    fail "found no PostgreSQL $postgres_version_min or newer: install one, or set FLORIN_TEST_POSTGRES_URL"
  fi
  if [ -z "$redis_server" ]; then
    fail "found no redis-server or valkey-server: install one, or set FLORIN_TEST_REDIS_URL"
  fi
  if [ -z "$chromium" ]; then
    fail "found no Chromium or Chrome that starts: install one (on Ubuntu: snap install chromium), or set FLORIN_TEST_CHROMIUM to its path"
  fi
  if [ -z "$python" ]; then
    fail "found no Python 3 with venv and pip: install one (on Debian: python3-venv), or set FLORIN_TEST_PYTHON to one that has the packages of $sdk_sources/requirements.txt"
  fi
}

# Sets postgres_bin, redis_server, chromium and python; empty is what was not found.
find_programs() {
  postgres_bin=${FLORIN_TEST_POSTGRES_URL:+none needed}
  redis_server=${FLORIN_TEST_REDIS_URL:+none needed}
  chromium=${FLORIN_TEST_CHROMIUM:-}
  python=${FLORIN_TEST_PYTHON:-}
  if [ -z "$postgres_bin" ]; then find_postgres; fi
  if [ -z "$redis_server" ]; then
    redis_server=$(command -v redis-server || command -v valkey-server || true)
  fi
  if [ -z "$chromium" ]; then find_chromium; fi
  if [ -z "$python" ]; then find_python; fi
}

# The newest one wins. Distributions keep its programs off the PATH.
find_postgres() {
  local directory version newest=$((postgres_version_min - 1))
  for directory in "$(dirname "$(command -v initdb || echo /)")" /usr/lib/postgresql/*/bin \
    /usr/pgsql-*/bin /usr/libexec/postgresql*/ /opt/homebrew/opt/postgresql*/bin \
    /usr/local/opt/postgresql*/bin; do
    if ! [ -x "$directory/initdb" ] || ! [ -x "$directory/psql" ]; then continue; fi
    version=$("$directory/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$version" -gt "$newest" ]; then
      newest=$version
      postgres_bin=$directory
    fi
  done
}

# A program that does not start counts as missing: Ubuntu's package is a stub without its snap.
find_chromium() {
  local name path
  for name in chromium chromium-browser google-chrome-stable google-chrome \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    path=$(command -v "$name" || true)
    if [ -n "$path" ] && "$path" --version >/dev/null 2>&1; then
      chromium=$path
      return
    fi
  done
}

# One that cannot make environments counts as missing: Debian ships venv and pip apart.
find_python() {
  local name
  for name in python3 python; do
    if command -v "$name" >/dev/null && "$name" -c 'import ensurepip, venv' 2>/dev/null; then
      python=$name
      return
    fi
  done
}

# Installs what it can, one by one. What is still missing then is ensure_programs' to tell.
install_programs() {
  local manager='' name program package installer
  for name in apt-get dnf apk pacman brew; do
    if command -v "$name" >/dev/null; then
      manager=$name
      break
    fi
  done
  [ -n "$manager" ] || fail "missing: $*. This system's package manager is unknown here: install them by hand"
  installer=(env DEBIAN_FRONTEND=noninteractive "$manager")
  if [ "$(id -u)" -ne 0 ] && [ "$manager" != brew ]; then
    command -v sudo >/dev/null || fail "missing: $*. Install them as root with $manager: there is no sudo"
    installer=(sudo "${installer[@]}")
  fi
  say "missing: $*. Installing with $manager"
  case $manager in
    apt-get) "${installer[@]}" update -qq >&2 || say "the package lists could not be refreshed" ;;
    pacman) "${installer[@]}" -Sy >&2 || say "the package lists could not be refreshed" ;;
  esac
  for program in "$@"; do
    for package in $(package_names "$manager" "$program"); do
      case $manager in
        apt-get) "${installer[@]}" install -y -qq --no-install-recommends "$package" ;;
        dnf) "${installer[@]}" install -y -q "$package" ;;
        apk) "${installer[@]}" add --quiet "$package" ;;
        pacman) "${installer[@]}" -S --noconfirm --needed "$package" ;;
        brew) "${installer[@]}" install --quiet "$package" ;;
      esac >&2 || say "$manager could not install $package"
    done
  done
}

package_names() {
  case $1/$2 in
    dnf/postgresql) echo postgresql-server ;;
    brew/postgresql) echo postgresql@17 ;;
    apt-get/redis) echo redis-server ;;
    brew/redis) echo redis ;;
    */redis) echo valkey ;;
    # Without a font a page has no text to click on.
    apt-get/chromium) echo chromium fonts-liberation ;;
    brew/chromium) echo google-chrome ;;
    apt-get/python) echo python3 python3-venv ;;
    apk/python | dnf/python) echo python3 ;;
    *) echo "$2" ;;
  esac
}

main() {
  if [ "${1:-}" != run ] || [ "${2:-}" != -- ] || [ $# -lt 3 ]; then
    echo "usage: scripts/services.sh run -- COMMAND [ARGUMENT...]" >&2
    exit 2
  fi
  shift 2
  trap stop_services EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  start_services
  install_python_sdk
  install_node_sdk
  install_http_clients
  "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi
