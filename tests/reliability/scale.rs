//! How much is proved: a sample in `make test`, the full numbers in `make prove`, and where the
//! numbers that were reached are told.

use std::fmt::Display;
use std::io::Write as _;

use crate::support::Database;

/// The first number in `make test`, the second in `make prove`.
pub fn count(sample: usize, full: usize) -> usize {
    if std::env::var_os("FLORIN_PROVE").is_some() { full } else { sample }
}

/// Tells what a promise has reached: a line for people, and one in the table of `make prove`.
#[expect(clippy::print_stdout, reason = "the harness shows it beside the test")]
pub fn reached(promise: &str, database: &Database, what: impl Display) {
    let database = match database {
        Database::Sqlite => "SQLite",
        Database::Postgres { .. } => "PostgreSQL",
    };
    println!("{promise} on {database}: {what}");
    if let Some(path) = std::env::var_os("FLORIN_PROVE_TABLE") {
        let mut table = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        table.write_all(format!("| {promise} | {database} | {what} |\n").as_bytes()).unwrap();
    }
}
