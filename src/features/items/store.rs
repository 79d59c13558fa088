//! The SQL of items.

use chrono::{DateTime, Utc};
use jobs::NewJob;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::link_store;
use super::model::{NewStatus, SyncTrigger};
use super::standing::Standing;
use super::{Item, ItemState, ItemStatus};
use crate::entities::item::{self, Column};
use crate::entities::sync_page;
use crate::features::accounts;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::kernel::sight::Sight;
use crate::platform::Platform;
use crate::platform::vault::Place;

/// The kind of the jobs that sync an item. The handler lives in the `sync` feature.
pub const SYNC_JOB: &str = "sync";

/// The linked items in sight, oldest first.
pub async fn list(db: &impl ConnectionTrait, sight: Sight) -> Result<Vec<Item>, Fault> {
    item::owned_by(sight.owner)
        .filter(accounts::is_item_seen(Column::Id, sight))
        .filter(Column::State.eq(ItemState::Active))
        .order_by_asc(Column::Id)
        .all(db)
        .await
        .or_fault("listing items")
}

/// The owner's linked item of this id.
pub async fn by_id(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: ItemId,
) -> Result<Option<Item>, Fault> {
    item::owned_by(owner)
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Active))
        .one(db)
        .await
        .or_fault("loading an item")
}

/// The linked item of this id, if it is in sight.
pub async fn in_sight(
    db: &impl ConnectionTrait,
    sight: Sight,
    id: ItemId,
) -> Result<Option<Item>, Fault> {
    item::owned_by(sight.owner)
        .filter(accounts::is_item_seen(Column::Id, sight))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Active))
        .one(db)
        .await
        .or_fault("loading an item")
}

/// The items of these ids that are in sight, removed ones too: the history of jobs still names them.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    sight: Sight,
    ids: &[ItemId],
) -> Result<Vec<Item>, Fault> {
    item::owned_by(sight.owner)
        .filter(accounts::is_item_seen(Column::Id, sight))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await
        .or_fault("loading items")
}

/// How many banks the owner has linked.
pub(super) async fn count(db: &impl ConnectionTrait, owner: UserId) -> Result<u64, Fault> {
    item::owned_by(owner)
        .filter(Column::State.eq(ItemState::Active))
        .count(db)
        .await
        .or_fault("counting items")
}

/// The owner's item that was linked with this idempotency key.
pub(super) async fn by_idempotency_key(
    db: &impl ConnectionTrait,
    owner: UserId,
    key: &str,
) -> Result<Option<Item>, Fault> {
    item::owned_by(owner)
        .filter(Column::IdempotencyKey.eq(key))
        .one(db)
        .await
        .or_fault("looking an idempotency key up")
}

/// The owner's item that Plaid calls by this id.
pub(super) async fn by_plaid_id(
    db: &impl ConnectionTrait,
    owner: UserId,
    plaid_item_id: &str,
) -> Result<Option<Item>, Fault> {
    item::owned_by(owner)
        .filter(Column::PlaidItemId.eq(plaid_item_id))
        .one(db)
        .await
        .or_fault("looking an item up by Plaid's id")
}

/// The owner's linked item at this bank, the oldest. One whose consent is gone doesn't count: the
/// bank can only be linked anew.
pub(super) async fn living_at(
    db: &impl ConnectionTrait,
    owner: UserId,
    institution_id: &str,
) -> Result<Option<Item>, Fault> {
    item::owned_by(owner)
        .filter(Column::InstitutionId.eq(institution_id))
        .filter(Column::State.eq(ItemState::Active))
        .filter(Column::Status.ne(ItemStatus::Revoked))
        .order_by_asc(Column::Id)
        .one(db)
        .await
        .or_fault("looking for the same bank")
}

/// The linked item that Plaid calls by this id, whoever its owner is.
pub async fn active_by_plaid_id(
    db: &impl ConnectionTrait,
    plaid_item_id: &str,
) -> Result<Option<Item>, Fault> {
    item::of_everyone()
        .filter(Column::PlaidItemId.eq(plaid_item_id))
        .filter(Column::State.eq(ItemState::Active))
        .one(db)
        .await
        .or_fault("looking an item up by Plaid's id")
}

/// Writes down that there are accounts which were never offered.
pub async fn note_new_accounts(
    tx: &impl ConnectionTrait,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    note(tx, item, Column::NewAccountsAt, Some(now)).await
}

/// Takes that back: the owner has shared one of them.
pub async fn forget_new_accounts(tx: &impl ConnectionTrait, item: &Item) -> Result<(), Fault> {
    note(tx, item, Column::NewAccountsAt, None).await
}

/// Writes down when the bank ends the connection.
pub async fn note_end(
    tx: &impl ConnectionTrait,
    item: &Item,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    note(tx, item, Column::EndsAt, Some(at)).await
}

/// Moves the moment of the last refresh, where it still is what was read. False: somebody else has
/// moved it.
pub async fn note_refresh(
    db: &impl ConnectionTrait,
    item: &Item,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<bool, Fault> {
    let stands = match from {
        Some(at) => Column::RefreshedAt.eq(at),
        None => Column::RefreshedAt.is_null(),
    };
    let written = item::Entity::update_many()
        .col_expr(Column::RefreshedAt, Expr::value(to))
        .filter(Column::UserId.eq(item.user_id))
        .filter(Column::Id.eq(item.id))
        .filter(stands)
        .exec(db)
        .await
        .or_fault("writing down a refresh")?;
    Ok(written.rows_affected == 1)
}

async fn note(
    tx: &impl ConnectionTrait,
    item: &Item,
    column: Column,
    at: Option<DateTime<Utc>>,
) -> Result<(), Fault> {
    item::Entity::update_many()
        .col_expr(column, Expr::value(at))
        .filter(Column::UserId.eq(item.user_id))
        .filter(Column::Id.eq(item.id))
        .filter(Column::State.eq(ItemState::Active))
        .exec(tx)
        .await
        .or_fault("writing down what Plaid said of an item")?;
    Ok(())
}

/// Writes a new item.
pub(super) async fn insert(tx: &impl ConnectionTrait, new: Item) -> Result<(), Fault> {
    // An active model of a loaded row holds every value as unchanged; an insert needs them set.
    new.into_active_model().reset_all().insert(tx).await.or_fault("writing an item")?;
    Ok(())
}

/// Locks the item for the rest of the transaction, if it is linked.
pub(super) async fn lock_active(
    tx: &DatabaseTransaction,
    owner: UserId,
    id: ItemId,
) -> Result<Option<Item>, Fault> {
    item::owned_by(owner)
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Active))
        .lock_exclusive()
        .one(tx)
        .await
        .or_fault("locking an item")
}

/// Asks for a sync in the caller's transaction. While one is open, the ask joins it. Whoever also locks
/// the item does that before: a sync that is being applied holds the item, and ends by its job's row.
pub async fn ask_for_sync(
    tx: &DatabaseTransaction,
    platform: &Platform,
    owner: UserId,
    item: ItemId,
    trigger: SyncTrigger,
) -> Result<JobId, Fault> {
    let now = platform.clock.now();
    let new = NewJob {
        owner: owner.0,
        id: platform.ids.new_uuid(now),
        kind: SYNC_JOB,
        subject: item.0,
        cause: trigger.as_str().to_owned(),
    };
    let job = jobs::enqueue(tx, new, now).await.or_fault("asking for a sync")?;
    Ok(JobId(job.id))
}

/// The newest sync of an item.
pub async fn job_of(
    db: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
) -> Result<Option<JobId>, Fault> {
    let latest = jobs::latest(db, owner.0, SYNC_JOB, item.0).await;
    Ok(latest.or_fault("looking up the newest sync")?.map(|job| JobId(job.id)))
}

/// Opens the sealed access token. Only for a call to Plaid.
pub fn open_access_token(platform: &Platform, item: &Item) -> Result<plaid::AccessToken, Fault> {
    let sealed = item.access_token.as_deref().or_fault("opening the token of a removed item")?;
    let place = Place::AccessToken { owner: item.user_id, item: item.id };
    Ok(plaid::AccessToken::from(platform.vault.open_sealed(place, sealed)?))
}

/// What an applied sync leaves on its item.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The cursor that the sync began from: the item must still stand there.
    pub from_cursor: Option<String>,
    /// The cursor of the last page.
    pub to_cursor: String,
    /// The moment.
    pub at: DateTime<Utc>,
    /// How the item fares.
    pub standing: Standing,
    /// The accounts that are left out, as they are kept.
    pub excluded_accounts: String,
}

/// Moves the item's cursor, where it is still linked and still stands where the sync began. False:
/// it doesn't, and the caller must roll back.
pub async fn write_applied(
    tx: &impl ConnectionTrait,
    owner: UserId,
    id: ItemId,
    applied: Applied,
) -> Result<bool, Fault> {
    let stands = match applied.from_cursor {
        _ if cfg!(feature = "sabotage-no-cursor-compare") => Column::Id.eq(id),
        Some(cursor) => Column::Cursor.eq(cursor),
        None => Column::Cursor.is_null(),
    };
    let Standing { status, institution_id, institution_name, bank_read_at, .. } = applied.standing;
    let mut update = item::Entity::update_many()
        .col_expr(Column::Cursor, Expr::value(applied.to_cursor))
        .col_expr(Column::LastSyncedAt, Expr::value(applied.at))
        .col_expr(Column::Status, Expr::value(status.status))
        .col_expr(Column::StatusReason, Expr::value(status.reason))
        .col_expr(Column::BankReadAt, Expr::value(bank_read_at))
        .col_expr(Column::ExcludedAccounts, Expr::value(applied.excluded_accounts));
    if let Some(institution_id) = institution_id {
        update = update.col_expr(Column::InstitutionId, Expr::value(institution_id));
    }
    if let Some(name) = institution_name {
        update = update.col_expr(Column::InstitutionName, Expr::value(name));
    }
    // A webhook may have written these while the sync ran: they are touched where something is known.
    if let Some(at) = applied.standing.consent_ends_at {
        update = update.col_expr(Column::EndsAt, Expr::value(at));
    } else if applied.standing.end_is_averted {
        update = update.col_expr(Column::EndsAt, Expr::value(None::<DateTime<Utc>>));
    }
    if applied.standing.accounts_were_offered {
        update = update.col_expr(Column::NewAccountsAt, Expr::value(None::<DateTime<Utc>>));
    }
    let written = update
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Active))
        .filter(stands)
        .exec(tx)
        .await
        .or_fault("moving an item's cursor")?;
    link_store::use_up_tokens_of_item(tx, owner, id, applied.at).await?;
    Ok(written.rows_affected == 1)
}

/// Writes how a linked item fares that can't be read. An end that was announced has come with that.
pub async fn set_status(
    tx: &impl ConnectionTrait,
    owner: UserId,
    id: ItemId,
    new: NewStatus,
) -> Result<(), Fault> {
    item::Entity::update_many()
        .col_expr(Column::Status, Expr::value(new.status))
        .col_expr(Column::StatusReason, Expr::value(new.reason))
        .col_expr(Column::EndsAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Active))
        .exec(tx)
        .await
        .or_fault("writing an item's status")?;
    Ok(())
}

/// Takes an item out of its owner's sight; what remains is for Plaid to be told.
pub(super) async fn set_removing(
    tx: &impl ConnectionTrait,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let written = item::Entity::update_many()
        .col_expr(Column::State, Expr::value(ItemState::Removing))
        .col_expr(Column::Status, Expr::value(ItemStatus::Revoked))
        .col_expr(Column::StatusReason, Expr::value("You removed this connection."))
        .col_expr(Column::RemovedAt, Expr::value(now))
        .filter(Column::UserId.eq(item.user_id))
        .filter(Column::Id.eq(item.id))
        .filter(Column::State.eq(ItemState::Active))
        .exec(tx)
        .await
        .or_fault("removing an item")?;
    if written.rows_affected == 1 { Ok(()) } else { Err(Fault::new("removing an item twice")) }
}

/// Throws away what a canceled sync had staged. Its worker can't stage more: it is fenced off.
pub(super) async fn delete_staged(
    tx: &impl ConnectionTrait,
    owner: UserId,
    job: JobId,
) -> Result<(), Fault> {
    sync_page::Entity::delete_many()
        .filter(sync_page::Column::UserId.eq(owner))
        .filter(sync_page::Column::JobId.eq(job))
        .exec(tx)
        .await
        .or_fault("throwing away what a canceled sync had staged")?;
    Ok(())
}

/// Forgets the access token, once Plaid has confirmed the removal.
pub(super) async fn set_removed(
    tx: &impl ConnectionTrait,
    owner: UserId,
    id: ItemId,
) -> Result<(), Fault> {
    item::Entity::update_many()
        .col_expr(Column::State, Expr::value(ItemState::Removed))
        .col_expr(Column::AccessToken, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::Cursor, Expr::value(None::<String>))
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(ItemState::Removing))
        .exec(tx)
        .await
        .or_fault("ending a removal")?;
    Ok(())
}

/// A page of the linked items of every owner that nothing was heard of since then, in the order of
/// their ids.
pub async fn active_silent_since(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
    after: Option<ItemId>,
    limit: u64,
) -> Result<Vec<Item>, Fault> {
    let never = Column::LastSyncedAt.is_null().and(Column::CreatedAt.lt(since));
    let mut query = item::of_everyone()
        .filter(Column::State.eq(ItemState::Active))
        .filter(Column::LastSyncedAt.lt(since).or(never));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(limit).all(db).await.or_fault("looking for silent items")
}
