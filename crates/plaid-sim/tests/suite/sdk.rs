//! Plaid's own clients, unmodified, live the whole life of an item against the simulator.
//!
//! The scripts lie in `tests/sdk` and check what they are answered. Here they are started and their
//! exchanges are held against the contract. Their time is the machine's, because they compare the
//! tokens of webhooks with it. `make test` installs the clients; `scripts/services.sh run` does too.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use plaid_openapi::Watch;
use plaid_sim::{Config, DEFAULT_CLIENT_ID, DEFAULT_SECRET, start};
use tokio::process::Command;

/// A life takes some seconds; a script that hangs is ended.
const LIFE_MAX: Duration = Duration::from_mins(3);

#[tokio::test]
async fn the_python_client_lives_the_whole_life_of_an_item() {
    let python = required("FLORIN_TEST_PYTHON");
    live(python.as_os_str(), &folder().join("life.py")).await;
}

#[tokio::test]
async fn the_node_client_lives_the_whole_life_of_an_item() {
    // Node looks for packages beside the script, so the script is put beside them.
    let modules = required("FLORIN_TEST_NODE_MODULES");
    let script = modules.with_file_name("life.mjs");
    fs::copy(folder().join("life.mjs"), &script).unwrap();
    live(OsStr::new("node"), &script).await;
}

async fn live(program: &OsStr, script: &Path) {
    let watch = Watch::new();
    let record = Some(watch.record());
    let config = Config { seed: 7, record, ..Config::new("127.0.0.1:0".parse().unwrap()) };
    let simulator = start(config).await.unwrap();
    let script = Command::new(program)
        .arg(script)
        .env("BANK_URL", format!("http://{}", simulator.address()))
        .env("BANK_CLIENT_ID", DEFAULT_CLIENT_ID)
        .env("BANK_SECRET", DEFAULT_SECRET)
        // No proxy of the machine's stands between two programs of this machine.
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(LIFE_MAX, script).await.expect("the script ends in time");
    let ended = ended.unwrap();
    let told = [ended.stdout.as_slice(), &ended.stderr].map(String::from_utf8_lossy).concat();
    assert!(ended.status.success(), "{told}");
    assert!(told.contains("lived the whole life of an item"), "{told}");
    simulator.stop().await;
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk")
}

fn required(variable: &str) -> PathBuf {
    env::var_os(variable).map_or_else(
        || {
            panic!(
                "{variable} is not set: run `make test`, or `scripts/services.sh run -- cargo test`"
            )
        },
        PathBuf::from,
    )
}
