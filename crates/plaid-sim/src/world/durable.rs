//! What survives a restart: items, tokens and how often each person was linked.
//!
//! The contents of a bank are not among it, because they follow from these. With a state file every
//! change is on disk before the call that made it is answered: written beside the file, synced, and
//! renamed over it, so that a reader finds the old state or the new one and nothing between.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::news::Told;
use super::transfers::TransferEvent;
use crate::StartError;
use crate::bank::event::Event;
use crate::webhooks::Outbox;
use crate::webhooks::signing::KeptKeys;

/// Raised when a state file of an older build would mean another bank.
const FORMAT: u32 = 1;
/// How long an expired token is kept, so that its refusal can say that it expired.
const EXPIRED_KEPT_HOURS: i64 = 24;

/// Everything that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durable {
    format: u32,
    /// The seed that the banks follow from.
    pub seed: u64,
    /// Every item ever made, by its id.
    pub items: BTreeMap<String, Item>,
    /// The item of each access token.
    pub access_tokens: BTreeMap<String, String>,
    /// The public tokens.
    pub public_tokens: BTreeMap<String, PublicToken>,
    /// The link tokens.
    pub link_tokens: BTreeMap<String, LinkToken>,
    /// How often each person was linked at each institution.
    pub links: BTreeMap<String, u64>,
    /// The users, by the ids that clients gave them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub users: BTreeMap<String, User>,
    /// The steps of transfers, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transfer_events: Vec<TransferEvent>,
    /// The webhooks that wait.
    #[serde(default, skip_serializing_if = "Outbox::is_untouched")]
    pub outbox: Outbox,
    /// The keys of webhooks, once they are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_keys: Option<KeptKeys>,
}

/// A person's link to a bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Plaid's id of it.
    pub id: String,
    /// The bank.
    pub institution_id: String,
    /// The person.
    pub username: String,
    /// What they signed in with, where their accounts follow from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Where its webhooks go.
    pub webhook: Option<String>,
    /// The products that are billed.
    pub products: Vec<String>,
    /// How many days of rows were asked for.
    pub days_requested: u64,
    /// Since when its transactions are extracted, in its own time.
    pub transactions_since: Option<DateTime<Utc>>,
    /// How many days its own time is ahead.
    pub days_ahead: i64,
    /// When it was removed.
    pub removed_at: Option<DateTime<Utc>>,
    /// When its bank asked for a new sign-in that it still waits for, in its own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_lost_at: Option<DateTime<Utc>>,
    /// When its person last signed in again, in its own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_mended_at: Option<DateTime<Utc>>,
    /// When its sign-in ends, where that was announced, in its own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_ends_at: Option<DateTime<Utc>>,
    /// When its person withdrew the permission, in its own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The places of the accounts that were shared at the link; without them, all that were open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Vec<usize>>,
    /// What was done to it since, in that order. Files of older builds hold its refreshes alone.
    #[serde(default, alias = "refreshed_on", skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// What the receiver of its webhooks was told.
    #[serde(default, skip_serializing_if = "Told::is_nothing")]
    pub told: Told,
}

/// A user that links can be gathered under.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Plaid's id of it.
    pub id: String,
    /// The older name of it.
    pub token: String,
}

/// A token that is exchanged once for an access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicToken {
    /// The item it stands for.
    pub item_id: String,
    /// When it stops being valid.
    pub expires_at: DateTime<Utc>,
    /// Whether it was exchanged.
    pub is_used: bool,
}

/// A token that opens Link, with all that it was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops being valid.
    pub expires_at: DateTime<Utc>,
    /// The item to be updated, in update mode.
    pub item_id: Option<String>,
    /// The request, without credentials, access tokens and the user's particulars.
    pub request: Value,
}

impl Item {
    /// The item's own time.
    pub fn time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::days(self.days_ahead)
    }

    /// The day on which it was linked.
    pub fn linked_on(&self) -> NaiveDate {
        self.created_at.date_naive()
    }
}

impl Durable {
    /// Nothing yet.
    pub fn empty(seed: u64) -> Self {
        Self {
            format: FORMAT,
            seed,
            items: BTreeMap::new(),
            access_tokens: BTreeMap::new(),
            public_tokens: BTreeMap::new(),
            link_tokens: BTreeMap::new(),
            links: BTreeMap::new(),
            users: BTreeMap::new(),
            transfer_events: Vec::new(),
            outbox: Outbox::default(),
            webhook_keys: None,
        }
    }

    /// What the file holds, or nothing when there is no such file yet.
    pub fn read(path: &Path, seed: u64) -> Result<Self, StartError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::empty(seed)),
            Err(source) => {
                return Err(StartError::State { path: path.to_owned(), source });
            }
        };
        let corrupt = |reason: String| StartError::CorruptState { path: path.to_owned(), reason };
        let durable: Self =
            serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))?;
        if durable.format != FORMAT {
            return Err(corrupt(format!("its format is {}, not {FORMAT}", durable.format)));
        }
        if durable.seed != seed {
            let path = path.to_owned();
            return Err(StartError::OtherSeed { path, found: durable.seed, wanted: seed });
        }
        Ok(durable)
    }

    /// Writes it over the file.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        let beside = beside(path);
        // One that a killed process left may have any mode.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = private_file(&beside)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        sync_folder(path)
    }

    /// Forgets the tokens that expired long ago.
    pub fn forget_expired(&mut self, now: DateTime<Utc>) {
        let forgotten = now - TimeDelta::hours(EXPIRED_KEPT_HOURS);
        self.public_tokens.retain(|_, token| token.expires_at > forgotten);
        self.link_tokens.retain(|_, token| token.expires_at > forgotten);
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// A new file that nobody but its owner can read: the tokens in it are keys.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the renaming itself survive a loss of power, where folders can be synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
