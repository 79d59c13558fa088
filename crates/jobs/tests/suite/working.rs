//! The worker: what it runs, what it survives, and how it stops.

use crate::bed::{Bed, LEASE, PATIENCE, claimant, eventually, failure};
use crate::stage::{Order, Stage, quick};
use chrono::{DateTime, TimeDelta, Utc};
use jobs::{INTERNAL, Job, Options, Setback, State};
use sea_orm::{ConnectionTrait as _, Statement};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

on_both_databases!(
    a_job_runs_and_what_was_asked_meanwhile_runs_next,
    a_wake_up_is_enough_without_a_poll,
    jobs_run_side_by_side_up_to_the_limit,
    failures_are_tried_again_until_the_attempts_are_used_up,
    what_cannot_help_is_not_tried_again,
    a_wait_is_no_failure,
    a_panic_costs_one_attempt,
    heartbeats_keep_a_long_job,
    a_transaction_may_take_longer_than_the_lease,
    a_lost_lease_stops_the_handler,
    a_lease_that_cannot_be_renewed_is_given_up,
    a_canceled_job_stops_its_handler,
    a_shutdown_lets_a_job_end,
    a_shutdown_gives_back_what_does_not_end,
    the_worker_outlives_its_database,
    an_end_is_written_once_the_database_is_back,
    a_worker_without_a_database_goes_on_until_it_is_told_to_stop,
);

fn waiting(job: &Job) -> bool {
    job.state == State::Waiting
}

async fn a_job_runs_and_what_was_asked_meanwhile_runs_next(bed: &Bed) {
    let subject = bed.id();
    let first = bed.ask(subject, "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    assert_eq!((scene.job.id, scene.job.attempt()), (first.id, 1));
    bed.ask(subject, "webhook").await;
    bed.ask(subject, "webhook").await;
    scene.order(Order::Succeed);
    let second = stage.scene().await;
    assert_eq!((second.job.subject, second.job.cause.as_str()), (subject, "webhook"));
    let next = second.job.id;
    second.order(Order::Succeed);
    stage.until(bed, next, |job| job.state.is_final()).await;
    stage.close().await;
    let states: Vec<State> = bed.all_about(subject).await.iter().map(|job| job.state).collect();
    assert_eq!(states, [State::Succeeded, State::Succeeded]);
    assert_eq!(bed.story(first.id).await, ["queued", "running", "succeeded"]);
}

async fn a_wake_up_is_enough_without_a_poll(bed: &Bed) {
    let options = Options { poll: Duration::from_hours(1), ..quick("w") };
    let mut stage = Stage::open(bed, options);
    for _ in 0..3 {
        let job = bed.ask(bed.id(), "link").await;
        stage.wake.notify_one();
        stage.scene().await.order(Order::Succeed);
        stage.until(bed, job.id, |job| job.state.is_final()).await;
    }
    stage.close().await;
}

async fn jobs_run_side_by_side_up_to_the_limit(bed: &Bed) {
    for _ in 0..5 {
        bed.ask(bed.id(), "link").await;
    }
    let options = Options { concurrency: 2, ..quick("w") };
    let mut stage = Stage::open(bed, options);
    let (first, second) = (stage.scene().await, stage.scene().await);
    assert!(stage.is_quiet());
    let id = first.job.id;
    first.order(Order::Succeed);
    stage.until(bed, id, |job| job.state.is_final()).await;
    let third = stage.scene().await;
    assert!(stage.is_quiet());
    second.order(Order::Succeed);
    third.order(Order::Succeed);
    for _ in 0..2 {
        stage.scene().await.order(Order::Succeed);
    }
    stage.close().await;
}

async fn failures_are_tried_again_until_the_attempts_are_used_up(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let mut delays = Vec::new();
    for attempt in 1..=10 {
        let scene = stage.scene().await;
        assert_eq!((scene.job.attempt(), scene.job.failures), (attempt, attempt - 1));
        scene.order(Order::SetBack(Setback::Retry(failure("DOWN"))));
        let after = stage.until(bed, job.id, |job| job.failures == attempt).await;
        assert_eq!(after.failure, Some(failure("DOWN")));
        let delay = after.run_at - jobs_now(bed);
        if after.state == State::Waiting {
            delays.push(delay.num_seconds());
            bed.world.pass(delay.to_std().expect("a delay"));
        }
    }
    assert_eq!(delays, [5, 15, 45, 135, 405, 1_200, 3_600, 3_600, 3_600]);
    let failed = bed.load(job.id).await;
    assert_eq!((failed.state, failed.attempt()), (State::Failed, 10));
    assert!(failed.finished_at.is_some());
    stage.close().await;
    assert_eq!(bed.story(job.id).await.len(), 21);
}

/// The present moment as the database holds it.
fn jobs_now(bed: &Bed) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(bed.now().timestamp_micros()).expect("a moment")
}

async fn what_cannot_help_is_not_tried_again(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    bed.ask(subject, "manual").await;
    scene.order(Order::SetBack(Setback::Fail(failure("REVOKED"))));
    let next = stage.scene().await;
    assert_eq!(next.job.cause, "manual");
    next.order(Order::Succeed);
    stage.close().await;
    let failed = bed.load(job.id).await;
    assert_eq!((failed.state, failed.attempt()), (State::Failed, 1));
    assert_eq!(failed.failure, Some(failure("REVOKED")));
}

async fn a_wait_is_no_failure(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    for waits in 1..=12 {
        stage
            .scene()
            .await
            .order(Order::SetBack(Setback::Wait { after: Duration::from_secs(20), failure: None }));
        let put_off = stage.until(bed, job.id, |job| job.waits == waits && waiting(job)).await;
        assert_eq!(put_off.run_at - jobs_now(bed), TimeDelta::seconds(20));
        bed.world.pass(Duration::from_secs(20));
    }
    stage.scene().await.order(Order::Succeed);
    let done = stage.until(bed, job.id, |job| job.state.is_final()).await;
    assert_eq!((done.state, done.failures, done.attempt()), (State::Succeeded, 0, 1));
    stage.close().await;
}

async fn a_panic_costs_one_attempt(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    stage.scene().await.order(Order::Panic);
    let after = stage.until(bed, job.id, waiting).await;
    assert_eq!((after.failures, after.crashes), (1, 0));
    let failure = after.failure.expect("a failure");
    assert_eq!((failure.code.as_str(), failure.retryable), (INTERNAL, true));
    assert!(!failure.message.contains("ordered"), "no cause is shown");
    bed.world.pass(Duration::from_secs(5));
    stage.scene().await.order(Order::Succeed);
    stage.until(bed, job.id, |job| job.state == State::Succeeded).await;
    stage.close().await;
}

async fn heartbeats_keep_a_long_job(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    for _ in 0..4 {
        bed.world.pass(LEASE / 2 + Duration::from_secs(1));
        let expected = jobs_now(bed) + LEASE;
        eventually("a heartbeat", async || lease_until(bed, job.id).await == expected).await;
        assert!(bed.claim("thief").await.is_empty());
    }
    scene.order(Order::Succeed);
    let done = stage.until(bed, job.id, |job| job.state.is_final()).await;
    assert_eq!((done.state, done.epoch, done.crashes), (State::Succeeded, 1, 0));
    stage.close().await;
    assert_eq!(bed.story(job.id).await.len(), 3, "a heartbeat is no event");
}

async fn lease_until(bed: &Bed, job: Uuid) -> DateTime<Utc> {
    let sql = "select lease_until from jobs where user_id = $1 and id = $2";
    let values = [bed.owner.into(), job.into()];
    let backend = bed.db.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let row = bed.db.query_one_raw(statement).await;
    let row = row.expect("an answer").expect("a job");
    row.try_get("", "lease_until").expect("a lease")
}

async fn a_lost_lease_stops_the_handler(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("slow"));
    let scene = stage.scene().await;
    // Its lease ends early, and somebody takes the job before a heartbeat has renewed it.
    bed.world.pass(Duration::from_secs(1));
    let claimant = claimant("thief");
    let taken = async {
        loop {
            let early = "update jobs set lease_until = created_at where state = 'running'";
            bed.db.execute_unprepared(early).await.expect("a lease that is over");
            let mut claims = claimant.claim(&bed.db, 1, bed.now()).await.expect("jobs");
            if let Some(claim) = claims.pop() {
                return claim;
            }
        }
    };
    let thief = timeout(PATIENCE, taken).await.expect("a claim");
    assert_eq!((thief.job.id, thief.job.epoch), (job.id, 2));
    scene.dropped().await;
    let held = bed.load(job.id).await;
    assert_eq!((held.state, held.epoch, held.failures), (State::Running, 2, 0));
    bed.finish(&thief, jobs::Ending::Succeeded).await.expect("an end");
    stage.close().await;
    let story = ["queued", "running", "running", "succeeded"];
    assert_eq!(bed.story(job.id).await, story);
}

async fn a_lease_that_cannot_be_renewed_is_given_up(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let heartbeats = bed.heartbeat_db.clone();
    heartbeats.close().await.expect("a closed pool");
    let options = Options { lease: Duration::from_millis(100), ..quick("w") };
    let mut stage = Stage::open(bed, options);
    stage.scene().await.dropped().await;
    stage.close().await;
    let held = bed.load(job.id).await;
    assert_eq!((held.state, held.failures), (State::Running, 0));
    bed.world.pass(Duration::from_secs(1));
    assert_eq!(bed.claim_one("other").await.job.crashes, 1);
}

async fn a_transaction_may_take_longer_than_the_lease(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let lease = Duration::from_millis(100);
    let mut stage = Stage::open(bed, Options { lease, ..quick("w") });
    let scene = stage.scene().await;
    let go_on = scene.lingers(lease * 5).await;
    drop(go_on);
    let done = stage.until(bed, job.id, |job| job.state.is_final()).await;
    assert_eq!((done.state, done.epoch, done.crashes), (State::Succeeded, 1, 0));
    stage.close().await;
    assert_eq!(bed.story(job.id).await, ["queued", "running", "succeeded"]);
}

async fn a_canceled_job_stops_its_handler(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    bed.cancel(subject).await.expect("a job");
    scene.dropped().await;
    stage.close().await;
    assert_eq!(bed.story(job.id).await, ["queued", "running", "canceled"]);
}

async fn a_shutdown_lets_a_job_end(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    stage.shut_down();
    let late = bed.ask(bed.id(), "link").await;
    stage.wake.notify_one();
    scene.order(Order::Succeed);
    stage.close().await;
    assert_eq!(bed.load(job.id).await.state, State::Succeeded);
    assert_eq!(bed.load(late.id).await.state, State::Queued);
}

async fn a_shutdown_gives_back_what_does_not_end(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let options = Options { drain: Duration::from_millis(20), ..quick("w") };
    let mut stage = Stage::open(bed, options);
    stage.scene().await.order(Order::SetBack(Setback::Retry(failure("DOWN"))));
    stage.until(bed, job.id, waiting).await;
    bed.world.pass(Duration::from_secs(5));
    let scene = stage.scene().await;
    assert_eq!(scene.job.attempt(), 2);
    stage.shut_down();
    scene.dropped().await;
    stage.close().await;
    let released = bed.load(job.id).await;
    assert_eq!((released.state, released.failures), (State::Queued, 1));
    assert_eq!((released.crashes, released.attempt()), (0, 2));
    assert_eq!(bed.story(job.id).await.last(), Some(&"queued"));
    let claim = bed.claim_one("next").await;
    assert_eq!((claim.job.attempt(), claim.job.crashes), (2, 0));
}

async fn the_worker_outlives_its_database(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    rename(bed, "jobs", "jobs_gone").await;
    let mut stage = Stage::open(bed, quick("w"));
    // It looks at the clock before each claim: the third look follows two failures.
    bed.world.looked_at(3).await;
    rename(bed, "jobs_gone", "jobs").await;
    stage.scene().await.order(Order::Succeed);
    stage.until(bed, job.id, |job| job.state == State::Succeeded).await;
    stage.close().await;
}

async fn a_worker_without_a_database_goes_on_until_it_is_told_to_stop(bed: &Bed) {
    let stage = Stage::open(bed, quick("w"));
    bed.db.clone().close().await.expect("a closed pool");
    // 0.1, 0.2, 0.4 and 0.8 s later it still asks.
    bed.world.looked_at(5).await;
    stage.close().await;
}

async fn an_end_is_written_once_the_database_is_back(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    rename(bed, "jobs", "jobs_gone").await;
    scene.order(Order::SetBack(Setback::Retry(failure("DOWN"))));
    // It takes an id for each end that it tries to write: the third follows two failures.
    bed.world.ids_taken(3).await;
    rename(bed, "jobs_gone", "jobs").await;
    let after = stage.until(bed, job.id, waiting).await;
    assert_eq!((after.failures, after.crashes), (1, 0));
    stage.close().await;
}

/// Takes the table away, or brings it back: every statement of the engine fails in between.
async fn rename(bed: &Bed, from: &str, to: &str) {
    let sql = format!("alter table {from} rename to {to}");
    bed.db.execute_unprepared(&sql).await.expect("another name");
}
