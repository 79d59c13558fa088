//! Loaders: what many rows of an answer point to is fetched in one statement.
//!
//! Every key carries whose rows are asked for and how far the asker sees, so that one loader serves all
//! requests and still shows nobody more than is theirs.
//! Nothing is cached beyond a batch.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};

use crate::features::accounts::{self, Account, BalanceOnDay, Days};
use crate::features::items::{self, Item};
use crate::features::sync::{self, SyncJob};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{AccountId, ItemId, UserId};
use crate::kernel::sight::Sight;
use crate::platform::Platform;

/// Loads by owner and id.
pub(super) struct Rows(Arc<Platform>);

/// The loader of every kind of row.
pub(super) type RowLoader = DataLoader<Rows>;

/// The loader over a platform. It waits for no more keys than the executor has at hand.
pub(super) fn loader(platform: Arc<Platform>) -> RowLoader {
    DataLoader::new(Rows(platform), tokio::spawn).delay(Duration::ZERO)
}

/// The account of this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct AccountKey(pub Sight, pub AccountId);

/// The item of this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ItemKey(pub Sight, pub ItemId);

/// The accounts of this item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct AccountsOfItem(pub Sight, pub ItemId);

/// The newest sync of this item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LatestSync(pub UserId, pub ItemId);

/// What was on this account on these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct BalancesKey(pub Sight, pub AccountId, pub Days);

/// The ids of each asker among the keys. As a rule there is one.
fn by_asker<K, A: Eq + Hash, I>(keys: &[K], split: impl Fn(&K) -> (A, I)) -> HashMap<A, Vec<I>> {
    let mut askers: HashMap<A, Vec<I>> = HashMap::new();
    for key in keys {
        let (asker, id) = split(key);
        askers.entry(asker).or_default().push(id);
    }
    askers
}

impl Loader<AccountKey> for Rows {
    type Value = Account;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[AccountKey]) -> Result<HashMap<AccountKey, Account>, Arc<Fault>> {
        let mut found = HashMap::new();
        for (sight, ids) in by_asker(keys, |key| (key.0, key.1)) {
            for account in accounts::by_ids(&self.0, sight, &ids).await? {
                found.insert(AccountKey(sight, account.id), account);
            }
        }
        Ok(found)
    }
}

impl Loader<ItemKey> for Rows {
    type Value = Item;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[ItemKey]) -> Result<HashMap<ItemKey, Item>, Arc<Fault>> {
        let mut found = HashMap::new();
        for (sight, ids) in by_asker(keys, |key| (key.0, key.1)) {
            for item in items::by_ids(&self.0.db.of(sight.owner), sight, &ids).await? {
                found.insert(ItemKey(sight, item.id), item);
            }
        }
        Ok(found)
    }
}

impl Loader<AccountsOfItem> for Rows {
    type Value = Vec<Account>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[AccountsOfItem],
    ) -> Result<HashMap<AccountsOfItem, Vec<Account>>, Arc<Fault>> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for (sight, ids) in by_asker(keys, |key| (key.0, key.1)) {
            for account in accounts::by_items(&self.0, sight, &ids).await? {
                found.entry(AccountsOfItem(sight, account.item_id)).or_default().push(account);
            }
        }
        Ok(found)
    }
}

impl Loader<LatestSync> for Rows {
    type Value = SyncJob;
    type Error = Arc<Fault>;

    async fn load(&self, keys: &[LatestSync]) -> Result<HashMap<LatestSync, SyncJob>, Arc<Fault>> {
        let mut found = HashMap::new();
        for (owner, ids) in by_asker(keys, |key| (key.0, key.1)) {
            for job in sync::latest_of_items(&self.0, owner, &ids).await? {
                found.insert(LatestSync(owner, job.item), job);
            }
        }
        Ok(found)
    }
}

impl Loader<BalancesKey> for Rows {
    type Value = Vec<BalanceOnDay>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[BalancesKey],
    ) -> Result<HashMap<BalancesKey, Vec<BalanceOnDay>>, Arc<Fault>> {
        let mut histories: HashMap<_, Vec<AccountId>> = HashMap::new();
        for BalancesKey(sight, account, days) in keys {
            histories.entry((*sight, *days)).or_default().push(*account);
        }
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for ((sight, days), accounts) in histories {
            for row in accounts::history(&self.0, sight, &accounts, days).await? {
                found.entry(BalancesKey(sight, row.account_id, days)).or_default().push(row);
            }
        }
        Ok(found)
    }
}
