//! What the commands of the command line share: reading the settings, and saying what went wrong.

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use florin::config::Config;
use florin::kernel::fault::Fault;

pub mod doctor;
pub mod item;
pub mod job;
pub mod keys;
pub mod migrate;
pub mod operator;
pub mod plaid_sim;
pub mod schema;
pub mod serve;
pub mod user;

/// How a command ends.
pub type Done = Result<(), Box<dyn Error>>;

/// The settings of this process.
pub fn settings() -> Result<Config, Box<dyn Error>> {
    let mut config = Config::load(Path::new("."))?;
    if !config.web_dir.exists()
        && let Some(found) = web_dir_above_the_binary()
    {
        config.web_dir = found;
    }
    Ok(config)
}

/// The built pages of the checkout that the binary was built in, so that a server which is started
/// in another folder has its pages too.
fn web_dir_above_the_binary() -> Option<PathBuf> {
    let binary = std::env::current_exe().ok()?;
    let above = binary.ancestors().skip(1).take(4);
    above.map(|folder| folder.join("frontend/dist")).find(|folder| folder.exists())
}

/// Says loudly when a guard was taken out of this build, which only the tests of the tests may do.
pub fn warn_of_sabotage() {
    let switches = [
        (cfg!(feature = "sabotage-deferred-transactions"), "sabotage-deferred-transactions"),
        (cfg!(feature = "sabotage-no-cost-limit"), "sabotage-no-cost-limit"),
        (cfg!(feature = "sabotage-no-csrf-check"), "sabotage-no-csrf-check"),
        (cfg!(feature = "sabotage-no-cursor-compare"), "sabotage-no-cursor-compare"),
        (cfg!(feature = "sabotage-no-epoch"), "sabotage-no-epoch"),
        (cfg!(feature = "sabotage-no-equal-work"), "sabotage-no-equal-work"),
        (cfg!(feature = "sabotage-no-event-outbox"), "sabotage-no-event-outbox"),
        (cfg!(feature = "sabotage-no-fresh-check"), "sabotage-no-fresh-check"),
        (cfg!(feature = "sabotage-no-one-open"), "sabotage-no-one-open"),
        (cfg!(feature = "sabotage-no-owner-scope"), "sabotage-no-owner-scope"),
        (cfg!(feature = "sabotage-no-place"), "sabotage-no-place"),
        (cfg!(feature = "sabotage-no-scope-check"), "sabotage-no-scope-check"),
        (cfg!(feature = "sabotage-no-session-watch"), "sabotage-no-session-watch"),
        (cfg!(feature = "sabotage-no-snapshot"), "sabotage-no-snapshot"),
        (cfg!(feature = "sabotage-no-throttle"), "sabotage-no-throttle"),
        (cfg!(feature = "sabotage-parse-first"), "sabotage-parse-first"),
    ];
    for (_, name) in switches.iter().filter(|(is_on, _)| *is_on) {
        let line = format!(
            "florin: WARNING: built with {name}: this build loses or shows data on purpose"
        );
        if writeln!(std::io::stderr(), "{line}").is_err() {
            tracing::trace!("nobody reads standard error");
        }
    }
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
