//! What an owner may ask about their jobs. The owner is the first argument of every function: the
//! job of another owner is not found. Every list is bounded.

use crate::model::{Event, Job, stored};
use crate::row::{self, COLUMNS, EVENT_COLUMNS, statement};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use std::fmt::Write as _;
use uuid::Uuid;

/// How many events [`events_after`] gives back at once.
pub const EVENTS_MAX: u64 = 500;

/// How many jobs [`touched_since`] gives back at once.
pub const TOUCHED_MAX: u64 = 500;

/// The job of that id.
pub async fn load(db: &impl ConnectionTrait, owner: Uuid, id: Uuid) -> Result<Option<Job>, DbErr> {
    let sql = format!("select {COLUMNS} from jobs where user_id = $1 and id = $2");
    let values = vec![owner.into(), id.into()];
    one(db.query_one_raw(statement(db, sql, values)).await?.as_ref())
}

/// The newest job of that kind about that subject.
pub async fn latest(
    db: &impl ConnectionTrait,
    owner: Uuid,
    kind: &str,
    subject: Uuid,
) -> Result<Option<Job>, DbErr> {
    let sql = format!(
        "select {COLUMNS} from jobs where user_id = $1 and kind = $2 and subject_id = $3 \
        order by created_at desc, id desc limit 1"
    );
    let values = vec![owner.into(), kind.into(), subject.into()];
    one(db.query_one_raw(statement(db, sql, values)).await?.as_ref())
}

/// The newest job of that kind about each of the subjects that has one, in no order. One statement,
/// for a data loader.
pub async fn latest_of_subjects(
    db: &impl ConnectionTrait,
    owner: Uuid,
    kind: &str,
    subjects: &[Uuid],
) -> Result<Vec<Job>, DbErr> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![owner.into(), kind.into()];
    let wanted = list(&mut values, subjects.iter().copied());
    let sql = format!(
        "select {COLUMNS} from (select {COLUMNS}, row_number() over \
            (partition by subject_id order by created_at desc, id desc) as place \
            from jobs where user_id = $1 and kind = $2 and subject_id in ({wanted})) as placed \
        where place = 1"
    );
    all(&db.query_all_raw(statement(db, sql, values)).await?)
}

/// A page of the jobs of that kind, newest first: those before the given `(created_at, id)`, or the
/// newest of all; about these subjects, or about any.
pub async fn history(
    db: &impl ConnectionTrait,
    owner: Uuid,
    kind: &str,
    subjects: Option<&[Uuid]>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<Job>, DbErr> {
    if subjects.is_some_and(<[Uuid]>::is_empty) {
        return Ok(Vec::new());
    }
    let mut values = vec![owner.into(), kind.into(), limit.into()];
    let mut about = String::new();
    if let Some(subjects) = subjects {
        let wanted = list(&mut values, subjects.iter().copied());
        about = format!("and subject_id in ({wanted})");
    }
    let mut older = String::new();
    if let Some((created_at, id)) = before {
        let keys: [sea_orm::Value; 2] = [stored(created_at).into(), id.into()];
        older = format!("and (created_at, id) < ({})", list(&mut values, keys));
    }
    let sql = format!(
        "select {COLUMNS} from jobs where user_id = $1 and kind = $2 {about} {older} \
        order by created_at desc, id desc limit $3"
    );
    all(&db.query_all_raw(statement(db, sql, values)).await?)
}

/// What happened to the job after event `seq` (0: from the beginning), in order. Gives back at most
/// [`EVENTS_MAX`]; ask again with the last one's `seq` for more.
pub async fn events_after(
    db: &impl ConnectionTrait,
    owner: Uuid,
    job: Uuid,
    seq: i64,
) -> Result<Vec<Event>, DbErr> {
    let sql = format!(
        "select {EVENT_COLUMNS} from job_events where user_id = $1 and job_id = $2 and seq > $3 \
        order by seq limit $4"
    );
    let values = vec![owner.into(), job.into(), seq.into(), EVENTS_MAX.into()];
    let rows = db.query_all_raw(statement(db, sql, values)).await?;
    rows.iter().map(row::event).collect()
}

/// The jobs of that kind that are open or have changed since, latest change first; at most
/// [`TOUCHED_MAX`]. For a watcher of all jobs of an owner, who follows the hints but must miss
/// nothing when a hint is lost. A change is seen after its commit but dated before it: ask with a
/// margin of some seconds, and let `event_seq` tell what is new.
pub async fn touched_since(
    db: &impl ConnectionTrait,
    owner: Uuid,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<Vec<Job>, DbErr> {
    let sql = format!(
        "select {COLUMNS} from jobs where user_id = $1 and kind = $2 \
            and (state in ('queued', 'running', 'waiting') or updated_at >= $3) \
        order by updated_at desc, id desc limit $4"
    );
    let values = vec![owner.into(), kind.into(), stored(since).into(), TOUCHED_MAX.into()];
    all(&db.query_all_raw(statement(db, sql, values)).await?)
}

/// Adds the items to the values and gives back their placeholders: `$4, $5`.
pub(crate) fn list<T: Into<sea_orm::Value>>(
    values: &mut Vec<sea_orm::Value>,
    items: impl IntoIterator<Item = T>,
) -> String {
    let mut placeholders = String::new();
    for item in items {
        values.push(item.into());
        let comma = if placeholders.is_empty() { "" } else { ", " };
        write!(placeholders, "{comma}${}", values.len()).expect("a string takes any text");
    }
    placeholders
}

fn one(row: Option<&QueryResult>) -> Result<Option<Job>, DbErr> {
    row.map(row::job).transpose()
}

fn all(rows: &[QueryResult]) -> Result<Vec<Job>, DbErr> {
    rows.iter().map(row::job).collect()
}
