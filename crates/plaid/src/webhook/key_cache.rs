//! The keys that webhooks are signed with, asked of Plaid once and kept for an hour.
//!
//! Anybody can send a webhook with any id of a key. So what Plaid doesn't know is remembered too,
//! though not for long; who asks for the same key at the same time waits for one answer; and Plaid
//! is asked a few times a minute at most, whatever comes in. Some of these times are kept for keys
//! that Plaid has told before, so that a flood of made-up ones never keeps a real one from being
//! asked for again. No lock is held while Plaid is asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::DecodingKey;
use tokio::sync::OnceCell;

use super::key::{WebhookVerificationKey, WebhookVerificationKeyGetRequest};
use crate::class::ErrorClass;
use crate::client::Client;

const KEY_KEPT: TimeDelta = TimeDelta::hours(1);
const ABSENCE_KEPT: TimeDelta = TimeDelta::minutes(5);
const FETCHES_PER_MINUTE_MAX: usize = 10;
const FETCHES_OF_STRANGE_KEYS_MAX: usize = 8;

/// A key that Plaid has told.
#[derive(Debug)]
pub(super) struct Key {
    pub decoding_key: DecodingKey,
    /// From when on it is void, in seconds since 1970.
    pub expired_at: Option<i64>,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// Plaid knows none, or none that can sign a webhook.
    Unknown,
    /// Plaid couldn't be asked, or was asked too often.
    NotTold,
}

/// What is known of a key.
#[derive(Debug)]
struct Told {
    key: Result<Arc<Key>, NoKey>,
    at: DateTime<Utc>,
}

impl Told {
    fn is_outdated(&self, now: DateTime<Utc>) -> bool {
        let kept = match self.key {
            Ok(_) => KEY_KEPT,
            Err(NoKey::Unknown) => ABSENCE_KEPT,
            Err(NoKey::NotTold) => TimeDelta::zero(),
        };
        now - self.at >= kept
    }
}

/// Empty until the one who asks Plaid has an answer.
type Slot = Arc<OnceCell<Told>>;

/// A slot, and how often in a minute Plaid may have been asked before it is asked for this one.
struct Found {
    slot: Slot,
    most: usize,
}

/// The keys.
#[derive(Debug, Default)]
pub(super) struct KeyCache {
    slots: Mutex<HashMap<String, Slot>>,
    fetches: Mutex<VecDeque<DateTime<Utc>>>,
}

impl KeyCache {
    /// The key of that id, from the cache or from Plaid.
    pub(super) async fn key(
        &self,
        client: &Client,
        key_id: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Key>, NoKey> {
        let Found { slot, most } = self.slot(key_id, now);
        let told = slot.get_or_init(|| self.ask(client, key_id, now, most)).await;
        if matches!(told.key, Err(NoKey::NotTold)) {
            self.forget(key_id, &slot);
        }
        told.key.clone()
    }

    /// The key's slot: one that is being filled, one with an answer that still counts, or a new one.
    /// A key that was good once stays here, so that it is known as one.
    fn slot(&self, key_id: &str, now: DateTime<Utc>) -> Found {
        let mut slots = lock(&self.slots);
        let counts = |slot: &Slot| slot.get().is_none_or(|told| !told.is_outdated(now));
        let was_good = |slot: &Slot| slot.get().is_some_and(|told| told.key.is_ok());
        let known = slots.get(key_id);
        let most = if known.is_some_and(was_good) {
            FETCHES_PER_MINUTE_MAX
        } else {
            FETCHES_OF_STRANGE_KEYS_MAX
        };
        if let Some(slot) = known.filter(|slot| counts(slot)) {
            return Found { slot: Arc::clone(slot), most };
        }
        slots.retain(|_, slot| counts(slot) || was_good(slot));
        let slot = Slot::default();
        slots.insert(key_id.to_owned(), Arc::clone(&slot));
        Found { slot, most }
    }

    fn forget(&self, key_id: &str, slot: &Slot) {
        let mut slots = lock(&self.slots);
        if slots.get(key_id).is_some_and(|current| Arc::ptr_eq(current, slot)) {
            slots.remove(key_id);
        }
    }

    async fn ask(&self, client: &Client, key_id: &str, now: DateTime<Utc>, most: usize) -> Told {
        let key = if self.may_fetch(now, most) {
            fetch(client, key_id).await
        } else {
            Err(NoKey::NotTold)
        };
        Told { key: key.map(Arc::new), at: now }
    }

    fn may_fetch(&self, now: DateTime<Utc>, most: usize) -> bool {
        let mut fetches = lock(&self.fetches);
        while fetches.front().is_some_and(|at| now - *at >= TimeDelta::minutes(1)) {
            fetches.pop_front();
        }
        let may = fetches.len() < most;
        if may {
            fetches.push_back(now);
        } else {
            tracing::warn!("too many webhooks with unknown keys: Plaid is not asked");
        }
        may
    }
}

async fn fetch(client: &Client, key_id: &str) -> Result<Key, NoKey> {
    let request = WebhookVerificationKeyGetRequest { key_id: key_id.to_owned() };
    match client.webhook_verification_key_get(&request).await {
        Ok(told) => usable(&told.key, key_id).ok_or(NoKey::Unknown),
        Err(error) if error.class() == ErrorClass::Caller => Err(NoKey::Unknown),
        Err(error) => {
            tracing::warn!(%error, "a key of webhooks could not be asked for");
            Err(NoKey::NotTold)
        }
    }
}

/// The key, where it is of the one kind that signs webhooks.
fn usable(key: &WebhookVerificationKey, key_id: &str) -> Option<Key> {
    let WebhookVerificationKey { alg, crv, kid, kty, r#use, x, y, expired_at, .. } = key;
    let is_kind = [alg, crv, kty, r#use].map(String::as_str) == ["ES256", "P-256", "EC", "sig"];
    let decoding_key = DecodingKey::from_ec_components(x, y).ok()?;
    (is_kind && kid == key_id).then_some(Key { decoding_key, expired_at: *expired_at })
}

/// What a panic left behind is whole: every change under these locks is a single one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
