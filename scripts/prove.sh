#!/usr/bin/env bash
# The promises of reliability and the requirements of security with their full numbers, and the proof
# of the proof. `make prove` calls it. It takes two to three hours on two cores that do nothing else.
#
#   scripts/prove.sh            all of it
#   scripts/prove.sh promises   the promises of reliability alone
#   scripts/prove.sh security   the requirements of security alone
#   scripts/prove.sh guards     the proof of the proof alone
#   scripts/prove.sh browser    the journeys of the web app alone
#   FLORIN_PROVE_SEED=7 …       with the chance of an earlier run
#   FLORIN_PROVE_SCALE=4 …      every number so many times over; docs/reliability.md says what that reaches
#
# The rule it keeps: a promise counts with the numbers that were reached in this run, which the tests
# themselves write down; and a test of a promise counts if it fails once the guard of that promise is
# taken out. Each guard is a feature named sabotage-…, which no release can be built with.
#
# The tables are printed, and kept in docs/reliability.md and docs/security.md between their marks.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
# shellcheck source=scripts/services.sh
source scripts/services.sh

target=$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")
work=$(mktemp -d "${TMPDIR:-/tmp}/florin-prove.XXXXXX")

finish() {
  local status=$?
  stop_services
  rm -rf "$work"
  if [ "$status" -ne 0 ]; then printf 'make prove: failed after %d s\n' "$SECONDS" >&2; fi
}

# The guards of the server: feature, and the test that must fail without it. First those of its promises,
# then those of its security.
guards="
sabotage-parse-first r6_a_forged_webhook_has_no_effect
sabotage-no-cursor-compare r3_a_cursor_that_was_moved_under_a_sync_is_not_overwritten
sabotage-no-snapshot r13_a_subscriber_is_told_the_end_exactly_once
sabotage-no-one-open r3_no_lease_is_lost_while_nobody_sleeps
sabotage-no-event-outbox r6_a_forged_webhook_has_no_effect
sabotage-deferred-transactions r10_many_writers_are_never_told_that_sqlite_is_locked
"
secured="
sabotage-no-scope-check s18_each_root_field_is_refused_without_its_scope_and_run_with_it
sabotage-no-fresh-check s09_what_is_dangerous_is_refused_without_a_fresh_password
sabotage-no-csrf-check s11_a_foreign_page_signs_nobody_out
sabotage-no-place s24_an_access_token_that_was_moved_to_another_row_does_not_open
sabotage-no-throttle s04_a_thousand_guesses_are_few_and_lock_nobody_out
sabotage-no-equal-work s03_every_refusal_takes_as_long
sabotage-no-session-watch s08_who_logs_out_has_no_sockets_left
sabotage-no-cost-limit s22_of_a_hundred_logins_in_one_document_none_is_run
"
# The guard of the job engine that the server has a second one behind: the cursor's comparison.
engine_guards="
sabotage-no-epoch a_stale_claim_changes_nothing
"

# The first fence around an owner's rows: SQLite has no other, and PostgreSQL has a second one behind it.
fence=sabotage-no-owner-scope
fenced=s15_a_foreign_id_is_no_id

# Where a moment is measured, it is that of a server as users run it, and nothing else is done meanwhile.
release=$target/release/florin
timed_promises=r6_a_webhook_is_answered
timed="s02_hundreds s03_every_refusal_takes s19_a_flood s28_a_flood"
# Where most is done, as well. What is left breaks servers in ways that a release does not offer.
long="s04_a_thousand s16_each_user s25_a_rotation"

promises() {
  echo "== the promises"
  local rows=$work/rows
  cargo build --release --locked -p florin --bin florin
  cargo test --locked -p florin --test prove --no-run
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows FLORIN_TEST_BINARY=$release RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test prove -- --test-threads 1 --nocapture $timed_promises
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test prove -- --test-threads 2 --nocapture --skip $timed_promises
  tell promises promise "$rows"
  keep promises docs/reliability.md
}

security() {
  echo "== the requirements of security"
  local rows=$work/secured
  # This builds the server as well.
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows RUST_BACKTRACE=0 \
    cargo test --locked --release -p florin --test measured -- --test-threads 1 --nocapture
  cargo test --locked -p florin --test florin --no-run
  # shellcheck disable=SC2086
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows FLORIN_TEST_BINARY=$release RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test florin -- --test-threads 1 --nocapture $timed
  # shellcheck disable=SC2086
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows FLORIN_TEST_BINARY=$release RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test florin -- --test-threads 6 --nocapture $long
  # shellcheck disable=SC2046,SC2086
  FLORIN_PROVE=1 FLORIN_PROVE_TABLE=$rows RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test florin -- --test-threads 4 --nocapture security:: \
    $(printf -- '--skip %s ' $timed $long)
  FLORIN_FUZZ_TABLE=$rows scripts/fuzz.sh "${FLORIN_FUZZ_SECONDS:-60}"
  tell security requirement "$rows"
  keep security docs/security.md
}

# Makes a table of the numbers that were reached.
tell() {
  {
    printf 'Run on %s, %s cores, commit %s, scale %s, in %d minutes.\n\n' "$(date -u +%Y-%m-%d)" \
      "$(getconf _NPROCESSORS_ONLN)" "$(git rev-parse --short HEAD)" "${FLORIN_PROVE_SCALE:-1}" \
      $((SECONDS / 60))
    printf '| %s | database | reached |\n|---|---|---|\n' "$2"
    sort -V "$3"
  } >"$work/$1"
}

# Every journey of the web app, each view in all its looks, at the release build. The one that is timed
# comes last and by itself, and no answer in it may take longer than a person is promised.
browser() {
  echo "== the web app"
  make --no-print-directory frontend/dist/index.html
  cargo build --release --locked -p florin --bin florin
  local timed=e2e/journeys/rows.mjs journeys
  cd frontend
  mapfile -t journeys < <(printf '%s\n' e2e/journeys/*.mjs | grep -vxF "$timed")
  FLORIN_BINARY=$release FLORIN_JOURNEYS=all node --test --test-concurrency=2 "${journeys[@]}"
  FLORIN_BINARY=$release FLORIN_TEST_SLACK=1 node --test "$timed"
  cd ..
}

sabotage() {
  echo "== the proof of the proof"
  mkdir -p "$target/sabotage"
  local guard test missed=0
  begin_guards
  # The tests themselves are built as ever; only the server that they start is another.
  cargo test --locked -p florin --test prove --test florin --no-run
  while read -r guard test; do spoil "$guard" prove "$test" || missed=1; done <<<"$guards"
  while read -r guard test; do
    [ -n "$guard" ] || continue
    judge "$guard" "$test" cargo test --locked -p florin-jobs --features "$guard" -- "$test" || missed=1
  done <<<"$engine_guards"
  keep guards docs/reliability.md
  begin_guards
  while read -r guard test; do spoil "$guard" florin "$test" || missed=1; done <<<"$secured"
  second_fence || missed=1
  keep guards docs/security.md
  cargo build --locked -p florin --bin florin
  if [ "$missed" -ne 0 ]; then
    echo "a test did not notice that its guard was gone" >&2
    return 1
  fi
}

begin_guards() {
  printf '| guard taken out | test | without the guard |\n|---|---|---|\n' >"$work/guards"
}

# Builds a server without that guard, and runs the test of that binary of tests against it.
spoil() {
  local guard=$1 tests=$2 test=$3
  [ -n "$guard" ] || return 0
  # Cargo keeps builds of other features apart, so the usual one stays warm.
  cargo build --locked -p florin --bin florin --features "$guard"
  cp "$target/debug/florin" "$target/sabotage/$guard"
  judge "$guard" "$test" env FLORIN_TEST_BINARY="$target/sabotage/$guard" \
    cargo test --locked -p florin --test "$tests" -- "$test"
}

# Without the first fence the test fails on SQLite, and holds on PostgreSQL by the second one alone.
second_fence() {
  local binary=$target/sabotage/$fence
  cargo build --locked -p florin --bin florin --features "$fence"
  cp "$target/debug/florin" "$binary"
  judge "$fence" "$fenced::sqlite" env FLORIN_TEST_BINARY="$binary" \
    cargo test --locked -p florin --test florin -- "$fenced::sqlite" || return 1
  if ! env FLORIN_TEST_BINARY="$binary" RUST_BACKTRACE=0 \
    cargo test --locked -p florin --test florin -- "$fenced::postgres" >"$work/log" 2>&1; then
    cat "$work/log" >&2
    printf '| %s | %s | FAILED: row-level security did not hold |\n' "$fence" "$fenced::postgres" |
      tee -a "$work/guards"
    return 1
  fi
  printf '| %s | %s | held by row-level security |\n' "$fence" "$fenced::postgres" |
    tee -a "$work/guards"
}

# A test that fails is what is wanted, if it failed as a test: a build that fails proves nothing.
judge() {
  local guard=$1 test=$2 log=$work/log
  shift 2
  if RUST_BACKTRACE=0 "$@" >"$log" 2>&1; then
    printf '| %s | %s | PASSED, and proves nothing |\n' "$guard" "$test" | tee -a "$work/guards"
    return 1
  fi
  if ! grep -q '^test result: FAILED' "$log"; then
    cat "$log" >&2
    printf '| %s | %s | did not run |\n' "$guard" "$test" | tee -a "$work/guards"
    return 1
  fi
  local failed
  failed=$(grep -c '^test .*FAILED$' "$log")
  printf '| %s | %s | failed as it must (%s) |\n' "$guard" "$test" "$failed" | tee -a "$work/guards"
}

# Prints a table, and puts it between its marks in a document.
keep() {
  local document=$2
  cat "$work/$1"
  awk -v mark="$1" -v table="$work/$1" '
    $0 == "<!-- " mark " -->" { print; while ((getline line < table) > 0) print line; skips = 1; next }
    $0 == "<!-- end of " mark " -->" { skips = 0 }
    !skips { print }
  ' "$document" >"$work/document"
  cp "$work/document" "$document"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Only the journeys open a browser.
case ${1:-all} in
  all | browser) ;;
  *) export FLORIN_TEST_CHROMIUM=${FLORIN_TEST_CHROMIUM:-none} ;;
esac
start_services
case ${1:-all} in
  all | browser) browser ;;
esac
case ${1:-all} in
  all)
    promises
    security
    sabotage
    ;;
  promises) promises ;;
  security) security ;;
  guards) sabotage ;;
  browser) ;;
  *)
    echo "usage: scripts/prove.sh [promises|security|guards|browser]" >&2
    exit 2
    ;;
esac
printf 'make prove: everything holds, after %d s\n' "$SECONDS"
