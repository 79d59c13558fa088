//! What the operator's commands share. They work on the database, whether a server runs or not: a
//! server that runs finds what they have asked for at its next look, within a second.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use florin::config::{Config, DatabaseKind};
use florin::entities::user;
use florin::kernel::fault::OrFault as _;
use florin::kernel::ids::UserId;
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::clock::SystemClock;
use florin::platform::db::Db;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::{Platform, World};
use url::Url;

use super::{serve, settings};

/// The database of the settings, which must exist and have this version's schema: a command that
/// looks makes nothing.
pub async fn open_database() -> Result<Db, Box<dyn Error>> {
    let config = settings()?;
    let db = open(&config).await?;
    Ok(db)
}

async fn open(config: &Config) -> Result<Db, Box<dyn Error>> {
    if config.database.kind == DatabaseKind::Sqlite {
        let file = config.database.url.expose_secret().trim_start_matches("sqlite://");
        let file = file.split('?').next().unwrap_or_default();
        if !std::path::Path::new(file).exists() {
            return Err(format!("there is no database at {file}; `florin serve` makes it").into());
        }
    }
    let db = Db::open(&config.database).await?;
    if db.pending_migrations().await?.is_empty() {
        return Ok(db);
    }
    Err("the database has an older schema; run `florin migrate up`".into())
}

/// All handles, for what the features do themselves.
pub async fn open_platform() -> Result<Platform, Box<dyn Error>> {
    let config = settings()?;
    open(&config).await?.close().await?;
    let plaid = if let Some(keys) = &config.plaid_keys {
        serve::plaid_client(&config, config.plaid_base_url.clone(), keys.clone())?
    } else {
        let url = Url::parse(&format!("http://{}", config.plaid_sim_listen))?;
        serve::plaid_client(&config, url, serve::simulated_keys())?
    };
    let world = World { clock: Arc::new(SystemClock), ids: new_ids() };
    Ok(Platform::open(config, plaid, world).await?)
}

/// Ids for what a command makes.
pub fn new_ids() -> Ids {
    Ids::new(Arc::new(SystemRandomness))
}

/// The names of the users, for people to read.
pub async fn usernames(db: &Db) -> Result<HashMap<UserId, String>, Box<dyn Error>> {
    let users = user::all().all(&db.system).await.or_fault("listing users")?;
    Ok(users.into_iter().map(|user| (user.id, user.username)).collect())
}

/// A moment as people write it, or a dash.
pub fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Columns under their headings, each as wide as its widest cell.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let mut lines = vec![headings.map(str::to_owned)];
    lines.extend(rows.iter().cloned());
    let widths: [usize; N] = std::array::from_fn(|column| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0)
    });
    let lines = lines.iter().map(|line| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
