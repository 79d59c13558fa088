//! `florin doctor`: whether everything that a server needs is as it must be.
//!
//! It looks and changes nothing: what the first start would make is told as such.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use florin::config::{Config, DatabaseKind};
use florin::features::items;
use florin::kernel::fault::Fault;
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::db::Db;
use florin::platform::events;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::{Vault, rotation};

use super::{Done, print, serve, settings};

/// How long a service may take to answer.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

/// An institution of Plaid's sandbox. Whether Plaid knows it or not, its answer tells that the keys
/// are good.
const INSTITUTION: &str = "ins_109508";

/// Checks configuration, keys, database, Redis and Plaid: one line each, exit status 0 or 1.
/// Example: `florin doctor`
#[derive(Args)]
pub struct Doctor {}

/// What was found: good news or bad, in a few words.
type Found = Result<String, String>;

impl Doctor {
    /// Changes nothing.
    pub async fn run(&Self {}: &Self) -> Done {
        let config = settings()?;
        let findings = [
            ("settings", Ok("as they must be".to_owned())),
            ("keys", in_time(keys(&config)).await),
            ("database", in_time(database(&config)).await),
            ("fence", in_time(fence(&config)).await),
            ("links", in_time(links(&config)).await),
            ("redis", in_time(redis(&config)).await),
            ("plaid", in_time(plaid(&config)).await),
        ];
        for (what, found) in &findings {
            let (mark, words) = match found {
                Ok(words) => ("ok ", words),
                Err(words) => ("BAD", words),
            };
            print(&format!("{mark} {what}: {words}"));
        }
        let bad = findings.iter().filter(|(_, found)| found.is_err()).count();
        if bad == 0 { Ok(()) } else { Err(format!("{bad} of the checks went wrong").into()) }
    }
}

async fn in_time(check: impl Future<Output = Found>) -> Found {
    let late = || Err(format!("no answer within {} seconds", ANSWER_WAIT.as_secs()));
    tokio::time::timeout(ANSWER_WAIT, Box::pin(check)).await.unwrap_or_else(|_| late())
}

/// Whether the ring can be read and opens everything that is sealed.
async fn keys(config: &Config) -> Found {
    let made_at_start = config.database.kind == DatabaseKind::Sqlite && config.keys.is_none();
    if made_at_start && !config.key_file.exists() {
        return Ok("none yet; the first start makes one".into());
    }
    let ids = Ids::new(Arc::new(SystemRandomness));
    let vault = Vault::open(config, &ids).map_err(|fault| fault.story())?;
    let known = vault.key_ids().map_err(|fault| fault.story())?;
    let look = async {
        let db = Db::open(&config.database).await?;
        let is_ours = db.pending_migrations().await?.is_empty();
        let sealed = if is_ours { rotation::census(&db).await? } else { BTreeMap::default() };
        db.close().await?;
        Ok::<_, Fault>(sealed)
    };
    let readable = match known.len() {
        1 => "readable, one in the ring".to_owned(),
        several => format!("readable, {several} in the ring"),
    };
    if is_unmade(config) {
        return Ok(readable);
    }
    // A database that doesn't answer has a line of its own.
    let sealed = look.await.unwrap_or_default();
    let missing: u64 =
        sealed.iter().filter(|(id, _)| !known.contains(id)).map(|(_, envelopes)| envelopes).sum();
    match missing {
        0 => Ok(readable),
        missing => Err(format!(
            "{missing} secrets are sealed under keys that are not in the ring; see `florin keys status`"
        )),
    }
}

async fn database(config: &Config) -> Found {
    if is_unmade(config) {
        return Ok("none yet; the first start makes it".into());
    }
    let look = async {
        let db = Db::open(&config.database).await?;
        let pending = db.pending_migrations().await?;
        db.close().await?;
        Ok::<_, Fault>(pending)
    };
    let pending = look.await.map_err(|fault| fault.story())?;
    if pending.is_empty() {
        return Ok("answers, and has this version's schema".into());
    }
    let told = format!("has an older schema, {} steps behind", pending.len());
    let by_itself = config.database.kind == DatabaseKind::Sqlite || config.migrate;
    if by_itself {
        Ok(format!("{told}; the next start migrates it"))
    } else {
        Err(format!("{told}; run `florin migrate up`"))
    }
}

/// Whether PostgreSQL itself keeps owners apart.
async fn fence(config: &Config) -> Found {
    if config.database.kind == DatabaseKind::Sqlite {
        return Ok("SQLite has none; every statement names its owner".into());
    }
    let look = async {
        let db = Db::open(&config.database).await?;
        let is_above = db.is_above_row_security().await?;
        db.close().await?;
        Ok::<_, Fault>(is_above)
    };
    if look.await.map_err(|fault| fault.story())? {
        return Err(
            "the role of DATABASE_URL is above row-level security, so that PostgreSQL does \
                    not keep owners apart; make an ordinary one (docs/operations/postgresql.md)"
                .into(),
        );
    }
    Ok("row-level security binds our role".into())
}

/// A link that was lost lives on at Plaid, where only the operator can end it.
async fn links(config: &Config) -> Found {
    let look = async {
        let db = Db::open(&config.database).await?;
        let is_ours = db.pending_migrations().await?.is_empty();
        let lost = if is_ours { items::count_lost(&db.system).await? } else { 0 };
        db.close().await?;
        Ok::<_, Fault>(lost)
    };
    if is_unmade(config) {
        return Ok("none yet".into());
    }
    match look.await.map_err(|fault| fault.story())? {
        0 => Ok("none is lost".into()),
        lost => Err(format!(
            "{lost} lost: the server died between Plaid's answer and the stored item. \
             Remove what nobody holds in Plaid's dashboard, and link the bank again"
        )),
    }
}

/// Whether the first start is still to make the database.
fn is_unmade(config: &Config) -> bool {
    let url = config.database.url.expose_secret().trim_start_matches("sqlite://");
    config.database.kind == DatabaseKind::Sqlite
        && !Path::new(url.split('?').next().unwrap_or_default()).exists()
}

async fn redis(config: &Config) -> Found {
    match &config.redis_url {
        None => Ok("not set; events stay in the process".into()),
        Some(url) => {
            events::ping(url).await.map(|()| "answers".into()).map_err(|fault| fault.story())
        }
    }
}

async fn plaid(config: &Config) -> Found {
    let Some(keys) = &config.plaid_keys else {
        return Ok("no keys; `florin serve` starts the simulator".into());
    };
    let client = serve::plaid_client(config, config.plaid_base_url.clone(), keys.clone());
    let client = client.map_err(|error| error.to_string())?;
    let request = plaid::InstitutionsGetByIdRequest {
        institution_id: INSTITUTION.to_owned(),
        country_codes: config.link.country_codes.clone(),
        options: None,
    };
    let answer = client.institutions_get_by_id(&request).await;
    match answer {
        Ok(_) => Ok(format!("answers at {}", config.plaid_base_url)),
        Err(error) if error.error_code() == Some("INVALID_INSTITUTION") => {
            Ok(format!("answers at {}", config.plaid_base_url))
        }
        Err(error) => Err(error.to_string()),
    }
}
