//! One claim from its start to its end: the handler, the heartbeat beside it, and what is written
//! when the handler has not written it itself.

use crate::claim::{Claim, Pulse, renew};
use crate::ending::{FinishError, Finished, Setback, release, set_back};
use crate::journal;
use crate::model::Changed;
use crate::policy::outage_pause;
use crate::queue::begin;
use crate::worker::Shared;
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use sea_orm::DatabaseConnection;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// How long a stopping worker tries to give a job back; then the lease has to run out.
const RELEASE_MAX: Duration = Duration::from_secs(3);

/// Runs the claim. `stop` says that a shutdown waits no longer.
pub(crate) async fn run<C>(shared: Arc<Shared<C>>, claim: Claim, stop: CancellationToken)
where
    C: Send + Sync + 'static,
{
    let claim = Arc::new(claim);
    // A task of its own, so that a handler that computes for long does not starve it.
    let heartbeat = heartbeat(Arc::clone(&shared), Arc::clone(&claim));
    let _heartbeat = AbortOnDropHandle::new(tokio::spawn(heartbeat));
    let handler = shared.handlers.get(claim.job.kind.as_str());
    let handler = handler.expect("only kinds with a handler are claimed");
    let work = async { handler.run(&shared.context, &claim).await };
    let work = AssertUnwindSafe(work).catch_unwind();
    // The handler's word comes first: what it has committed is true even if all three are ready.
    let outcome = tokio::select! {
        biased;
        outcome = work => Some(outcome),
        () = claim.lost.cancelled() => None,
        () = stop.cancelled() => {
            give_back(&shared.db, &claim, shared.world.now()).await;
            return;
        }
    };
    match outcome {
        Some(Ok(Ok(finished))) => announce(&claim, &finished),
        Some(Ok(Err(setback))) => settle(&shared, &claim, &setback, &stop).await,
        Some(Err(panic)) => {
            let panic = panic_text(panic.as_ref());
            tracing::error!(job.id = %claim.job.id, job.kind = claim.job.kind, panic,
                "a job's handler panicked");
            settle(&shared, &claim, &Setback::internal(), &stop).await;
        }
        None => fenced(&claim),
    }
}

/// Renews the lease until the claim ends. The lease counts as lost when the row says so, and when
/// it could not be renewed for its whole length: then another may have taken the job, even if this
/// worker cannot see it. Not so while the handler itself holds the row locked.
async fn heartbeat<C>(shared: Arc<Shared<C>>, claim: Arc<Claim>) {
    let mut held_until = claim.held_since + claim.lease;
    let mut beat = claim.held_since + shared.options.heartbeat;
    loop {
        tokio::time::sleep_until(beat.min(held_until)).await;
        let asked = Instant::now();
        let pulse = renew(&shared.heartbeat_db, &claim, shared.world.now());
        match tokio::time::timeout_at(held_until, pulse).await {
            Ok(Ok(Pulse::Held)) => held_until = asked + claim.lease,
            Ok(Ok(Pulse::Ended)) => return,
            Ok(Ok(Pulse::Lost)) => break,
            Ok(Err(error)) => {
                tracing::warn!(%error, job.id = %claim.job.id, "a heartbeat failed");
            }
            Err(_) => {}
        }
        if Instant::now() >= held_until {
            if !claim.is_locked() {
                break;
            }
            // The heartbeat waits for the handler's own transaction, as any other worker would. Once
            // that is over, the row says whose job it is.
            claim.unlocked().await;
            held_until = Instant::now() + shared.options.heartbeat;
            beat = Instant::now();
            continue;
        }
        beat = asked + shared.options.heartbeat;
    }
    claim.lost.cancel();
}

/// Writes the end that the handler left to the engine, and does not give up while the lease holds.
async fn settle<C>(shared: &Shared<C>, claim: &Claim, setback: &Setback, stop: &CancellationToken) {
    let mut errors = 0;
    loop {
        // A network that swallows what it is given would keep the worker waiting for good.
        let error = match tokio::time::timeout(claim.lease, write(shared, claim, setback)).await {
            Ok(Ok(finished)) => return announce(claim, &finished),
            Ok(Err(FinishError::Fenced)) => return fenced(claim),
            Ok(Err(FinishError::Db(error))) => error.to_string(),
            Err(_) => "there was no answer in time".to_owned(),
        };
        errors += 1;
        tracing::warn!(%error, errors, job.id = %claim.job.id, "a job's end cannot be written");
        tokio::select! {
            () = tokio::time::sleep(outage_pause(errors)) => {}
            () = claim.lost.cancelled() => return,
            () = stop.cancelled() => return,
        }
    }
}

async fn write<C>(
    shared: &Shared<C>,
    claim: &Claim,
    setback: &Setback,
) -> Result<Finished, FinishError> {
    let world = &shared.world;
    let tx = begin(&shared.db).await?;
    let finished =
        set_back(&tx, claim, setback, world.now(), world.random(), world.new_id()).await?;
    tx.commit().await?;
    Ok(finished)
}

async fn give_back(db: &DatabaseConnection, claim: &Claim, now: DateTime<Utc>) {
    let released = async {
        let tx = begin(db).await?;
        let job = release(&tx, claim, now).await?;
        tx.commit().await?;
        Ok(job)
    };
    match tokio::time::timeout(RELEASE_MAX, released).await {
        Ok(Ok(job)) => {
            journal::released(claim, &job);
            (claim.on_change)(Changed::from(&job));
        }
        Ok(Err(FinishError::Fenced)) => fenced(claim),
        Ok(Err(FinishError::Db(error))) => {
            tracing::warn!(%error, job.id = %claim.job.id, "a job could not be given back");
        }
        Err(_) => tracing::warn!(job.id = %claim.job.id, "a job could not be given back in time"),
    }
}

fn announce(claim: &Claim, finished: &Finished) {
    journal::ended(claim, finished);
    for changed in finished.changes() {
        (claim.on_change)(changed);
    }
}

/// The claim no longer holds. Mostly another has the job; but it may also be that the handler's
/// commit went through and its answer was lost, and then nobody else tells the watchers.
fn fenced(claim: &Claim) {
    journal::fenced(claim);
    (claim.on_change)(Changed::from(&claim.job));
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text")
}
