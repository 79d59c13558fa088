//! Taking a due job, keeping it, and the fence.
//!
//! A claim is a lease: the row names the worker, the moment until which it may be away, and an
//! epoch that only grows. Whoever writes for a job writes where epoch, worker and state are still
//! the claimed ones; a worker that slept past its lease hits no row and changes nothing. The lease
//! only decides when others may take over, so clocks that disagree cost time, never correctness.

use crate::ending::{self, FinishError};
use crate::model::{Changed, Failure, Job, after, stored};
use crate::policy::Policy;
use crate::queue::begin;
use crate::read::list;
use crate::row::{self, COLUMNS, statement};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The failure code of a job that outlived too many of its workers.
pub const CRASHED: &str = "CRASHED";

/// Called after the commit of every change that this crate commits itself, and of those that a
/// handler ended its job with.
pub type OnChange = Arc<dyn Fn(Changed) + Send + Sync>;

/// One who takes jobs: a worker, or a test of a handler.
#[derive(Clone)]
pub struct Claimant {
    /// A name that no other running worker has.
    pub worker: String,
    /// The kinds it can run; a job of any other kind is left alone.
    pub kinds: Vec<&'static str>,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// The bounds of trying again.
    pub policy: Arc<Policy>,
    /// Who is told of changes.
    pub on_change: OnChange,
}

/// A job that is held, with what its holder needs to write for it.
pub struct Claim {
    /// The job as it was claimed.
    pub job: Job,
    pub(crate) worker: String,
    pub(crate) lease: Duration,
    pub(crate) policy: Arc<Policy>,
    pub(crate) on_change: OnChange,
    /// Before the claim was asked for, by a clock that never jumps: the lease is not older.
    pub(crate) held_since: Instant,
    pub(crate) lost: CancellationToken,
}

impl Claim {
    /// Cancelled when the lease is lost, and the handler's future is dropped then. For work that
    /// the handler has spawned and that must not go on without it.
    pub fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// The parameters of [`FENCE`], behind those that are there already.
    pub(crate) fn fence(&self, values: &mut Vec<sea_orm::Value>) -> String {
        let job = &self.job;
        let first = values.len() + 1;
        if cfg!(feature = "sabotage-no-epoch") {
            values.extend([job.owner.into(), job.id.into()]);
            return format!("user_id = ${first} and id = ${} and state = 'running'", first + 1);
        }
        values.extend([
            job.owner.into(),
            job.id.into(),
            job.epoch.into(),
            self.worker.as_str().into(),
        ]);
        format!(
            "user_id = ${first} and id = ${} and epoch = ${} and worker = ${} \
            and state = 'running'",
            first + 1,
            first + 2,
            first + 3
        )
    }
}

impl Claimant {
    /// Takes up to `limit` due jobs, oldest first. Due is what is queued or waiting and whose
    /// moment has come, and what runs and whose lease ran out; the latter counts as a crash, and
    /// one crash too many ends the job as failed with the code [`CRASHED`]: a dead letter, which is
    /// not run, and behind which no ask is answered, because it would likely kill the next worker
    /// too.
    pub async fn claim(
        &self,
        db: &DatabaseConnection,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claim>, DbErr> {
        let held_since = Instant::now();
        let tx = begin(db).await?;
        let mut claims = Vec::new();
        let mut changes = Vec::new();
        for job in self.take(&tx, limit, stored(now)).await? {
            row::tell(&tx, &job).await?;
            changes.push(Changed::from(&job));
            let claim = self.holding(job, held_since);
            if claim.job.crashes > self.policy.crashes_max {
                ending::bury(&tx, &claim, crashed(), now).await?;
            } else {
                claims.push(claim);
            }
        }
        tx.commit().await?;
        for changed in changes {
            (self.on_change)(changed);
        }
        Ok(claims)
    }

    async fn take(
        &self,
        tx: &DatabaseTransaction,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Job>, DbErr> {
        if self.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let skip = match tx.get_database_backend() {
            DbBackend::Postgres => "for update skip locked",
            // The immediate transaction is alone already.
            _ => "",
        };
        let mut values = vec![
            now.into(),
            after(now, self.lease).into(),
            self.worker.as_str().into(),
            limit.into(),
        ];
        let kinds = list(&mut values, self.kinds.iter().copied());
        // jobs_due_idx gives the order. An ask behind a job that is claimed again is answered by
        // this run, unless it is not due yet. The subquery is materialized, or PostgreSQL might run
        // it more than once and lock more than the limit.
        let sql = format!(
            "with due (due_owner, due_id) as materialized (\
                select user_id, id from jobs \
                where state in ('queued', 'running', 'waiting') and run_at <= $1 \
                    and (state <> 'running' or lease_until < $1) and kind in ({kinds}) \
                order by run_at, id limit $4 {skip}) \
            update jobs set state = 'running', epoch = epoch + 1, \
                crashes = crashes + case when state = 'running' then 1 else 0 end, \
                next_run_at = case when next_run_at > $1 then next_run_at end, \
                next_cause = case when next_run_at > $1 then next_cause end, \
                worker = $3, lease_until = $2, started_at = coalesce(started_at, $1), \
                event_seq = event_seq + 1, updated_at = $1 \
            from due where user_id = due_owner and id = due_id \
            returning {COLUMNS}"
        );
        let rows = tx.query_all_raw(statement(tx, sql, values)).await?;
        let mut jobs = rows.iter().map(row::job).collect::<Result<Vec<_>, _>>()?;
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    fn holding(&self, job: Job, held_since: Instant) -> Claim {
        Claim {
            job,
            worker: self.worker.clone(),
            lease: self.lease,
            policy: Arc::clone(&self.policy),
            on_change: Arc::clone(&self.on_change),
            held_since,
            lost: CancellationToken::new(),
        }
    }
}

fn crashed() -> Failure {
    Failure {
        code: CRASHED.to_owned(),
        message: "The job was interrupted too many times.".to_owned(),
        retryable: true,
        reference: None,
    }
}

/// The fence alone: locks the job's row until the transaction ends, or says that the claim no
/// longer holds. Call it first in a transaction that applies what the job fetched: then nobody can
/// take the job between the first write and [`finish`](crate::finish()).
pub async fn check(tx: &DatabaseTransaction, claim: &Claim) -> Result<(), FinishError> {
    let mut values = Vec::new();
    let fence = claim.fence(&mut values);
    // An update that changes nothing takes the write lock on both databases.
    let sql = format!("update jobs set worker = worker where {fence}");
    let locked = tx.execute_raw(statement(tx, sql, values)).await?;
    if locked.rows_affected() == 1 { Ok(()) } else { Err(FinishError::Fenced) }
}

/// Writes what the handler has done so far, for watchers to see, in a transaction of its own. Call
/// it with no transaction open: SQLite has one writer, and it would wait for the caller's.
pub async fn record_progress(
    db: &DatabaseConnection,
    claim: &Claim,
    progress: &Value,
    now: DateTime<Utc>,
) -> Result<(), FinishError> {
    let tx = begin(db).await?;
    let mut values = vec![progress.to_string().into(), stored(now).into()];
    let fence = claim.fence(&mut values);
    let sql = format!(
        "update jobs set progress = $1, event_seq = event_seq + 1, updated_at = $2 \
        where {fence} returning {COLUMNS}"
    );
    let Some(row) = tx.query_one_raw(statement(&tx, sql, values)).await? else {
        return Err(FinishError::Fenced);
    };
    let job = row::job(&row)?;
    row::tell(&tx, &job).await?;
    tx.commit().await?;
    (claim.on_change)(Changed::from(&job));
    Ok(())
}

/// What a heartbeat found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pulse {
    /// The lease is renewed.
    Held,
    /// The holder itself has ended the job meanwhile.
    Ended,
    /// Another has taken the job, or called it off.
    Lost,
}

/// Renews the lease. No change that watchers see, so no event.
pub(crate) async fn renew(
    db: &DatabaseConnection,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<Pulse, DbErr> {
    let mut values = vec![after(stored(now), claim.lease).into()];
    let fence = claim.fence(&mut values);
    let sql = format!("update jobs set lease_until = $1 where {fence}");
    let renewed = db.execute_raw(statement(db, sql, values)).await?;
    if renewed.rows_affected() == 1 {
        return Ok(Pulse::Held);
    }
    let epoch = "select epoch from jobs where user_id = $1 and id = $2";
    let values = vec![claim.job.owner.into(), claim.job.id.into()];
    let row = db.query_one_raw(statement(db, epoch, values)).await?;
    let epoch: Option<i64> = row.map(|row| row.try_get("", "epoch")).transpose()?;
    // Only another's claim and a cancellation raise the epoch.
    Ok(if epoch == Some(claim.job.epoch) { Pulse::Ended } else { Pulse::Lost })
}
