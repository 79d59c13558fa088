//! The SQL of deletions.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, PaginatorTrait as _, QueryFilter as _, Set, Statement,
};
use uuid::Uuid;

use super::model::Erased;
use crate::entities::api_key;
use crate::entities::deletion_receipt::{self, Column, Model};
use crate::entities::item;
use crate::entities::link_attempt::{self, AttemptState};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;

/// Every table with rows of users, in the words of the receipt. A test holds the list against the
/// database's own. What goes with a user's row, or with an item's, goes by the foreign key.
pub const TABLES: &[&str] = &[
    "account_balances",
    "accounts",
    "api_key_accounts",
    "api_key_reads",
    "api_keys",
    "audit_events",
    "items",
    "job_events",
    "jobs",
    "kept_words",
    "known_devices",
    "link_attempts",
    "link_tokens",
    "reset_codes",
    "sessions",
    "sync_pages",
    "transactions",
    "used_tokens",
    "webhooks",
];

/// How many rows each table has of the user, where it has any.
pub(super) async fn count_all(
    db: &impl ConnectionTrait,
    owner: UserId,
) -> Result<Vec<Erased>, Fault> {
    const DOING: &str = "counting what is to be erased";
    let mut erased = Vec::new();
    for table in TABLES {
        let sql = format!("select count(*) as n from {table} where user_id = $1");
        let backend = db.get_database_backend();
        let counted = Statement::from_sql_and_values(backend, sql, [owner.0.into()]);
        let row = db.query_one_raw(counted).await.or_fault(DOING)?.or_fault(DOING)?;
        let count: i64 = row.try_get("", "n").or_fault(DOING)?;
        if count > 0 {
            let count = u64::try_from(count).or_fault(DOING)?;
            erased.push(Erased { what: (*table).to_owned(), count });
        }
    }
    Ok(erased)
}

/// Items that Plaid still knows, and links that are still being made: what may not be forgotten.
pub(super) async fn count_held(db: &impl ConnectionTrait, owner: UserId) -> Result<u64, Fault> {
    const DOING: &str = "counting what Plaid still has";
    let items = item::owned_by(owner).filter(item::Column::AccessToken.is_not_null());
    let items = items.count(db).await.or_fault(DOING)?;
    let links = link_attempt::owned_by(owner)
        .filter(link_attempt::Column::State.eq(AttemptState::Pending))
        .count(db)
        .await
        .or_fault(DOING)?;
    Ok(items + links)
}

/// The user's items whose access token is still here.
pub(super) async fn held_items(
    db: &impl ConnectionTrait,
    owner: UserId,
) -> Result<Vec<item::Model>, Fault> {
    let held = item::owned_by(owner).filter(item::Column::AccessToken.is_not_null());
    held.all(db).await.or_fault("listing what Plaid still has")
}

/// Ends every key of the user.
pub(super) async fn end_keys(tx: &DatabaseTransaction, owner: UserId) -> Result<(), Fault> {
    let keys = api_key::Entity::delete_many().filter(api_key::Column::UserId.eq(owner));
    keys.exec(tx).await.or_fault("ending every key")?;
    Ok(())
}

/// Writes a receipt.
pub(super) async fn insert(tx: &DatabaseTransaction, new: Model) -> Result<(), Fault> {
    let row = deletion_receipt::ActiveModel {
        id: Set(new.id),
        code_hash: Set(new.code_hash),
        requested_at: Set(new.requested_at),
        completed_at: Set(new.completed_at),
        erased: Set(new.erased),
        banks_removed: Set(new.banks_removed),
    };
    row.insert(tx).await.or_fault("writing a receipt")?;
    Ok(())
}

/// Says on the receipt that nothing is left.
pub(super) async fn complete(
    tx: &DatabaseTransaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let row = deletion_receipt::ActiveModel { completed_at: Set(Some(now)), ..Default::default() };
    let changed = deletion_receipt::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .or_fault("completing a receipt")?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(Fault::new("completing no receipt")) }
}

/// The receipt of this code.
pub(super) async fn by_code(
    db: &impl ConnectionTrait,
    code_hash: Vec<u8>,
) -> Result<Option<Model>, Fault> {
    let found = deletion_receipt::all().filter(Column::CodeHash.eq(code_hash)).one(db).await;
    found.or_fault("looking a receipt up")
}
