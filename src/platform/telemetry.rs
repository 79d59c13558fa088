//! Log lines: text for people or JSON for machines, filtered in `RUST_LOG`'s syntax.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::{BadSetting, Config, LogFormat};

/// Libraries whose every step is news to nobody; a setting that names one has the last word.
const QUIET: &str = "sea_orm_migration=warn,tokio_cron_scheduler=warn,sqlx=warn";

/// Sends the log of this process to standard error, which leaves standard output to what a command
/// was asked to print.
pub fn start(config: &Config) -> Result<(), BadSetting> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log)).map_err(|_| {
        BadSetting::new("FLORIN_LOG", &config.log, "a level or filters, as info,florin=debug")
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let lines = lines.with_ansi(std::io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
