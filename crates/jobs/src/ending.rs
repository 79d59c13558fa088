//! How a claim ends: by the handler in its own transaction, or by the engine in one of the
//! engine's.
//!
//! Both write the same way: one update behind the fence, one event, and, when the job is over and
//! was asked for meanwhile, the next job, all or nothing.

use crate::claim::Claim;
use crate::model::{Changed, Failure, Job, State, after, stored};
use crate::queue::{self, Ask};
use crate::row::{self, COLUMNS, Next, statement};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// The failure code of a job that was put off for too long without giving a reason.
pub const WAITED_TOO_LONG: &str = "WAITED_TOO_LONG";

/// The failure code of a defect or an outage on our own side.
pub const INTERNAL: &str = "INTERNAL";

/// How a handler ends its job.
#[derive(Clone, Debug)]
pub enum Ending {
    /// Done.
    Succeeded,
    /// Put off without using up an attempt. A job whose first start lies further back than
    /// `Policy::wait_age_max` fails instead, with the given failure or [`WAITED_TOO_LONG`].
    Wait {
        /// When it is due again.
        until: DateTime<Utc>,
        /// What it waits for, where that is a failure that the owner should see.
        failure: Option<Failure>,
    },
    /// Given up.
    Failed(Failure),
    /// Nobody wants it any more; an ask that came meanwhile is dropped too.
    Canceled,
}

/// Why a claim could not be written for.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The claim no longer holds: another worker has the job, or it was called off. Nothing was
    /// written, and the caller must roll back.
    #[error("the job is no longer held by this worker")]
    Fenced,
    /// The database did not do it.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// The proof that [`finish`] has written the end of a claim; a handler returns it after its commit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finished {
    /// The job as it stands now.
    pub job: Job,
    /// The next job, when more was asked for while this one ran.
    pub follow_up: Option<Job>,
}

/// What a handler returns when it has not ended the job itself; the engine does it then.
#[derive(Clone, Debug)]
pub enum Setback {
    /// Try again after that long, without using up an attempt (see [`Ending::Wait`]).
    Wait {
        /// How long.
        after: Duration,
        /// What it waits for, where that is a failure that the owner should see.
        failure: Option<Failure>,
    },
    /// This attempt failed; try again when the policy says so, if it allows another attempt.
    Retry(Failure),
    /// Trying again cannot help.
    Fail(Failure),
    /// The claim no longer holds; there is nothing to write.
    Fenced,
}

impl Setback {
    /// A defect or an outage on our own side: tried again. What happened belongs into the log,
    /// where the caller puts it; the owner is told no cause.
    pub fn internal() -> Self {
        Self::Retry(Failure {
            code: INTERNAL.to_owned(),
            message: "Something went wrong on our side.".to_owned(),
            retryable: true,
            reference: None,
        })
    }
}

impl From<FinishError> for Setback {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::Fenced => Self::Fenced,
            FinishError::Db(error) => Self::from(error),
        }
    }
}

impl From<DbErr> for Setback {
    fn from(error: DbErr) -> Self {
        tracing::warn!(%error, "a job's handler could not use the database");
        Self::internal()
    }
}

/// Ends the claim inside the handler's own transaction, so that what the job did and that it is
/// done are one commit. Behind the fence: [`FinishError::Fenced`] means that nothing was written,
/// and the caller must roll back. `follow_up_id` is the id of the next job, if one is due.
///
/// After the commit the handler returns the [`Finished`] to the engine, which tells watchers.
pub async fn finish(
    tx: &DatabaseTransaction,
    claim: &Claim,
    ending: Ending,
    progress: &Value,
    now: DateTime<Utc>,
    follow_up_id: Uuid,
) -> Result<Finished, FinishError> {
    let change = match ending {
        Ending::Succeeded => Change::over(claim, State::Succeeded, None),
        Ending::Wait { until, failure } => Change::wait(claim, until, failure, now),
        Ending::Failed(failure) => Change::over(claim, State::Failed, Some(failure)),
        Ending::Canceled => Change::over(claim, State::Canceled, claim.job.failure.clone()),
    };
    end(tx, claim, change, Some(progress), now, follow_up_id).await
}

/// The same for a handler that left the end to the engine. `random` makes the jitter.
pub(crate) async fn set_back(
    tx: &DatabaseTransaction,
    claim: &Claim,
    setback: &Setback,
    now: DateTime<Utc>,
    random: u64,
    follow_up_id: Uuid,
) -> Result<Finished, FinishError> {
    let change = match setback.clone() {
        Setback::Wait { after: by, failure } => {
            // Longer than the bound is as good as the bound: the next wait fails.
            let until = after(now, by.min(claim.policy.wait_age_max));
            Change::wait(claim, until, failure, now)
        }
        Setback::Retry(failure) => Change::retry(claim, failure, now, random),
        Setback::Fail(failure) => Change::over(claim, State::Failed, Some(failure)),
        Setback::Fenced => return Err(FinishError::Fenced),
    };
    end(tx, claim, change, None, now, follow_up_id).await
}

/// Gives the job back as if it had not been claimed: the worker stops, the attempt does not count.
pub(crate) async fn release(
    tx: &DatabaseTransaction,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<Job, FinishError> {
    let change = Change {
        state: State::Queued,
        failures: claim.job.failures,
        waits: claim.job.waits,
        run_at: now,
        failure: claim.job.failure.clone(),
    };
    let (job, _) = write(tx, claim, change, None, now).await?;
    Ok(job)
}

/// Ends a claim as failed, whatever was asked for meanwhile.
pub(crate) async fn bury(
    tx: &DatabaseTransaction,
    claim: &Claim,
    failure: Failure,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let change = Change::over(claim, State::Failed, Some(failure));
    match write(tx, claim, change, None, now).await {
        Ok(_) => Ok(()),
        Err(FinishError::Db(error)) => Err(error),
        Err(FinishError::Fenced) => unreachable!("the same transaction has just claimed the job"),
    }
}

/// What a claim's end writes into its row.
struct Change {
    state: State,
    failures: i32,
    waits: i32,
    run_at: DateTime<Utc>,
    failure: Option<Failure>,
}

impl Change {
    fn over(claim: &Claim, state: State, failure: Option<Failure>) -> Self {
        let failed = i32::from(state == State::Failed);
        Self {
            state,
            failures: claim.job.failures + failed,
            waits: 0,
            run_at: claim.job.run_at,
            failure,
        }
    }

    fn wait(
        claim: &Claim,
        until: DateTime<Utc>,
        failure: Option<Failure>,
        now: DateTime<Utc>,
    ) -> Self {
        let first_start = claim.job.started_at.unwrap_or(now);
        if now >= after(first_start, claim.policy.wait_age_max) {
            let failure = failure.unwrap_or_else(|| Failure {
                code: WAITED_TOO_LONG.to_owned(),
                message: "The job was put off for too long.".to_owned(),
                retryable: true,
                reference: None,
            });
            return Self::over(claim, State::Failed, Some(failure));
        }
        Self {
            state: State::Waiting,
            failures: claim.job.failures,
            waits: claim.job.waits + 1,
            run_at: until,
            failure,
        }
    }

    fn retry(claim: &Claim, failure: Failure, now: DateTime<Utc>, random: u64) -> Self {
        let failures = claim.job.failures + 1;
        if failures >= claim.policy.attempts_max {
            return Self::over(claim, State::Failed, Some(failure));
        }
        Self {
            state: State::Waiting,
            failures,
            waits: 0,
            run_at: after(now, claim.policy.delay(failures, random)),
            failure: Some(failure),
        }
    }
}

async fn end(
    tx: &DatabaseTransaction,
    claim: &Claim,
    change: Change,
    progress: Option<&Value>,
    now: DateTime<Utc>,
    follow_up_id: Uuid,
) -> Result<Finished, FinishError> {
    let (job, next) = write(tx, claim, change, progress, now).await?;
    let follow_up = match next {
        Some(next) if matches!(job.state, State::Succeeded | State::Failed) => {
            Some(follow(tx, claim, &next, now, follow_up_id).await?)
        }
        _ => None,
    };
    Ok(Finished { job, follow_up })
}

async fn write(
    tx: &DatabaseTransaction,
    claim: &Claim,
    change: Change,
    progress: Option<&Value>,
    now: DateTime<Utc>,
) -> Result<(Job, Option<Next>), FinishError> {
    let now = stored(now);
    let finished_at = change.state.is_final().then_some(now);
    let (code, message, retryable, reference) = match change.failure {
        Some(failure) => {
            (Some(failure.code), Some(failure.message), Some(failure.retryable), failure.reference)
        }
        None => (None, None, None, None),
    };
    let mut values = vec![
        change.state.as_str().into(),
        change.failures.into(),
        change.waits.into(),
        stored(change.run_at).into(),
        progress.map(Value::to_string).into(),
        code.into(),
        message.into(),
        retryable.into(),
        reference.into(),
        finished_at.into(),
        now.into(),
    ];
    let fence = claim.fence(&mut values);
    let sql = format!(
        "update jobs set state = $1, failures = $2, waits = $3, run_at = $4, \
            progress = coalesce($5, progress), error_code = $6, error_message = $7, \
            error_retryable = $8, error_reference = $9, finished_at = $10, updated_at = $11, \
            worker = null, lease_set_at = null, lease_until = null, \
            event_seq = event_seq + 1 \
        where {fence} returning {COLUMNS}"
    );
    let Some(written) = tx.query_one_raw(statement(tx, sql, values)).await? else {
        return Err(FinishError::Fenced);
    };
    let job = row::job(&written)?;
    row::tell(tx, &job).await?;
    Ok((job, row::next(&written)?))
}

/// Answers the ask that came meanwhile. The row of the ended job is locked and no longer open, so
/// nobody else can have inserted the next one.
async fn follow(
    tx: &DatabaseTransaction,
    claim: &Claim,
    next: &Next,
    now: DateTime<Utc>,
    id: Uuid,
) -> Result<Job, DbErr> {
    let ask = Ask {
        owner: claim.job.owner,
        id,
        kind: &claim.job.kind,
        subject: claim.job.subject,
        cause: &next.cause,
    };
    queue::insert(tx, &ask, next.run_at.max(now), now).await
}

impl Finished {
    /// What watchers are to be told.
    pub(crate) fn changes(&self) -> impl Iterator<Item = Changed> {
        [Some(&self.job), self.follow_up.as_ref()].into_iter().flatten().map(Changed::from)
    }
}
