//! The words and rules of items.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

use super::{Item, ItemStatus};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{ItemId, JobId};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// An item that is healthy and has been silent for this many sync periods is stale.
const SILENT_PERIODS_MAX: u32 = 3;

/// Longest texts that are taken. Plaid's own tokens have about 50 characters, its ids 37.
const TOKEN_BYTES_MAX: usize = 512;
const ID_BYTES_MAX: usize = 128;
const ACCOUNTS_MAX: usize = 200;
const NAME_CHARS_MAX: usize = 200;
const KEY_BYTES_MAX: usize = 255;

/// Who asked for a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncTrigger {
    /// The item was just linked.
    Link,
    /// The schedule.
    Schedule,
    /// Its owner.
    Manual,
    /// A webhook of Plaid's.
    Webhook,
}

impl SyncTrigger {
    /// The word that a job's `cause` holds.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Schedule => "schedule",
            Self::Manual => "manual",
            Self::Webhook => "webhook",
        }
    }

    /// The trigger of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Link, Self::Schedule, Self::Manual, Self::Webhook];
        all.into_iter().find(|trigger| trigger.as_str() == word)
    }
}

/// What a link token is asked for.
#[derive(Clone, Debug, Default)]
pub struct LinkTokenInput {
    /// The item to mend (update mode), or none for a new link.
    pub item: Option<ItemId>,
    /// Update mode: let the person choose accounts again.
    pub account_selection: bool,
    /// Products instead of the ones in the settings.
    pub products: Option<Vec<String>>,
    /// Whether an unused token of before may be given again.
    pub use_cache: bool,
    /// Whether a page hosted by Plaid is wanted.
    pub hosted: bool,
}

/// A link token, which Plaid Link is opened with.
#[derive(Clone, Debug)]
pub struct LinkToken {
    /// The token. It opens Link for one person for a short time, and reads nothing.
    pub token: SecretString,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    /// Plaid's id of the call.
    pub request_id: String,
    /// The hosted page, when one was asked for.
    pub hosted_link_url: Option<String>,
}

/// What Plaid Link gave to the browser.
#[derive(Clone, Debug)]
pub struct ExchangeInput {
    /// The public token: for one use within 30 minutes.
    pub public_token: SecretString,
    /// Plaid's ids of the accounts to keep; none: all of them.
    pub account_ids: Option<Vec<String>>,
    /// Plaid's id of the bank as Link gave it: the same bank is noticed by it before the exchange.
    pub institution_id: Option<String>,
    /// The bank's name as Link showed it, until Plaid itself has been asked.
    pub institution_name: Option<String>,
    /// The caller's key: the same key and input give the same item again.
    pub idempotency_key: Option<String>,
    /// Whether the bank may be one that is linked already.
    pub allow_duplicate: bool,
}

/// A linked item and the sync that was asked for with it.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The item.
    pub item: Item,
    /// Its first sync.
    pub job: JobId,
}

/// What Plaid said, for a person who can't mend it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaidFailure {
    /// Plaid's error code, or ours where Plaid gave none.
    pub code: String,
    /// In a plain sentence.
    pub message: String,
    /// Plaid's id of the call.
    pub request_id: Option<String>,
}

/// What a person can do wrong here.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// There is no such item of theirs.
    #[error("There is no such bank connection.")]
    NotFound,
    /// The limit is `FLORIN_ITEM_LIMIT`.
    #[error("You have linked as many banks as this server allows.")]
    ItemLimitReached,
    /// Link's `onSuccess` gives one.
    #[error("A public token is required.")]
    PublicTokenRequired,
    /// An empty list was given.
    #[error("Select at least one account.")]
    AccountRequired,
    /// Plaid doesn't take it.
    #[error(
        "The public token is not valid. It works once and for 30 minutes: link the bank again."
    )]
    InvalidPublicToken,
    /// The same bank is linked already.
    #[error("This bank is linked already.")]
    DuplicateItem(Box<Item>),
    /// The key was used for another input.
    #[error("This idempotency key was used for another request.")]
    IdempotencyMismatch,
    /// A field is not as it must be.
    #[error("{message}")]
    InvalidInput {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        message: &'static str,
    },
    /// Plaid can't be asked now.
    #[error("Plaid can't be reached at this moment. Try again in a few minutes.")]
    PlaidUnavailable(PlaidFailure),
    /// Plaid refused, and only the operator can mend it.
    #[error("Plaid refused the request.")]
    Plaid(PlaidFailure),
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A status to be written, with its reason in a plain sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatus {
    /// The status.
    pub status: ItemStatus,
    /// Why.
    pub reason: Option<String>,
}

/// How an item fares at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The status.
    pub status: ItemStatus,
    /// Why, in a plain sentence; none for a healthy one.
    pub reason: Option<String>,
}

/// What the audit log calls an item.
pub(super) fn named(item: &Item) -> String {
    match &item.institution_name {
        Some(name) => format!("{} {name}", item.id),
        None => item.id.to_string(),
    }
}

/// What the owner is shown: the stored status, or that no news has come for long.
pub fn shown(item: &Item, now: DateTime<Utc>, sync_every: Duration) -> Shown {
    let silent = item
        .last_synced_at
        .and_then(|at| (now - at).to_std().ok())
        .is_some_and(|silence| silence > sync_every.saturating_mul(SILENT_PERIODS_MAX));
    if item.status == ItemStatus::Healthy && silent {
        return Shown {
            status: ItemStatus::Stale,
            reason: Some("Nothing has been heard from the bank for longer than usual.".into()),
        };
    }
    Shown { status: item.status, reason: item.status_reason.clone() }
}

/// Holds what Link gave against the rules.
pub(super) fn check_exchange(input: &ExchangeInput) -> Result<(), ItemError> {
    let token = input.public_token.expose_secret();
    if token.trim().is_empty() {
        return Err(ItemError::PublicTokenRequired);
    }
    if token.len() > TOKEN_BYTES_MAX {
        return Err(ItemError::InvalidPublicToken);
    }
    if let Some(ids) = &input.account_ids {
        if ids.is_empty() {
            return Err(ItemError::AccountRequired);
        }
        let wrong = |id: &String| id.is_empty() || id.len() > ID_BYTES_MAX;
        if ids.len() > ACCOUNTS_MAX || ids.iter().any(wrong) {
            return Err(ItemError::InvalidInput {
                field: "accountIds",
                message: "Give up to 200 account ids, as Plaid Link returns them.",
            });
        }
    }
    if input.institution_id.as_ref().is_some_and(|id| id.is_empty() || id.len() > ID_BYTES_MAX) {
        return Err(ItemError::InvalidInput {
            field: "institutionId",
            message: "Give Plaid's id of the bank, as \"ins_109508\", or leave it out.",
        });
    }
    if input.institution_name.as_ref().is_some_and(|name| name.chars().count() > NAME_CHARS_MAX) {
        return Err(ItemError::InvalidInput {
            field: "institutionName",
            message: "An institution's name has at most 200 characters.",
        });
    }
    if let Some(key) = &input.idempotency_key
        && !(1..=KEY_BYTES_MAX).contains(&key.len())
    {
        return Err(ItemError::InvalidInput {
            field: "idempotencyKey",
            message: "An idempotency key has 1 to 255 characters.",
        });
    }
    Ok(())
}

/// What is kept of an exchange to know it again.
pub(super) fn idempotency_hash(input: &ExchangeInput) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(input.public_token.expose_secret());
    for id in input.account_ids.iter().flatten() {
        hash.update([0]);
        hash.update(id);
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::features::items::ItemState;
    use crate::kernel::ids::UserId;

    fn item(status: ItemStatus, last_synced_at: Option<DateTime<Utc>>) -> Item {
        Item {
            user_id: UserId(Uuid::from_u128(1)),
            id: ItemId(Uuid::from_u128(2)),
            plaid_item_id: "item".into(),
            access_token: None,
            institution_id: None,
            institution_name: None,
            state: ItemState::Active,
            status,
            status_reason: None,
            selected_accounts: None,
            idempotency_key: None,
            idempotency_hash: None,
            cursor: None,
            last_synced_at,
            created_at: DateTime::UNIX_EPOCH,
            removed_at: None,
            new_accounts_at: None,
            ends_at: None,
            bank_read_at: None,
            refreshed_at: None,
            excluded_accounts: None,
        }
    }

    #[test]
    fn a_healthy_item_that_is_silent_for_three_periods_is_stale() {
        let synced = DateTime::UNIX_EPOCH;
        let period = Duration::from_hours(6);
        let at = |hours| {
            let healthy = item(ItemStatus::Healthy, Some(synced));
            shown(&healthy, synced + TimeDelta::hours(hours), period)
        };
        assert_eq!(at(18), Shown { status: ItemStatus::Healthy, reason: None });
        assert_eq!(at(19).status, ItemStatus::Stale);
        assert!(at(19).reason.is_some());
    }

    #[test]
    fn what_is_worse_than_silence_is_shown_as_it_is() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(30);
        let period = Duration::from_hours(6);
        for status in [ItemStatus::LoginRequired, ItemStatus::Error, ItemStatus::Revoked] {
            let told = item(status, Some(DateTime::UNIX_EPOCH));
            assert_eq!(shown(&told, now, period).status, status);
        }
        let waiting = item(ItemStatus::AwaitingFirstData, None);
        assert_eq!(shown(&waiting, now, period).status, ItemStatus::AwaitingFirstData);
    }
}
