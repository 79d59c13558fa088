//! `check-record FILE…`: judges the records of simulators that other tests than Rust's ran, such as
//! the browser's journeys.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use plaid_openapi::{Record, shared};

fn main() -> ExitCode {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    if files.is_empty() {
        say("usage: check-record FILE…");
        return ExitCode::from(2);
    }
    let Some(contract) = shared() else {
        return ExitCode::SUCCESS;
    };
    let mut is_kept = true;
    for file in &files {
        let path = Path::new(file);
        let record = match Record::read(path) {
            Ok(record) => record,
            Err(error) => {
                say(&format!("{}: {error}", path.display()));
                return ExitCode::FAILURE;
            }
        };
        let violations = record.violations(contract);
        for violation in &violations {
            say(&violation.to_string());
        }
        // A record of nothing proves nothing: then the simulator wrote elsewhere.
        is_kept &= violations.is_empty() && record.exchanges() > 0;
        let (exchanges, broken) = (record.exchanges(), violations.len());
        say(&format!("{}: {exchanges} exchanges, {broken} violations", path.display()));
    }
    if is_kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a line. A reader that has gone away is no failure.
fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
