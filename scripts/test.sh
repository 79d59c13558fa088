#!/usr/bin/env bash
# Everything that a change must pass, in the order in which it fails fastest. `make test` and CI call
# it.
#
# The rule it keeps: one step after the other, each with its time; the first that fails ends the run
# and is named. A check is left out only where its tool is no part of a build and is missing, and
# then a line says so. It shares the target folder with development.
set -euo pipefail
cd "$(dirname "$0")/.."
# CI has no standard input; nobody shall wait for it here either.
exec </dev/null
# shellcheck source=scripts/services.sh
source scripts/services.sh

current=start

step() {
  local started=$SECONDS
  current=$1
  shift
  printf '\n== step %s\n' "$current"
  "$@"
  printf '== step %s (%d s)\n' "$current" $((SECONDS - started))
}

# A tool that no build needs: how to get it stands in the line that says it was not there.
optional_step() {
  local name=$1 tool=$2 install=$3
  shift 3
  if command -v "$tool" >/dev/null; then
    step "$name" "$@"
  else
    printf '\n== step %s skipped: %s is missing (%s)\n' "$name" "$tool" "$install"
  fi
}

finish() {
  local status=$?
  stop_services
  if [ "$status" -eq 0 ]; then
    printf '\nmake test: all steps passed in %d s\n' "$SECONDS"
  else
    printf '\nmake test: step "%s" failed after %d s\n' "$current" "$SECONDS" >&2
  fi
}

web() { npm --prefix frontend run "$@"; }

install_packages() { make --no-print-directory frontend/node_modules/.package-lock.json; }

# The journeys are no tests of Rust's, so what their server's bank said is held against Plaid's
# contract here. Where Plaid's document is absent, a line says so.
browser_journeys() {
  local record status=0
  FLORIN_BINARY=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)/florin
  record=$(mktemp "${TMPDIR:-/tmp}/florin-journeys.XXXXXX")
  export FLORIN_BINARY
  FLORIN_PLAID_SIM_RECORD=$record web e2e --if-present || status=$?
  if [ "$status" -eq 0 ]; then
    cargo run --quiet --locked --package florin-plaid-openapi --bin check-record -- "$record" ||
      status=$?
  fi
  rm -f "$record"
  return "$status"
}

# The database of advisories is no package registry: a CI that is cut off from the network has none.
advisories() {
  if cargo deny --locked fetch db 2>/dev/null; then
    cargo deny --locked check advisories
  else
    echo "skipped: the database of advisories could not be fetched"
  fi
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

step "services" start_services
step "format" cargo fmt --all --check
step "web app: packages" install_packages
step "web app: generated types" web codegen:check
step "web app: types" web typecheck
step "web app: lints" web lint
step "web app: tests" web test
step "web app: build" web build
step "Plaid's client for Python" install_python_sdk
step "Plaid's client for Node" install_node_sdk
step "clients of GraphQL" install_http_clients
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
# Most of a test's time is waiting for a server, so there are more of them than cores.
step "tests" cargo test --workspace --locked -- --test-threads=$((3 * $(nproc)))
step "recipes" scripts/recipes.sh
step "browser journeys" browser_journeys
optional_step "dependencies" cargo-deny "cargo install --locked cargo-deny" \
  cargo deny --locked check bans licenses sources
optional_step "advisories" cargo-deny "cargo install --locked cargo-deny" advisories
optional_step "spelling" typos "cargo install --locked typos-cli" typos
optional_step "scripts" shellcheck "your package manager has it" \
  shellcheck --external-sources .ci/run scripts/*.sh
