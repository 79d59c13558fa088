//! `florin keys`: encryption keys at rest, from the first to the day when an old one may go.
//!
//! A rotation is three commands: `keys new`, `keys rotate`, `keys drop`. None of them stops a server.

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use florin::config::Config;
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::clock::{Clock as _, SystemClock};
use florin::platform::vault::rotation::{Progress, census, rotate};
use florin::platform::vault::{KeyFile, KeyId, Vault, new_key};
use serde_json::json;

use super::operator::{new_ids, open_database, table};
use super::{Done, print, settings};

/// How long the ring must have stood still before a key may go. A server reads the ring before it seals,
/// and what it has sealed is in the database well before that.
const REST: TimeDelta = TimeDelta::minutes(10);

/// Encryption keys at rest. Example: `florin keys status`
#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Adds a new key to the key file, where there is one; running servers seal under it from then on.
    /// Without a key file it prints a key, for FLORIN_KEYS. Example: `florin keys new`
    New {
        /// Print the key, whether there is a file or not, and touch nothing.
        #[arg(long, conflicts_with = "file")]
        print: bool,
        /// Add it to the file that FLORIN_KEY_FILE names, and make that where it is missing.
        #[arg(long)]
        file: bool,
    },
    /// Seals everything anew under the newest key, while servers run. Begun again after it was
    /// interrupted, it goes on. Example: `florin keys rotate`
    Rotate,
    /// Lists the keys with what each seals, and whether it may be dropped. Example: `florin keys status`
    Status {
        /// Prints a JSON array for programs instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Takes an old key out of the key file, when it seals nothing any more.
    /// Example: `florin keys drop 3f2a91bc`
    Drop {
        /// The key's id, as `florin keys status` prints it.
        key: String,
    },
}

impl Keys {
    /// All but `new` work on the database, without the server or beside it.
    pub async fn run(self) -> Done {
        match self.command {
            KeyCommand::New { print: is_printed, file } => new(&settings()?, is_printed, file),
            KeyCommand::Rotate => rotate_all(&settings()?).await,
            KeyCommand::Status { json } => status(&settings()?, json).await,
            KeyCommand::Drop { key } => take_out(&settings()?, &key).await,
        }
    }
}

fn new(config: &Config, is_printed: bool, is_filed: bool) -> Done {
    let file = KeyFile(config.key_file.clone());
    let is_ring = config.keys.is_none() && file.exists();
    if is_printed || !(is_filed || is_ring) {
        print(new_key(&new_ids()).expose_secret());
        return Ok(());
    }
    let id = file.add(&new_ids())?;
    print(&format!("Key {id} lies in {} and seals from now on.", config.key_file.display()));
    print("`florin keys rotate` seals what is there already anew.");
    Ok(())
}

async fn rotate_all(config: &Config) -> Done {
    let db = open_database().await?;
    let vault = Vault::open(config, &new_ids())?;
    let Progress { done, left, closed } = rotate(&db, &vault, |progress| {
        let Progress { done, left, .. } = progress;
        print(&format!("{done} sealed anew, {left} left"));
    })
    .await?;
    db.close().await?;
    if closed > 0 {
        return Err(format!(
            "{closed} of {left} envelopes that are left can't be opened: their key is not in the ring"
        )
        .into());
    }
    if left > 0 {
        return Err(format!(
            "{left} envelopes are left: a server still seals under an older key. Does it read \
             another key file? `florin keys rotate` again when it knows the new key"
        )
        .into());
    }
    print(&format!(
        "Done: {done} sealed anew. `florin keys status` says which key may be dropped."
    ));
    Ok(())
}

/// A key as the operator sees it.
struct Seen {
    id: KeyId,
    envelopes: u64,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Newest,
    InUse,
    /// It seals nothing, and the ring was changed a moment ago: a server may be about to write.
    Resting,
    Droppable,
    /// It seals nothing, and nobody can tell whether every server knows the newer key.
    Unsure,
    Missing,
}

impl Standing {
    fn words(self) -> &'static str {
        match self {
            Self::Newest => "newest: seals",
            Self::InUse => "in use: must not be dropped",
            Self::Resting => "unused: may be dropped ten minutes after the ring was changed",
            Self::Droppable => "unused: may be dropped",
            Self::Unsure => {
                "unused: may be dropped once every server runs with the newest key last"
            }
            Self::Missing => "MISSING: what it seals can't be opened",
        }
    }
}

async fn look(config: &Config) -> Result<Vec<Seen>, Box<dyn std::error::Error>> {
    let db = open_database().await?;
    let vault = Vault::open(config, &new_ids())?;
    let mut sealed = census(&db).await?;
    db.close().await?;
    let ids = vault.key_ids()?;
    let rested = vault.changed_at()?.map(|at| SystemClock.now() - at >= REST);
    let mut seen = Vec::new();
    for id in &ids {
        let envelopes = sealed.remove(id).unwrap_or_default();
        let standing = match rested {
            _ if ids.last() == Some(id) => Standing::Newest,
            _ if envelopes > 0 => Standing::InUse,
            None => Standing::Unsure,
            Some(false) => Standing::Resting,
            Some(true) => Standing::Droppable,
        };
        seen.push(Seen { id: *id, envelopes, standing });
    }
    let missing = sealed.into_iter();
    seen.extend(missing.map(|(id, envelopes)| Seen { id, envelopes, standing: Standing::Missing }));
    Ok(seen)
}

async fn status(config: &Config, json: bool) -> Done {
    let keys = look(config).await?;
    if json {
        let keys = keys.iter().map(|key| {
            let Seen { id, envelopes, standing } = key;
            json!({
                "key": id.to_string(),
                "envelopes": envelopes,
                "newest": *standing == Standing::Newest,
                "missing": *standing == Standing::Missing,
                "mayBeDropped": *standing == Standing::Droppable,
            })
        });
        print(&keys.collect::<serde_json::Value>().to_string());
        return Ok(());
    }
    let rows: Vec<_> = keys
        .iter()
        .map(|key| [key.id.to_string(), key.envelopes.to_string(), key.standing.words().to_owned()])
        .collect();
    print(&table(["KEY", "ENVELOPES", "STATE"], &rows));
    Ok(())
}

async fn take_out(config: &Config, key: &str) -> Done {
    let id =
        KeyId::read(key).ok_or("that is no key's id, as 3f2a91bc; see `florin keys status`")?;
    if config.keys.is_some() {
        return Err("the keys come from FLORIN_KEYS: take it out there".into());
    }
    let keys = look(config).await?;
    let seen = keys.iter().find(|key| key.id == id).ok_or("there is no such key in the ring")?;
    if seen.standing != Standing::Droppable {
        return Err(format!("key {id} stays: {}", seen.standing.words()).into());
    }
    KeyFile(config.key_file.clone()).take_out(id)?;
    print(&format!("Key {id} is gone. Backups from before the rotation can't be read without it."));
    Ok(())
}
