#!/usr/bin/env bash
# Other people's clients, unmodified: Plaid's own for Python and Node, which the simulator is tested
# with, and those of GraphQL over HTTP and WebSocket, which the server is.
#
# Sourced by scripts/test.sh and scripts/services.sh, it defines the three functions that install them
# and that tell the tests where they are:
#
#   FLORIN_TEST_PYTHON         a Python that has the packages of requirements.txt
#   FLORIN_TEST_NODE_MODULES   a folder with the packages of package-lock.json
#   FLORIN_TEST_HTTP_CLIENTS   the same for tests/http_clients
#
# A variable that is set already is believed: nothing is installed for it.
#
# The rule it keeps: every version is pinned, everything lies in the target folder, and what is there
# already is used again. It needs Node and npm, which scripts/require.sh asks for, and a Python with
# venv, which scripts/services.sh finds or installs and hands over in $python.

sdk_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly sdk_root sdk_sources=$sdk_root/crates/plaid-sim/tests/sdk
readonly http_clients=$sdk_root/tests/http_clients

install_python_sdk() {
  local folder
  [ -z "${FLORIN_TEST_PYTHON:-}" ] || return 0
  folder=$(sdk_folder python)
  if ! cmp -s "$sdk_sources/requirements.txt" "$folder/installed"; then
    rm -rf "$folder"
    "${python:?services.sh finds it}" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
      --requirement "$sdk_sources/requirements.txt"
    "$folder/bin/python" -m pip check
    # Written last, so it says that everything before it went well.
    cp "$sdk_sources/requirements.txt" "$folder/installed"
  fi
  export FLORIN_TEST_PYTHON=$folder/bin/python
}

install_node_sdk() {
  [ -z "${FLORIN_TEST_NODE_MODULES:-}" ] || return 0
  install_node_packages "$sdk_sources" node
  FLORIN_TEST_NODE_MODULES=$(sdk_folder node)/node_modules
  export FLORIN_TEST_NODE_MODULES
}

install_http_clients() {
  [ -z "${FLORIN_TEST_HTTP_CLIENTS:-}" ] || return 0
  install_node_packages "$http_clients" http
  FLORIN_TEST_HTTP_CLIENTS=$(sdk_folder http)/node_modules
  export FLORIN_TEST_HTTP_CLIENTS
}

# The packages of a folder's package-lock.json, into the folder of that name.
install_node_packages() {
  local sources=$1 folder
  folder=$(sdk_folder "$2")
  if ! cmp -s "$sources/package-lock.json" "$folder/installed"; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$sources/package.json" "$sources/package-lock.json" "$folder"
    npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund
    cp "$sources/package-lock.json" "$folder/installed"
  fi
}

# Absolute, because cargo runs tests in the folder of their package.
sdk_folder() {
  local target=${CARGO_TARGET_DIR:-$sdk_root/target}
  mkdir -p "$target"
  echo "$(cd "$target" && pwd)/sdk-$1"
}
