//! How much is proved: a sample in `make test`, the full numbers in `make prove`, and where the
//! numbers that were reached are told.

use std::fmt::Display;
use std::io::Write as _;
use std::sync::Arc;

use florin::platform::ids::{Ids, SystemRandomness};

use super::Database;

/// How often something is done: the first number in `make test`, the second in `make prove`, there so
/// many times over as `FLORIN_PROVE_SCALE` says.
pub fn count(sample: usize, full: usize) -> usize {
    if is_full() { full * scale() } else { sample }
}

/// How much there is of something, which no scale changes.
pub fn size(sample: usize, full: usize) -> usize {
    if is_full() { full } else { sample }
}

/// Whether this is `make prove`.
pub fn is_full() -> bool {
    std::env::var_os("FLORIN_PROVE").is_some()
}

/// 1 where nothing is said.
fn scale() -> usize {
    let given = std::env::var("FLORIN_PROVE_SCALE").ok().filter(|text| !text.is_empty());
    given.map_or(1, |text| text.parse().expect("FLORIN_PROVE_SCALE is a whole number from 1"))
}

/// Tells what a promise has reached on a database.
pub fn reached(promise: &str, database: &Database, what: impl Display) {
    let database = match database {
        Database::Sqlite => "SQLite",
        Database::Postgres { .. } => "PostgreSQL",
    };
    reached_in(promise, database, what);
}

/// What the chances of a test follow from: `FLORIN_PROVE_SEED`, or a number that nobody knows.
#[expect(clippy::print_stdout, reason = "a failure is repeated with it")]
pub fn seed(test: &str) -> u64 {
    let given = std::env::var("FLORIN_PROVE_SEED").ok();
    let new = || u64::from_le_bytes(Ids::new(Arc::new(SystemRandomness)).bytes());
    let seed = given.map_or_else(new, |text| text.parse().expect("a seed is a number"));
    println!("{test}: FLORIN_PROVE_SEED={seed}");
    seed
}

/// A line for people, and one in the table of `make prove`.
#[expect(clippy::print_stdout, reason = "the harness shows it beside the test")]
pub fn reached_in(promise: &str, database: &str, what: impl Display) {
    println!("{promise} on {database}: {what}");
    if let Some(path) = std::env::var_os("FLORIN_PROVE_TABLE") {
        let mut table = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        table.write_all(format!("| {promise} | {database} | {what} |\n").as_bytes()).unwrap();
    }
}
