//! Rows of `jobs` and `job_events` read into values, and the two statements that every change ends
//! with. Column names and their order live here and nowhere else.

use crate::model::{Event, Failure, Job, State};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};
use serde_json::Value;
use uuid::Uuid;

/// The columns of `jobs` that [`job`] and [`next`] read.
pub(crate) const COLUMNS: &str = "user_id, id, kind, subject_id, cause, state, failures, waits, \
    crashes, epoch, next_run_at, next_cause, run_at, progress, error_code, error_message, \
    error_retryable, error_reference, event_seq, created_at, started_at, finished_at";

/// The columns of `job_events` that [`event`] reads.
pub(crate) const EVENT_COLUMNS: &str = "job_id, seq, state, failures, run_at, progress, \
    error_code, error_message, error_retryable, error_reference, started_at, finished_at, at";

/// The ask that came while a job ran.
pub(crate) struct Next {
    pub(crate) run_at: DateTime<Utc>,
    pub(crate) cause: String,
}

/// The statement for the dialect of `db`; both databases number parameters with `$1`.
pub(crate) fn statement(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<sea_orm::Value>,
) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Writes the event that tells how the job stands now. Called after each change, in its transaction
/// and so under its row lock; a change that raised no `event_seq` has been told already.
pub(crate) async fn tell(tx: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    if cfg!(feature = "sabotage-no-event-outbox") {
        return Ok(());
    }
    let sql = format!(
        "insert into job_events (user_id, {EVENT_COLUMNS}) \
        select user_id, id, event_seq, state, failures, run_at, progress, error_code, \
            error_message, error_retryable, error_reference, started_at, finished_at, updated_at \
        from jobs where user_id = $1 and id = $2 \
        on conflict (user_id, job_id, seq) do nothing"
    );
    let values = vec![job.owner.into(), job.id.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// The job of a row with [`COLUMNS`].
pub(crate) fn job(row: &QueryResult) -> Result<Job, DbErr> {
    Ok(Job {
        owner: row.try_get("", "user_id")?,
        id: row.try_get("", "id")?,
        kind: row.try_get("", "kind")?,
        subject: row.try_get("", "subject_id")?,
        cause: row.try_get("", "cause")?,
        state: state(row)?,
        failures: row.try_get("", "failures")?,
        waits: row.try_get("", "waits")?,
        crashes: row.try_get("", "crashes")?,
        epoch: row.try_get("", "epoch")?,
        run_at: row.try_get("", "run_at")?,
        progress: progress(row)?,
        failure: failure(row)?,
        event_seq: row.try_get("", "event_seq")?,
        created_at: row.try_get("", "created_at")?,
        started_at: row.try_get("", "started_at")?,
        finished_at: row.try_get("", "finished_at")?,
    })
}

/// The ask that waits behind the job of a row with [`COLUMNS`].
pub(crate) fn next(row: &QueryResult) -> Result<Option<Next>, DbErr> {
    let run_at: Option<DateTime<Utc>> = row.try_get("", "next_run_at")?;
    let cause: Option<String> = row.try_get("", "next_cause")?;
    Ok(run_at.zip(cause).map(|(run_at, cause)| Next { run_at, cause }))
}

/// The event of a row of `job_events`.
pub(crate) fn event(row: &QueryResult) -> Result<Event, DbErr> {
    let job: Uuid = row.try_get("", "job_id")?;
    Ok(Event {
        job,
        seq: row.try_get("", "seq")?,
        state: state(row)?,
        failures: row.try_get("", "failures")?,
        run_at: row.try_get("", "run_at")?,
        progress: progress(row)?,
        failure: failure(row)?,
        started_at: row.try_get("", "started_at")?,
        finished_at: row.try_get("", "finished_at")?,
        at: row.try_get("", "at")?,
    })
}

fn state(row: &QueryResult) -> Result<State, DbErr> {
    let word: String = row.try_get("", "state")?;
    State::from_word(&word).ok_or_else(|| DbErr::Type(format!("{word:?} is no state of a job")))
}

fn progress(row: &QueryResult) -> Result<Value, DbErr> {
    let text: String = row.try_get("", "progress")?;
    serde_json::from_str(&text)
        .map_err(|error| DbErr::Type(format!("a job's progress is not JSON: {error}")))
}

fn failure(row: &QueryResult) -> Result<Option<Failure>, DbErr> {
    let Some(code) = row.try_get("", "error_code")? else {
        return Ok(None);
    };
    Ok(Some(Failure {
        code,
        message: row.try_get::<Option<String>>("", "error_message")?.unwrap_or_default(),
        retryable: row.try_get::<Option<bool>>("", "error_retryable")?.unwrap_or_default(),
        reference: row.try_get("", "error_reference")?,
    }))
}
