#!/usr/bin/env bash
# Says what a newcomer's machine lacks before a compiler says it less plainly: Rust by rustup, a C
# compiler, Node and npm. It installs nothing; what the tests need beyond is scripts/services.sh's.
set -euo pipefail

readonly node_version_min=20
missing=0

lacks() {
  echo "Florin needs $1" >&2
  missing=1
}

command -v cargo >/dev/null || lacks "Rust: install rustup from https://rustup.rs"
command -v cc >/dev/null || lacks "a C compiler called cc: install gcc or clang"
command -v npm >/dev/null || lacks "npm, which comes with Node: https://nodejs.org"
if ! command -v node >/dev/null; then
  lacks "Node $node_version_min or newer: https://nodejs.org"
elif [ "$(node --print 'process.versions.node.split(".")[0]')" -lt "$node_version_min" ]; then
  lacks "Node $node_version_min or newer and found $(node --version): https://nodejs.org"
fi
exit "$missing"
