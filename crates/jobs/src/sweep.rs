//! Retention: old jobs leave with all that hangs on them.
//!
//! The rule: an open job stays, and so does the newest of a kind about a subject, however old it is,
//! because its state is what is shown of the subject. Rows leave in batches, so that no writer waits
//! long behind one. The rows of `job_events`, and what a feature has tied to a job by a foreign key
//! that cascades, go with it.

use crate::model::stored;
use crate::read::list;
use crate::row::statement;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr};
use uuid::Uuid;

/// How many jobs one [`sweep`] deletes at most.
pub const SWEEP_MAX: u64 = 500;

/// Deletes jobs that ended before that moment, oldest first, and says how many: less than
/// [`SWEEP_MAX`] when there are no more.
pub async fn sweep(db: &DatabaseConnection, before: DateTime<Utc>) -> Result<u64, DbErr> {
    // First found, without a lock, then deleted by key: an ended job never changes again, and one
    // that has a newer one never is the newest again. jobs_finished_idx gives the order,
    // jobs_history_idx the newer one.
    let sql = "select user_id, id from jobs as old \
        where finished_at < $1 and exists (select 1 from jobs as newer \
            where newer.user_id = old.user_id and newer.subject_id = old.subject_id \
                and newer.kind = old.kind and newer.finished_at is not null \
                and (newer.created_at, newer.id) > (old.created_at, old.id)) \
        order by finished_at, id limit $2";
    let values = vec![stored(before).into(), SWEEP_MAX.into()];
    let found = db.query_all_raw(statement(db, sql, values)).await?;
    let mut values = Vec::new();
    let mut keys = Vec::new();
    for row in &found {
        let key: [Uuid; 2] = [row.try_get("", "user_id")?, row.try_get("", "id")?];
        keys.push(format!("({})", list(&mut values, key)));
    }
    if keys.is_empty() {
        return Ok(0);
    }
    let sql = format!("delete from jobs where (user_id, id) in (values {})", keys.join(", "));
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected())
}

/// Deletes every job of an owner, open ones included, with all that hangs on them. A worker that runs
/// one is fenced: it can write nothing more.
pub async fn forget_owner(tx: &DatabaseTransaction, owner: Uuid) -> Result<u64, DbErr> {
    let sql = "delete from jobs where user_id = $1".to_owned();
    Ok(tx.execute_raw(statement(tx, sql, vec![owner.into()])).await?.rows_affected())
}
