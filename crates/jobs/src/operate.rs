//! What the operator may ask and do, whoever owns the job. Nothing here is for users: see `read`.

use crate::model::{Job, State};
use crate::queue::{self, Ask};
use crate::read::list;
use crate::row::{self, COLUMNS, statement};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

/// The jobs of every owner that are in one of the states (none named: in any), newest first.
pub async fn list_all(
    db: &impl ConnectionTrait,
    states: &[State],
    limit: u64,
) -> Result<Vec<Job>, DbErr> {
    let mut values = vec![limit.into()];
    let wanted = list(&mut values, states.iter().map(|state| state.as_str()));
    let wanted = if wanted.is_empty() { wanted } else { format!("where state in ({wanted})") };
    let sql =
        format!("select {COLUMNS} from jobs {wanted} order by created_at desc, id desc limit $1");
    let rows = db.query_all_raw(statement(db, sql, values)).await?;
    rows.iter().map(row::job).collect()
}

/// The job of that id, whoever owns it.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Job>, DbErr> {
    let sql = format!("select {COLUMNS} from jobs where id = $1");
    let row = db.query_one_raw(statement(db, sql, vec![id.into()])).await?;
    row.as_ref().map(row::job).transpose()
}

/// Asks again for what the job was about, due now: an open job is moved forward, and one that has
/// ended is followed by a new one, of that id. The cause stays the first one's.
pub async fn retry(
    tx: &DatabaseTransaction,
    job: &Job,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Job, DbErr> {
    let ask =
        Ask { owner: job.owner, id, kind: &job.kind, subject: job.subject, cause: &job.cause };
    queue::insert(tx, &ask, now, now).await
}
