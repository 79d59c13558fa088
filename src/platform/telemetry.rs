//! Log lines: text for people or JSON for machines, filtered in `RUST_LOG`'s syntax.

use std::io::IsTerminal as _;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::config::{BadSetting, Config, LogFormat};

/// Libraries whose every step is news to nobody; a setting that names one has the last word.
const QUIET: &str = "sea_orm_migration=warn,tokio_cron_scheduler=warn,sqlx=warn";

/// Libraries that print whole messages when they are asked to be loud.
const TALKATIVE: &[&str] = &["tungstenite", "tokio_tungstenite"];

/// Sends the log of this process to standard error, which leaves standard output to what a command
/// was asked to print.
pub fn start(config: &Config) -> Result<(), BadSetting> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log)).map_err(|_| {
        BadSetting::new("FLORIN_LOG", &config.log, "a level or filters, as info,florin=debug")
    })?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = lines.with_ansi(std::io::stderr().is_terminal());
    let lines = match config.log_format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let all = tracing_subscriber::registry().with(filter).with(filter_fn(is_harmless));
    all.with(lines).init();
    Ok(())
}

/// Whether a line says nothing that a person has sent. What these libraries tell below `info` are the
/// messages themselves, tokens and all: no setting makes them speak.
fn is_harmless(line: &Metadata<'_>) -> bool {
    let crate_name = line.target().split("::").next().unwrap_or_default();
    !TALKATIVE.contains(&crate_name) || *line.level() <= Level::INFO
}
