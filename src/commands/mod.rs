//! What the commands of the command line share: reading the settings, and saying what went wrong.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use florin::config::Config;
use florin::kernel::fault::Fault;

pub mod keys;
pub mod migrate;
pub mod plaid_sim;
pub mod schema;
pub mod serve;

/// How a command ends.
pub type Done = Result<(), Box<dyn Error>>;

/// The settings of this process.
pub fn settings() -> Result<Config, Box<dyn Error>> {
    Ok(Config::load(Path::new("."))?)
}

/// Prints what the command was asked for. A reader that has gone away is no failure.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        tracing::trace!("nobody reads standard output");
    }
}

/// Says in one line why the command did not do what it was asked.
pub fn refuse(error: &(dyn Error + 'static)) -> ExitCode {
    let line = match error.downcast_ref::<Fault>() {
        Some(fault) => fault.story(),
        None => error.to_string(),
    };
    if writeln!(std::io::stderr(), "florin: {line}").is_err() {
        tracing::trace!("nobody reads standard error");
    }
    ExitCode::FAILURE
}
