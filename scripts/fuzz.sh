#!/usr/bin/env bash
# Fuzzes what parses a stranger's words: every target of fuzz/, or those that are named.
#
#   scripts/fuzz.sh               # each for five minutes
#   scripts/fuzz.sh 60 graphql    # one for a minute
#
# `make fuzz` takes the time from FLORIN_FUZZ_SECONDS. `make prove` fuzzes each for a minute, and has what was
# tried written into its table (FLORIN_FUZZ_TABLE).
#
# The rule it keeps: the first input that makes a target panic, run out of time or out of memory ends
# the run, and lies in fuzz/artifacts. It belongs into fuzz/corpus/<target>, which `make test` replays.
# What else the fuzzer finds is kept in fuzz/target/found and is where the next run goes on. It needs no
# nightly Rust: the coverage that libFuzzer is led by is a pass of the stable compiler's.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"

seconds=${1:-${FLORIN_FUZZ_SECONDS:-300}}
[ $# -eq 0 ] || shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for source in fuzz_targets/*.rs; do
    targets+=("$(basename "$source" .rs)")
  done
fi

host=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TARGET_DIR=${FLORIN_FUZZ_TARGET_DIR:-$PWD/target}
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
cargo build --release --locked --target "$host"

mkdir -p artifacts
log=$(mktemp "${TMPDIR:-/tmp}/florin-fuzz.XXXXXX")
trap 'rm -f "$log"' EXIT
for target in "${targets[@]}"; do
  printf '\n== fuzzing %s for %s s\n' "$target" "$seconds"
  found=$CARGO_TARGET_DIR/found/$target
  mkdir -p "$found"
  status=0
  "$CARGO_TARGET_DIR/$host/release/$target" "$found" "corpus/$target" \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=65536 -close_fd_mask=1 \
    -print_final_stats=1 -artifact_prefix="artifacts/$target-" >"$log" 2>&1 || status=$?
  grep -vE '^#[0-9]+\s+(NEW|REDUCE|pulse|RELOAD)' "$log" || true
  [ "$status" -eq 0 ] || exit "$status"
  tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if [ -n "${FLORIN_FUZZ_TABLE:-}" ]; then
    printf '| S30 %s | none | %s inputs in %s s: 0 panics, none took 5 s or 2 GiB |\n' "$target" "$tried" \
      "$seconds" >>"$FLORIN_FUZZ_TABLE"
  fi
done
