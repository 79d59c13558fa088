//! Asking for a job and calling one off, in the caller's own transaction.
//!
//! The rule: at most one job of a kind is open for a subject, and no ask is lost. An ask meets
//! either no open job (one is inserted), one that has not begun (it takes the ask in), or one that
//! runs and may already have read what the asker changed: then the ask is noted in `next_run_at`,
//! and whoever ends the job inserts the next one (one that is put off answers it when it runs
//! again). An ask that races with that end waits for its row lock and then sees its outcome, on
//! SQLite for the database's single writer.

use crate::journal;
use crate::model::{Job, NewJob, stored};
use crate::row::{self, COLUMNS, statement};
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use uuid::Uuid;

/// Begins a transaction that will write. SQLite must take its write lock at once: a transaction
/// that reads first and writes later fails with `SQLITE_BUSY_SNAPSHOT`, whatever the busy timeout.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let mode = if cfg!(feature = "sabotage-deferred-transactions") {
        SqliteTransactionMode::Deferred
    } else {
        SqliteTransactionMode::Immediate
    };
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(mode),
        ..TransactionOptions::default()
    })
    .await
}

/// Asks for a job that is due now, and gives back the open job that answers the ask: the new one,
/// or the one that took it in (a queued or waiting job becomes due now; its id and cause stay).
///
/// After the commit call `notify_one` on the worker's `wake`; without it the job begins at the next
/// poll.
pub async fn enqueue(
    tx: &DatabaseTransaction,
    new: NewJob,
    now: DateTime<Utc>,
) -> Result<Job, DbErr> {
    enqueue_at(tx, new, now, now).await
}

/// Asks for a job that is due at `run_at`. An open job that is due earlier keeps its moment; behind
/// a running one the next job is inserted when it ends, due at `run_at`.
pub async fn enqueue_at(
    tx: &DatabaseTransaction,
    new: NewJob,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Job, DbErr> {
    let ask = Ask {
        owner: new.owner,
        id: new.id,
        kind: new.kind,
        subject: new.subject,
        cause: &new.cause,
    };
    insert(tx, &ask, run_at, now).await
}

/// What is inserted. Its kind may come from a row: the next job behind one that has ended.
pub(crate) struct Ask<'a> {
    pub(crate) owner: Uuid,
    pub(crate) id: Uuid,
    pub(crate) kind: &'a str,
    pub(crate) subject: Uuid,
    pub(crate) cause: &'a str,
}

/// Inserts the job, or lets the open one take the ask in.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    ask: &Ask<'_>,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Job, DbErr> {
    // The conflict is with jobs_one_open_key. Moving a waiting job forward is a change that
    // watchers see, noting an ask behind a running one is not.
    let one_open = if cfg!(feature = "sabotage-no-one-open") {
        "(user_id, id)"
    } else {
        "(user_id, kind, subject_id) where state in ('queued', 'running', 'waiting')"
    };
    let sql = format!(
        "insert into jobs (user_id, id, kind, subject_id, cause, state, failures, waits, crashes, \
            epoch, run_at, progress, event_seq, created_at, updated_at) \
        values ($1, $2, $3, $4, $5, 'queued', 0, 0, 0, 0, $6, '{{}}', 1, $7, $7) \
        on conflict {one_open} do update set \
            event_seq = jobs.event_seq + case when jobs.state <> 'running' \
                and jobs.run_at > excluded.run_at then 1 else 0 end, \
            run_at = case when jobs.state <> 'running' and jobs.run_at > excluded.run_at \
                then excluded.run_at else jobs.run_at end, \
            next_run_at = case when jobs.state = 'running' \
                and (jobs.next_run_at is null or jobs.next_run_at > excluded.run_at) \
                then excluded.run_at else jobs.next_run_at end, \
            next_cause = case when jobs.state = 'running' \
                and (jobs.next_run_at is null or jobs.next_run_at > excluded.run_at) \
                then excluded.cause else jobs.next_cause end, \
            updated_at = excluded.updated_at \
        returning {COLUMNS}"
    );
    let values = vec![
        ask.owner.into(),
        ask.id.into(),
        ask.kind.into(),
        ask.subject.into(),
        ask.cause.into(),
        stored(run_at).into(),
        stored(now).into(),
    ];
    let inserted = tx.query_one_raw(statement(tx, sql, values)).await?;
    let job = row::job(&inserted.ok_or(DbErr::RecordNotInserted)?)?;
    row::tell(tx, &job).await?;
    journal::asked(&job, ask.cause, job.id != ask.id);
    Ok(job)
}

/// Ends the open job of that kind and subject, if there is one, and drops the ask behind it. A
/// worker that runs it is fenced: it can write nothing more.
pub async fn cancel(
    tx: &DatabaseTransaction,
    owner: Uuid,
    kind: &str,
    subject: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Job>, DbErr> {
    // A handler that is writing for the job is waited for (see `claim::check`).
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update",
        _ => "",
    };
    let sql = format!(
        "update jobs set state = 'canceled', epoch = epoch + 1, worker = null, lease_set_at = null, \
            lease_until = null, next_run_at = null, next_cause = null, finished_at = $4, \
            updated_at = $4, event_seq = event_seq + 1 \
        where (user_id, id) in (select user_id, id from jobs \
            where user_id = $1 and kind = $2 and subject_id = $3 \
                and state in ('queued', 'running', 'waiting') {lock}) \
        returning {COLUMNS}"
    );
    let values = vec![owner.into(), kind.into(), subject.into(), stored(now).into()];
    let cancel = statement(tx, sql, values);
    let mut canceled = tx.query_one_raw(cancel.clone()).await?;
    if canceled.is_none() {
        // PostgreSQL may have waited for a transaction that ended the job and inserted the next
        // one. A statement does not see what was inserted after it began; the second one does.
        canceled = tx.query_one_raw(cancel).await?;
    }
    let Some(canceled) = canceled else {
        return Ok(None);
    };
    let job = row::job(&canceled)?;
    row::tell(tx, &job).await?;
    journal::called_off(&job);
    Ok(Some(job))
}
