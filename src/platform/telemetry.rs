//! Log lines: text for people or JSON for machines, filtered in `RUST_LOG`'s syntax.

use tracing_subscriber::EnvFilter;

use crate::config::{BadSetting, Config, LogFormat};

/// Sends the log of this process to standard error, which leaves standard output to what a command
/// was asked to print.
pub fn start(config: &Config) -> Result<(), BadSetting> {
    let filter = EnvFilter::try_new(&config.log).map_err(|_| {
        BadSetting::new("FLORIN_LOG", &config.log, "a level or filters, as info,florin=debug")
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
