//! Other people's clients and audits, unmodified, against the real binary: graphql-http's audits of
//! GraphQL over HTTP, and graphql-ws's client and close codes.
//!
//! The scripts lie in `tests/http_clients` and check what they are answered. `make test` installs
//! the packages, and `scripts/services.sh run` does too.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::support::{Database, Server};

/// The scripts take seconds; one that hangs is ended.
const SCRIPT_MAX: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn graphql_http_finds_the_doors_as_the_specification_has_them() {
    let server = Server::start(Database::Sqlite).await;
    passes("audits.mjs", &server, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graphql_ws_finds_the_sockets_as_its_protocol_has_them() {
    let server = Server::start(Database::Sqlite).await;
    let token = server.signed_up("alice").await.token.unwrap();
    passes("sockets.mjs", &server, &token).await;
}

/// Node looks for packages beside the script, so the script is put beside them.
async fn passes(script: &str, server: &Server, token: &str) {
    let packages = env::var_os("FLORIN_TEST_HTTP_CLIENTS").map(PathBuf::from).expect(
        "FLORIN_TEST_HTTP_CLIENTS is set by `make test`, and by `scripts/services.sh run -- cargo test`",
    );
    let beside = packages.with_file_name(script);
    fs::copy(Path::new("tests/http_clients").join(script), &beside).unwrap();
    let run = Command::new("node")
        .arg(&beside)
        .env("FLORIN_URL", format!("http://{}", server.address()))
        .env("FLORIN_TOKEN", token)
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(SCRIPT_MAX, run).await.expect("the script ends in time");
    let ended = ended.unwrap();
    let told = [ended.stdout.as_slice(), &ended.stderr].map(String::from_utf8_lossy).concat();
    assert!(ended.status.success(), "{told}");
}
