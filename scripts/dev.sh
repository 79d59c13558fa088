#!/usr/bin/env bash
# The server in debug, built and started again when a source changes, and the web app's dev server
# beside it. `make dev` calls it; ctrl-c ends both.
#
# A change that does not compile leaves the old server running. Sources are looked at once a second
# by their times: nothing has to be installed for it, and it works on every file system.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly web_port=5173
scratch=$(mktemp -d "${TMPDIR:-/tmp}/florin-dev.XXXXXX")
server_pid=
web_pid=

# Ends a process with all that it started: npm does not hand signals on.
stop() {
  if [ -n "$1" ] && kill -TERM -- "-$1" 2>/dev/null; then
    wait "$1" || true
  fi
}

finish() {
  trap - INT TERM HUP
  stop "$server_pid"
  stop "$web_pid"
  rm -rf "$scratch"
}

# Each gets a process group of its own, which ctrl-c does not reach: finish ends it.
start_web_app() {
  set -m
  npm --prefix frontend run dev -- --port "$web_port" --strictPort </dev/null &
  web_pid=$!
  set +m
}

start_server() {
  set -m
  "${CARGO_TARGET_DIR:-target}/debug/florin" serve </dev/null &
  server_pid=$!
  set +m
}

# The stamp is set before the build, so that a change during it counts. Not --locked: who edits a
# Cargo.toml here wants the lock file to follow.
build_and_restart() {
  touch "$scratch/stamp"
  if cargo build; then
    stop "$server_pid"
    start_server
  else
    echo "make dev: the build failed; waiting for a change" >&2
  fi
}

changed() {
  local path sources=(src crates migration Cargo.toml)
  for path in .env florin.toml; do
    if [ -e "$path" ]; then sources+=("$path"); fi
  done
  [ -n "$(find "${sources[@]}" -newer "$scratch/stamp" | head -n 1)" ]
}

trap finish EXIT
trap 'exit 0' INT TERM HUP

start_web_app
build_and_restart
while true; do
  sleep 1
  if changed; then build_and_restart; fi
done
