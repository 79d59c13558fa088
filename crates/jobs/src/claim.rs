//! Taking a due job, keeping it, and the fence.
//!
//! A claim is a lease: the row names the worker, the moment until which it may be away, and an
//! epoch that only grows. Whoever writes for a job writes where epoch, worker and state are still
//! the claimed ones; a worker that slept past its lease hits no row and changes nothing. The lease
//! only decides when others may take over, so clocks that disagree cost time, never correctness.

use crate::ending::{self, FinishError};
use crate::journal;
use crate::model::{Changed, Failure, Job, State, after, stored};
use crate::policy::Policy;
use crate::queue::begin;
use crate::read::list;
use crate::row::{self, COLUMNS, statement};
use crate::turns::{Place, Stretch, Turns};
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The failure code of a job that outlived too many of its workers.
pub const CRASHED: &str = "CRASHED";

/// Called after the commit of every change that this crate commits itself, and of those that a
/// handler ended its job with.
pub type OnChange = Arc<dyn Fn(Changed) + Send + Sync>;

/// How far ahead a lease may have been set and still be believed: more, and the clock that set it
/// was wrong or has been set back since, and the lease would hold for as long as it was wrong.
const SET_AHEAD_MAX: Duration = Duration::from_secs(5);

/// Whose clock leases are measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseClock {
    /// The caller's: for workers of one machine, and for tests.
    Caller,
    /// The database server's, one for all machines, whatever their own clocks say. PostgreSQL only:
    /// SQLite has no server, and is read by the caller's clock.
    Database,
}

impl LeaseClock {
    /// What in SQL is the moment that lies `by` after the present.
    fn moment(
        self,
        backend: DbBackend,
        now: DateTime<Utc>,
        by: Duration,
        values: &mut Vec<sea_orm::Value>,
    ) -> String {
        match (self, backend) {
            (Self::Database, DbBackend::Postgres) => {
                format!("clock_timestamp() + interval '{} milliseconds'", by.as_millis())
            }
            _ => list(values, [after(now, by)]),
        }
    }
}

/// One who takes jobs: a worker, or a test of a handler.
#[derive(Clone)]
pub struct Claimant {
    /// A name that no other running worker has.
    pub worker: String,
    /// The kinds it can run; a job of any other kind is left alone.
    pub kinds: Vec<&'static str>,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// Whose clock the lease is measured by.
    pub lease_clock: LeaseClock,
    /// Whose turn it is.
    pub turns: Arc<Turns>,
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
    pub(crate) lease_clock: LeaseClock,
    pub(crate) policy: Arc<Policy>,
    pub(crate) on_change: OnChange,
    /// Before the claim was asked for, by a clock that never jumps: the lease is not older.
    pub(crate) held_since: Instant,
    pub(crate) lost: CancellationToken,
    /// The handler's transactions that hold the job's row.
    locks: watch::Sender<usize>,
    _place: Place,
}

impl Claim {
    /// Cancelled when the lease is lost, and the handler's future is dropped then. For work that
    /// the handler has spawned and that must not go on without it.
    pub fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// Whether the handler holds the job's row locked, so that nobody else can take the job, whatever
    /// its lease says.
    pub(crate) fn is_locked(&self) -> bool {
        *self.locks.borrow() > 0
    }

    /// Returns when the row is free.
    pub(crate) async fn unlocked(&self) {
        let mut locks = self.locks.subscribe();
        let free = locks.wait_for(|locks| *locks == 0).await;
        free.expect("the claim outlives its borrow");
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
    /// Takes up to `limit` due jobs: of each owner in turn the oldest. Due is what is queued or
    /// waiting and whose moment has come, and what runs and whose lease does not hold; the latter
    /// counts as a crash, and one crash too many ends the job as failed with the code [`CRASHED`]: a
    /// dead letter, which is not run, and behind which no ask is answered, because it would likely
    /// kill the next worker too.
    pub async fn claim(
        &self,
        db: &DatabaseConnection,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claim>, DbErr> {
        let held_since = Instant::now();
        let tx = begin(db).await?;
        let mut taken = Vec::new();
        for _ in 0..limit {
            let Some(due) = self.next(&tx, stored(now)).await? else { break };
            let job = self.take(&tx, &due, stored(now)).await?;
            row::tell(&tx, &job).await?;
            self.turns.had(job.owner);
            let claim = self.holding(job, held_since);
            if claim.job.crashes > self.policy.crashes_max {
                ending::bury(&tx, &claim, crashed(), now).await?;
            }
            taken.push((claim, due.rescued));
        }
        tx.commit().await?;
        let mut claims = Vec::new();
        for (claim, rescued) in taken {
            journal::claimed(&claim, rescued, now);
            (self.on_change)(Changed::from(&claim.job));
            if claim.job.crashes > self.policy.crashes_max {
                journal::buried(&claim);
            } else {
                claims.push(claim);
            }
        }
        Ok(claims)
    }

    /// The first due job of the owner whose turn it is.
    async fn next(
        &self,
        tx: &DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> Result<Option<Due>, DbErr> {
        if self.kinds.is_empty() {
            return Ok(None);
        }
        for stretch in self.turns.stretches() {
            if let Some(row) = tx.query_one_raw(self.due(tx, stretch, now)).await? {
                return Ok(Some(Due {
                    owner: row.try_get("", "user_id")?,
                    id: row.try_get("", "id")?,
                    rescued: row.try_get::<String>("", "state")? == State::Running.as_str(),
                }));
            }
        }
        self.turns.rewind();
        Ok(None)
    }

    /// Looks along jobs_turn_idx, which gives the order. What this claimant itself holds is not
    /// rescued: no clock that jumps makes a worker take its own jobs away.
    fn due(&self, tx: &DatabaseTransaction, stretch: Stretch, now: DateTime<Utc>) -> Statement {
        let (index, skip) = match tx.get_database_backend() {
            DbBackend::Postgres => ("", "for update skip locked"),
            // SQLite would rather sort. Its immediate transaction is alone already.
            _ => ("indexed by jobs_turn_idx", ""),
        };
        let (after_owner, before_owner) = stretch;
        let mut values = vec![now.into(), after_owner.into()];
        let before = match before_owner {
            Some(owner) => format!("and user_id < {}", list(&mut values, [owner])),
            None => String::new(),
        };
        let kinds = list(&mut values, self.kinds.iter().copied());
        let held = list(&mut values, self.turns.held());
        let held = if held.is_empty() { held } else { format!("and id not in ({held})") };
        let backend = tx.get_database_backend();
        let present = self.lease_clock.moment(backend, now, Duration::ZERO, &mut values);
        let ahead = self.lease_clock.moment(backend, now, SET_AHEAD_MAX, &mut values);
        let sql = format!(
            "select user_id, id, state from jobs {index} \
            where state in ('queued', 'running', 'waiting') and user_id > $2 {before} \
                and (run_at <= $1 or state = 'running') and kind in ({kinds}) \
                and (state <> 'running' \
                    or (lease_until < {present} or lease_set_at > {ahead}) {held}) \
            order by user_id, run_at, id limit 1 {skip}"
        );
        statement(tx, sql, values)
    }

    /// Writes the claim. An ask behind a job that is claimed again is answered by this run, unless
    /// it is not due yet.
    async fn take(
        &self,
        tx: &DatabaseTransaction,
        due: &Due,
        now: DateTime<Utc>,
    ) -> Result<Job, DbErr> {
        let mut values =
            vec![now.into(), due.owner.into(), due.id.into(), self.worker.as_str().into()];
        let backend = tx.get_database_backend();
        let set_at = self.lease_clock.moment(backend, now, Duration::ZERO, &mut values);
        let until = self.lease_clock.moment(backend, now, self.lease, &mut values);
        let sql = format!(
            "update jobs set state = 'running', epoch = epoch + 1, \
                crashes = crashes + case when state = 'running' then 1 else 0 end, \
                next_run_at = case when next_run_at > $1 then next_run_at end, \
                next_cause = case when next_run_at > $1 then next_cause end, \
                worker = $4, lease_set_at = {set_at}, lease_until = {until}, \
                started_at = coalesce(started_at, $1), event_seq = event_seq + 1, updated_at = $1 \
            where user_id = $2 and id = $3 returning {COLUMNS}"
        );
        let taken = tx.query_one_raw(statement(tx, sql, values)).await?;
        row::job(&taken.ok_or_else(|| DbErr::RecordNotFound("a job that is locked".to_owned()))?)
    }

    fn holding(&self, job: Job, held_since: Instant) -> Claim {
        Claim {
            _place: self.turns.place(job.owner, job.id),
            job,
            worker: self.worker.clone(),
            lease: self.lease,
            lease_clock: self.lease_clock,
            policy: Arc::clone(&self.policy),
            on_change: Arc::clone(&self.on_change),
            held_since,
            lost: CancellationToken::new(),
            locks: watch::Sender::new(0),
        }
    }
}

/// A job that may be taken, and is locked.
struct Due {
    owner: Uuid,
    id: Uuid,
    /// Whether its lease ran out.
    rescued: bool,
}

fn crashed() -> Failure {
    Failure {
        code: CRASHED.to_owned(),
        message: "The job was interrupted too many times.".to_owned(),
        retryable: true,
        reference: None,
    }
}

/// The job's row is locked by the handler's transaction. To be kept for as long as that is open.
#[must_use = "the lease runs out under a long transaction that isn't known to hold the row"]
pub struct Locked<'a>(&'a Claim);

impl<'a> Locked<'a> {
    fn new(claim: &'a Claim) -> Self {
        claim.locks.send_modify(|locks| *locks += 1);
        Self(claim)
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.0.locks.send_modify(|locks| *locks -= 1);
    }
}

/// The fence alone: locks the job's row until the transaction ends, or says that the claim no
/// longer holds. Call it first in a transaction that applies what the job fetched: then nobody can
/// take the job, or call it off, between the first write and [`finish`](crate::finish()).
///
/// On PostgreSQL an ask for the same job, and a heartbeat, pass that lock: it is the weakest one that
/// a claim, a cancellation and a deletion wait for. SQLite has one writer, and everybody waits. While
/// what is returned lives, the lease isn't given up for want of a heartbeat: a transaction may take
/// longer than a lease, and would be begun again for ever.
pub async fn check<'a>(
    tx: &DatabaseTransaction,
    claim: &'a Claim,
) -> Result<Locked<'a>, FinishError> {
    let mut values = Vec::new();
    let fence = claim.fence(&mut values);
    let sql = match tx.get_database_backend() {
        DbBackend::Postgres => format!("select id from jobs where {fence} for key share"),
        // An update that changes nothing takes the lock of the one writer.
        _ => format!("update jobs set worker = worker where {fence} returning id"),
    };
    match tx.query_one_raw(statement(tx, sql, values)).await? {
        Some(_) => Ok(Locked::new(claim)),
        None => Err(FinishError::Fenced),
    }
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
    let mut values = Vec::new();
    let (backend, clock, now) = (db.get_database_backend(), claim.lease_clock, stored(now));
    let set_at = clock.moment(backend, now, Duration::ZERO, &mut values);
    let until = clock.moment(backend, now, claim.lease, &mut values);
    let fence = claim.fence(&mut values);
    let sql =
        format!("update jobs set lease_set_at = {set_at}, lease_until = {until} where {fence}");
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
