//! Bank accounts and their balances, as the bank last told them.
//!
//! Rules. Balances are exact and never added up across currencies. An account that has come once is
//! kept: that a sync doesn't mention it means nothing, since Plaid lists only accounts with news. One
//! that the bank lists no more is closed, and keeps its transactions and its history.

mod balances;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select, Set,
};

use crate::entities::account::{self, Column};
use crate::entities::api_key_account;
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, ItemId, UserId};
use crate::kernel::money::NotAnAmount;
use crate::kernel::sight::Sight;
use crate::platform::Platform;
use crate::platform::ids::Ids;

use balances::Balances;

pub use crate::entities::account::Model as Account;
pub use balances::{BadDays, BalanceOnDay, Days, history};

/// Which accounts are asked for. Empty: all of them.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Only those of these items.
    pub items: Option<Vec<ItemId>>,
    /// Only those of these types, in Plaid's words.
    pub types: Option<Vec<String>>,
    /// Only closed ones (true) or only open ones (false).
    pub closed: Option<bool>,
}

/// The actor's accounts, by bank and then in the order in which they came.
pub async fn list(
    platform: &Platform,
    actor: &Actor,
    filter: AccountFilter,
) -> Result<Vec<Account>, Fault> {
    let sight = actor.sight();
    let mut query = seen(sight);
    if let Some(items) = filter.items {
        query = query.filter(Column::ItemId.is_in(items));
    }
    if let Some(types) = filter.types {
        query = query.filter(Column::Kind.is_in(types));
    }
    if let Some(closed) = filter.closed {
        let at = Column::ClosedAt;
        query = query.filter(if closed { at.is_not_null() } else { at.is_null() });
    }
    let found = query
        .order_by_asc(Column::ItemId)
        .order_by_asc(Column::Id)
        .all(&platform.db.of(actor.user))
        .await
        .or_fault("listing accounts")?;
    Ok(shown(sight, found))
}

/// Every account that is in sight, in the order in which they came.
pub async fn in_sight(platform: &Platform, sight: Sight) -> Result<Vec<Account>, Fault> {
    let found = seen(sight).order_by_asc(Column::Id).all(&platform.db.of(sight.owner)).await;
    found.or_fault("loading the accounts in sight").map(|found| shown(sight, found))
}

/// The accounts of these ids that are in sight.
pub async fn by_ids(
    platform: &Platform,
    sight: Sight,
    ids: &[AccountId],
) -> Result<Vec<Account>, Fault> {
    let found = seen(sight)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(&platform.db.of(sight.owner))
        .await
        .or_fault("loading accounts")?;
    Ok(shown(sight, found))
}

/// The accounts of these items that are in sight.
pub async fn by_items(
    platform: &Platform,
    sight: Sight,
    items: &[ItemId],
) -> Result<Vec<Account>, Fault> {
    let found = seen(sight)
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .order_by_asc(Column::Id)
        .all(&platform.db.of(sight.owner))
        .await
        .or_fault("loading the accounts of items")?;
    Ok(shown(sight, found))
}

/// Whether a row of another table that names an account in this column is in sight: a condition that
/// stands beside the one on the owner.
pub fn is_seen(account: impl ColumnTrait, sight: Sight) -> Condition {
    let Some(key) = sight.accounts_of else { return Condition::all() };
    let granted = api_key_account::owned_by(sight.owner)
        .select_only()
        .column(api_key_account::Column::AccountId)
        .filter(api_key_account::Column::KeyId.eq(key));
    Condition::all().add(account.in_subquery(granted.into_query()))
}

/// Whether an item that this column names has an account in sight. Whoever sees every account sees the
/// items that have none as well.
pub fn is_item_seen(item: impl ColumnTrait, sight: Sight) -> Condition {
    if sight.accounts_of.is_none() {
        return Condition::all();
    }
    let items = seen(sight).select_only().column(Column::ItemId);
    Condition::all().add(item.in_subquery(items.into_query()))
}

fn seen(sight: Sight) -> Select<account::Entity> {
    account::owned_by(sight.owner).filter(is_seen(Column::Id, sight))
}

/// A balance is of the day on which it was read: outside of the days in sight it isn't told.
fn shown(sight: Sight, mut accounts: Vec<Account>) -> Vec<Account> {
    for account in &mut accounts {
        if !sight.has(account.balance_as_of.date_naive()) {
            account.balance_current = None;
            account.balance_available = None;
            account.balance_limit = None;
        }
    }
    accounts
}

/// Whose accounts a sync writes.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The owner.
    pub owner: UserId,
    /// The item that the accounts come with.
    pub item: ItemId,
    /// The moment of the sync.
    pub now: DateTime<Utc>,
}

/// Writes what the bank says of the accounts and of their balances today, in the sync's transaction.
pub async fn store(
    tx: &impl ConnectionTrait,
    holder: Holder,
    accounts: &[plaid::Account],
    ids: &Ids,
) -> Result<(), Fault> {
    if accounts.is_empty() {
        return Ok(());
    }
    let rows = accounts
        .iter()
        .map(|account| row(holder, account, ids))
        .collect::<Result<Vec<_>, _>>()
        .or_fault("reading a balance")?;
    let told_by_the_bank = [
        Column::Name,
        Column::OfficialName,
        Column::Mask,
        Column::Kind,
        Column::Subtype,
        Column::BalanceCurrent,
        Column::BalanceAvailable,
        Column::BalanceLimit,
        Column::BalanceCurrency,
        Column::BalanceAsOf,
        Column::ClosedAt,
    ];
    account::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::ItemId, Column::PlaidAccountId])
                .update_columns(told_by_the_bank)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await
        .or_fault("writing accounts")?;
    let ids = ids_of(&of_item(tx, holder.owner, holder.item).await?);
    balances::store(tx, holder, accounts, &ids).await
}

/// Marks the accounts that the bank tells of no more as closed. Their transactions stay.
pub async fn close_missing(
    tx: &impl ConnectionTrait,
    holder: Holder,
    told: &[plaid::Account],
) -> Result<(), Fault> {
    account::Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(holder.now))
        .filter(Column::UserId.eq(holder.owner))
        .filter(Column::ItemId.eq(holder.item))
        .filter(Column::ClosedAt.is_null())
        .filter(Column::PlaidAccountId.is_not_in(told.iter().map(|told| &told.account_id)))
        .exec(tx)
        .await
        .or_fault("closing the accounts that are gone")?;
    Ok(())
}

/// An item's accounts, those that are closed too.
pub async fn of_item(
    db: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
) -> Result<Vec<Account>, Fault> {
    account::owned_by(owner)
        .filter(Column::ItemId.eq(item))
        .order_by_asc(Column::Id)
        .all(db)
        .await
        .or_fault("loading the accounts of an item")
}

/// Our ids of these accounts, by Plaid's ids.
pub fn ids_of(accounts: &[Account]) -> HashMap<String, AccountId> {
    accounts.iter().map(|account| (account.plaid_account_id.clone(), account.id)).collect()
}

/// Takes the accounts of an item away, and with them their transactions.
pub async fn delete_of_item(
    tx: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
) -> Result<(), Fault> {
    account::Entity::delete_many()
        .filter(Column::UserId.eq(owner))
        .filter(Column::ItemId.eq(item))
        .exec(tx)
        .await
        .or_fault("deleting the accounts of an item")?;
    Ok(())
}

fn row(
    holder: Holder,
    account: &plaid::Account,
    ids: &Ids,
) -> Result<account::ActiveModel, NotAnAmount> {
    let balances = Balances::read(&account.balances)?;
    Ok(account::ActiveModel {
        user_id: Set(holder.owner),
        id: Set(AccountId(ids.new_uuid(holder.now))),
        item_id: Set(holder.item),
        plaid_account_id: Set(account.account_id.clone()),
        name: Set(account.name.clone()),
        official_name: Set(account.official_name.clone()),
        mask: Set(account.mask.clone()),
        kind: Set(account.r#type.as_str().to_owned()),
        subtype: Set(account.subtype.as_ref().map(|subtype| subtype.as_str().to_owned())),
        balance_current: Set(balances.current),
        balance_available: Set(balances.available),
        balance_limit: Set(balances.limit),
        balance_currency: Set(balances.currency),
        balance_as_of: Set(holder.now),
        created_at: Set(holder.now),
        closed_at: Set(None),
    })
}
