//! Bank accounts and their balances, as the bank last told them.
//!
//! Rules. Balances are exact and never added up across currencies. An account that has come once is
//! kept: that a sync doesn't mention it means nothing, since Plaid lists only accounts with news.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

use crate::entities::account::{self, Column};
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, ItemId, UserId};
use crate::kernel::money::{Amount, Currency, NotAnAmount};
use crate::platform::Platform;
use crate::platform::ids::Ids;

pub use crate::entities::account::Model as Account;

/// Which accounts are asked for. Empty: all of them.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Only those of these items.
    pub items: Option<Vec<ItemId>>,
    /// Only those of these types, in Plaid's words.
    pub types: Option<Vec<String>>,
}

/// The actor's accounts, by bank and then in the order in which they came.
pub async fn list(
    platform: &Platform,
    actor: &Actor,
    filter: AccountFilter,
) -> Result<Vec<Account>, Fault> {
    let mut query = account::owned_by(actor.user);
    if let Some(items) = filter.items {
        query = query.filter(Column::ItemId.is_in(items));
    }
    if let Some(types) = filter.types {
        query = query.filter(Column::Kind.is_in(types));
    }
    query
        .order_by_asc(Column::ItemId)
        .order_by_asc(Column::Id)
        .all(&platform.db.pool)
        .await
        .or_fault("listing accounts")
}

/// The owner's accounts of these ids.
pub async fn by_ids(
    platform: &Platform,
    owner: UserId,
    ids: &[AccountId],
) -> Result<Vec<Account>, Fault> {
    account::owned_by(owner)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(&platform.db.pool)
        .await
        .or_fault("loading accounts")
}

/// The owner's accounts of these items.
pub async fn by_items(
    platform: &Platform,
    owner: UserId,
    items: &[ItemId],
) -> Result<Vec<Account>, Fault> {
    account::owned_by(owner)
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .order_by_asc(Column::Id)
        .all(&platform.db.pool)
        .await
        .or_fault("loading the accounts of items")
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

/// Writes what the bank says of the accounts, in the sync's transaction.
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
    Ok(())
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

/// Our ids of an item's accounts, by Plaid's ids.
pub async fn ids_of_item(
    db: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
) -> Result<HashMap<String, AccountId>, Fault> {
    let rows = account::owned_by(owner)
        .filter(Column::ItemId.eq(item))
        .all(db)
        .await
        .or_fault("loading the accounts of an item")?;
    Ok(rows.into_iter().map(|row| (row.plaid_account_id, row.id)).collect())
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
    let amount = |decimal: Option<Decimal>| decimal.map(Amount::try_from).transpose();
    let balances = &account.balances;
    let code = balances.iso_currency_code.as_ref().or(balances.unofficial_currency_code.as_ref());
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
        balance_current: Set(amount(balances.current)?),
        balance_available: Set(amount(balances.available)?),
        balance_limit: Set(amount(balances.limit)?),
        balance_currency: Set(code.and_then(|code| Currency::new(code.as_str()).ok())),
        balance_as_of: Set(holder.now),
        created_at: Set(holder.now),
        closed_at: Set(None),
    })
}
