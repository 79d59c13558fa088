//! The SQL of attempts and of known devices.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set, Statement,
};
use uuid::Uuid;

use super::throttle::{Attempt, DEVICES_MAX, Device, Guarded};
use crate::entities::{known_device, login_attempt};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;

/// Counts an attempt where one may be made, and writes the row in any case. By the primary key.
/// Attempts are free up to the tenth; the wait doubles from a second to 15 minutes; a day in which
/// nobody asks clears the count.
const ATTEMPT: &str = "
    insert into login_attempts (key_hash, attempts, granted_to, asked_at_ms, free_at_ms)
    values ($1, 1, $2, $3, $3)
    on conflict (key_hash) do update set
        attempts = case
            when login_attempts.asked_at_ms < excluded.asked_at_ms - 86400000 then 1
            when login_attempts.free_at_ms <= excluded.asked_at_ms then login_attempts.attempts + 1
            else login_attempts.attempts end,
        granted_to = case
            when login_attempts.free_at_ms <= excluded.asked_at_ms then excluded.granted_to
            else login_attempts.granted_to end,
        free_at_ms = case
            when login_attempts.free_at_ms > excluded.asked_at_ms then login_attempts.free_at_ms
            when login_attempts.asked_at_ms < excluded.asked_at_ms - 86400000
                or login_attempts.attempts < 9 then excluded.asked_at_ms
            when login_attempts.attempts > 18 then excluded.asked_at_ms + 900000
            else excluded.asked_at_ms
                + (1000 << cast(login_attempts.attempts - 9 as integer)) end,
        asked_at_ms = excluded.asked_at_ms
    returning granted_to, free_at_ms";

/// Counts an attempt of this id.
pub(super) async fn attempt(
    db: &impl ConnectionTrait,
    guarded: Guarded,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Attempt, Fault> {
    const DOING: &str = "counting an attempt";
    let now = now.timestamp_millis();
    let values = [guarded.bytes().into(), id.into(), now.into()];
    let counted = Statement::from_sql_and_values(db.get_database_backend(), ATTEMPT, values);
    let row = db.query_one_raw(counted).await.or_fault(DOING)?.or_fault(DOING)?;
    let is_granted = row.try_get::<Uuid>("", "granted_to").or_fault(DOING)? == id;
    if is_granted || cfg!(feature = "sabotage-no-throttle") {
        return Ok(Attempt::Granted);
    }
    let free_at: i64 = row.try_get("", "free_at_ms").or_fault(DOING)?;
    let wait = u64::try_from(free_at - now).unwrap_or_default();
    Ok(Attempt::Refused { retry_after: Duration::from_millis(wait) })
}

/// Writes down that somebody asked, and counts nothing.
pub(super) async fn ask_again(db: &impl ConnectionTrait, guarded: Guarded) -> Result<(), Fault> {
    use login_attempt::Column;

    login_attempt::Entity::update_many()
        .col_expr(Column::AskedAtMs, Expr::col(Column::AskedAtMs))
        .filter(Column::KeyHash.eq(guarded.bytes()))
        .exec(db)
        .await
        .or_fault("writing an attempt down")?;
    Ok(())
}

/// Forgets the attempts.
pub(super) async fn clear(db: &impl ConnectionTrait, guarded: Guarded) -> Result<(), Fault> {
    login_attempt::Entity::delete_by_id(guarded.bytes())
        .exec(db)
        .await
        .or_fault("clearing the count of attempts")?;
    Ok(())
}

/// Whether the user has signed in from this device.
pub(super) async fn is_device_known(
    db: &impl ConnectionTrait,
    owner: UserId,
    device: &Device,
) -> Result<bool, Fault> {
    let found = known_device::owned_by(owner)
        .filter(known_device::Column::DeviceHash.eq(device.0.to_vec()))
        .one(db)
        .await
        .or_fault("looking a device up")?;
    Ok(found.is_some())
}

/// The devices that the user has signed in from.
pub(super) async fn devices(
    db: &impl ConnectionTrait,
    owner: UserId,
) -> Result<Vec<Vec<u8>>, Fault> {
    let devices = known_device::owned_by(owner).all(db).await.or_fault("listing devices")?;
    Ok(devices.into_iter().map(|device| device.device_hash).collect())
}

/// Remembers the device, and forgets those that were seen longest ago.
pub(super) async fn remember_device(
    db: &impl ConnectionTrait,
    owner: UserId,
    device: &Device,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    use known_device::Column;

    let row = known_device::ActiveModel {
        user_id: Set(owner),
        device_hash: Set(device.0.to_vec()),
        seen_at: Set(now),
    };
    let again = OnConflict::columns([Column::UserId, Column::DeviceHash])
        .update_column(Column::SeenAt)
        .to_owned();
    known_device::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(db)
        .await
        .or_fault("remembering a device")?;
    let kept = known_device::owned_by(owner)
        .order_by_desc(Column::SeenAt)
        .order_by_desc(Column::DeviceHash)
        .offset(DEVICES_MAX - 1)
        .one(db)
        .await
        .or_fault("counting the devices")?;
    if let Some(oldest) = kept {
        known_device::Entity::delete_many()
            .filter(Column::UserId.eq(owner))
            .filter(Column::SeenAt.lt(oldest.seen_at))
            .exec(db)
            .await
            .or_fault("forgetting old devices")?;
    }
    Ok(())
}

/// Forgets the attempts that nobody has gone on with since then. The day is over for them.
pub(super) async fn forget_attempts(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<u64, Fault> {
    let before = (now - TimeDelta::days(1)).timestamp_millis();
    let deleted = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::AskedAtMs.lt(before))
        .exec(db)
        .await
        .or_fault("forgetting attempts")?;
    Ok(deleted.rows_affected)
}

/// Forgets devices that were last seen before that moment.
pub(super) async fn forget_devices(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<u64, Fault> {
    let deleted = known_device::Entity::delete_many()
        .filter(known_device::Column::SeenAt.lt(before))
        .exec(db)
        .await
        .or_fault("forgetting devices")?;
    Ok(deleted.rows_affected)
}
