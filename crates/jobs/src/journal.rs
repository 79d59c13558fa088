//! A job's life in the log: one structured line for each step, and nowhere else.
//!
//! Every line has `job.id`, `job.kind`, `job.owner`, `job.subject`, `job.epoch`, `job.attempt` and
//! `job.crashes`, so that one search tells a job's whole story. Steps that go well, waits and
//! retries are `info`; what took something away from a worker or from an owner is `warn`: a rescue,
//! a fence, a dead letter. What is told of a change follows its commit. Only an ask and a
//! cancellation are told inside of the caller's transaction, which may still be rolled back.

use crate::claim::{CRASHED, Claim};
use crate::ending::Finished;
use crate::model::{Job, State};
use chrono::{DateTime, Utc};

/// A line about a job, with the fields that all of them have.
macro_rules! line {
    ($level:ident, $job:expr, $message:literal $(, $($field:tt)*)?) => {
        tracing::$level!(
            job.id = %$job.id,
            job.kind = $job.kind,
            job.owner = %$job.owner,
            job.subject = %$job.subject,
            job.epoch = $job.epoch,
            job.attempt = $job.attempt(),
            job.crashes = $job.crashes,
            $($($field)*,)?
            $message
        )
    };
}

/// Somebody wants the job; `joined`: the open one takes the ask in.
pub(crate) fn asked(job: &Job, cause: &str, joined: bool) {
    line!(info, job, "a job was asked for", cause, joined, due = %job.run_at);
}

/// Nobody wants it any more.
pub(crate) fn called_off(job: &Job) {
    line!(info, job, "a job was called off");
}

/// A worker has it; `rescued`: from one whose lease ran out.
pub(crate) fn claimed(claim: &Claim, rescued: bool, now: DateTime<Utc>) {
    let wait_ms = (now - claim.job.run_at).num_milliseconds().max(0);
    let worker = &claim.worker;
    if rescued {
        line!(warn, claim.job, "a job was rescued from a worker that is gone", worker, wait_ms);
    } else {
        line!(info, claim.job, "a job was claimed", worker, wait_ms);
    }
}

/// Too many workers died of it.
pub(crate) fn buried(claim: &Claim) {
    line!(warn, claim.job, "a job is a dead letter", error.code = CRASHED);
}

/// The claim came to its end.
pub(crate) fn ended(claim: &Claim, finished: &Finished) {
    let job = &finished.job;
    let duration_ms = duration_ms(claim);
    let code = job.failure.as_ref().map(|failure| failure.code.as_str());
    let was_last = job.failures >= claim.policy.attempts_max;
    match job.state {
        State::Succeeded => line!(info, job, "a job succeeded", duration_ms),
        State::Canceled => line!(info, job, "a job was given up as unwanted", duration_ms),
        State::Failed if was_last => {
            line!(warn, job, "a job is a dead letter", duration_ms, error.code = code);
        }
        State::Failed => line!(info, job, "a job failed", duration_ms, error.code = code),
        _ if job.failures > claim.job.failures => {
            let until = job.run_at;
            line!(info, job, "a job is tried again", duration_ms, error.code = code, %until);
        }
        _ => {
            let until = job.run_at;
            line!(info, job, "a job waits", duration_ms, error.code = code, %until);
        }
    }
}

/// A worker that stops has given it back.
pub(crate) fn released(claim: &Claim, job: &Job) {
    let duration_ms = duration_ms(claim);
    line!(info, job, "a job was given back at the shutdown", duration_ms);
}

/// The claim no longer holds; what its handler did is thrown away.
pub(crate) fn fenced(claim: &Claim) {
    let duration_ms = duration_ms(claim);
    line!(warn, claim.job, "a job's lease was lost", duration_ms);
}

fn duration_ms(claim: &Claim) -> u64 {
    u64::try_from(claim.held_since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
