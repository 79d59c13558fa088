//! The owner's words on transactions of a bank that was removed, kept until it is linked again.
//!
//! A bank that is linked again tells the same transactions under other ids. They are known again by
//! what tells one transaction from another (bank, account, day, amount, the bank's name of it), of
//! which only a salted hash is kept: who removes a bank wants its data gone. Words are given back
//! once, to a row without words; of transactions that are equal in all of that, they are given back
//! in order.

use std::collections::{BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::model::BankRow;
use super::store;
use super::words::Words;
use crate::entities::kept_words::{self, Column};
use crate::features::accounts::{Account, Holder};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, UserId};
use crate::kernel::money::{Amount, Currency};
use crate::platform::Platform;
use crate::platform::ids::Ids;

/// How long words are kept: a bank that isn't linked again within a year and a month won't be.
const KEPT: TimeDelta = TimeDelta::days(400);

/// Rows of one statement: 1,000 times 8 values stays under SQLite's 32,766.
const ROWS_PER_STATEMENT: usize = 1_000;

const SALT_BYTES: usize = 16;

/// Where transactions happened, in words that outlive the link.
#[derive(Clone, Copy, Debug)]
pub struct Bank<'a> {
    /// Plaid's id of the bank.
    pub institution_id: Option<&'a str>,
    /// The accounts there.
    pub accounts: &'a [Account],
}

/// Keeps the words of an item's transactions, in the transaction that is about to delete them.
pub async fn keep_words(
    tx: &impl ConnectionTrait,
    holder: Holder,
    bank: Bank<'_>,
    ids: &Ids,
) -> Result<(), Fault> {
    let salt = ids.bytes::<SALT_BYTES>();
    let rows = store::lock_worded(tx, holder.owner, bank.accounts).await?;
    let accounts: HashMap<_, _> = bank.accounts.iter().map(|one| (one.id, one)).collect();
    let mut kept = Vec::new();
    for row in rows {
        let account = accounts.get(&row.account_id).or_fault("looking up a row's account")?;
        let traits = Traits {
            institution_id: bank.institution_id,
            account,
            posted_on: row.posted_on,
            amount: row.amount,
            currency: &row.currency,
            name: &row.name,
        };
        kept.push(kept_words::ActiveModel {
            user_id: Set(holder.owner),
            id: Set(ids.new_uuid(holder.now)),
            salt: Set(salt.to_vec()),
            fingerprint: Set(traits.fingerprint(&salt)),
            user_name: Set(row.user_name),
            user_note: Set(row.user_note),
            user_category: Set(row.user_category),
            kept_at: Set(holder.now),
        });
    }
    let mut kept = kept.into_iter().peekable();
    while kept.peek().is_some() {
        let chunk: Vec<_> = kept.by_ref().take(ROWS_PER_STATEMENT).collect();
        kept_words::Entity::insert_many(chunk)
            .exec_without_returning(tx)
            .await
            .or_fault("keeping the owner's words")?;
    }
    Ok(())
}

/// Forgets the words that were kept for long enough. Run by each instance's schedule.
pub async fn forget_kept_words(platform: &Platform) -> Result<u64, Fault> {
    let before = platform.clock.now() - KEPT;
    let deleted = kept_words::Entity::delete_many()
        .filter(Column::KeptAt.lt(before))
        .exec(&platform.db.system)
        .await
        .or_fault("forgetting kept words")?;
    Ok(deleted.rows_affected)
}

/// The words that wait for their transactions, by fingerprint.
pub struct KeptWords {
    owner: UserId,
    salts: BTreeSet<Vec<u8>>,
    waiting: HashMap<Vec<u8>, VecDeque<Uuid>>,
}

/// A row that words wait for.
pub struct Known {
    fingerprint: Vec<u8>,
    account: AccountId,
    plaid_transaction_id: String,
}

/// What waits for this owner; none, as a rule.
pub async fn kept_words(
    tx: &impl ConnectionTrait,
    owner: UserId,
) -> Result<Option<KeptWords>, Fault> {
    let rows: Vec<(Uuid, Vec<u8>, Vec<u8>)> = kept_words::owned_by(owner)
        .select_only()
        .columns([Column::Id, Column::Salt, Column::Fingerprint])
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await
        .or_fault("looking for kept words")?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut kept = KeptWords { owner, salts: BTreeSet::new(), waiting: HashMap::new() };
    for (id, salt, fingerprint) in rows {
        kept.salts.insert(salt);
        kept.waiting.entry(fingerprint).or_default().push_back(id);
    }
    Ok(Some(kept))
}

impl KeptWords {
    /// The rows among these that words wait for.
    pub fn known(&self, bank: Bank<'_>, rows: &[BankRow]) -> Result<Vec<Known>, Fault> {
        let accounts: HashMap<_, _> = bank.accounts.iter().map(|one| (one.id, one)).collect();
        let mut known = Vec::new();
        for row in rows {
            let account = accounts.get(&row.account).or_fault("looking up a row's account")?;
            let traits = Traits {
                institution_id: bank.institution_id,
                account,
                posted_on: row.posted_on,
                amount: row.amount,
                currency: &row.currency,
                name: &row.name,
            };
            let fingerprints = self.salts.iter().map(|salt| traits.fingerprint(salt));
            let waited_for = fingerprints.filter(|found| self.waiting.contains_key(found));
            known.extend(waited_for.map(|fingerprint| Known {
                fingerprint,
                account: row.account,
                plaid_transaction_id: row.plaid_transaction_id.clone(),
            }));
        }
        Ok(known)
    }

    /// Gives them their words, in the sync's transaction. Words that are given are kept no more.
    pub async fn give_back(
        &mut self,
        tx: &impl ConnectionTrait,
        known: Vec<Known>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        for row in known {
            let Some(waiting) = self.waiting.get_mut(&row.fingerprint) else { continue };
            let Some(id) = waiting.front().copied() else { continue };
            let kept = kept_words::owned_by(self.owner).filter(Column::Id.eq(id)).one(tx).await;
            let Some(kept) = kept.or_fault("loading kept words")? else { continue };
            let words =
                Words { name: kept.user_name, note: kept.user_note, category: kept.user_category };
            let place = (row.account, row.plaid_transaction_id.as_str());
            if store::give_words(tx, self.owner, place, words, now).await? {
                waiting.pop_front();
                kept_words::Entity::delete_many()
                    .filter(Column::UserId.eq(self.owner))
                    .filter(Column::Id.eq(id))
                    .exec(tx)
                    .await
                    .or_fault("giving kept words back")?;
            }
        }
        Ok(())
    }
}

/// What tells a transaction from others, whatever its ids.
struct Traits<'a> {
    institution_id: Option<&'a str>,
    account: &'a Account,
    posted_on: NaiveDate,
    amount: Amount,
    currency: &'a Currency,
    name: &'a str,
}

impl Traits<'_> {
    /// SHA-256 over the salt and each trait with its length, so that no two lists of traits read alike.
    fn fingerprint(&self, salt: &[u8]) -> Vec<u8> {
        let account = self.account;
        let (day, amount) = (self.posted_on.to_string(), self.amount.0.to_string());
        let mut hash = Sha256::new();
        hash.update(salt);
        for part in [
            self.institution_id,
            account.mask.as_deref(),
            Some(account.kind.as_str()),
            account.subtype.as_deref(),
            Some(day.as_str()),
            Some(amount.as_str()),
            Some(self.currency.as_str()),
            Some(self.name),
        ] {
            // Nothing has another length than an empty text.
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hash.update(length.to_be_bytes());
            hash.update(part.unwrap_or_default());
        }
        hash.finalize().to_vec()
    }
}
