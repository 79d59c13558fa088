//! Asking for jobs: one is open at most, and no ask is lost.

use crate::bed::{Bed, KIND, LEASE, failure};
use chrono::TimeDelta;
use jobs::{Claim, Ending, Finished, Job, State};
use sea_orm::DbBackend;
use std::time::Duration;

on_both_databases!(
    an_ask_is_part_of_its_transaction,
    transactions_that_read_before_they_write_take_turns,
    asking_again_joins_the_job_that_has_not_begun,
    asking_again_makes_a_waiting_job_due_now,
    the_earliest_moment_counts,
    asks_during_a_run_lead_to_exactly_one_more_job,
    a_later_ask_during_a_run_is_answered_later,
    a_retry_answers_the_ask_that_came_before_it,
    asks_that_race_with_the_end_are_not_lost,
    owners_do_not_meet,
    what_is_called_off_is_over,
    calling_off_misses_no_job_that_begins_meanwhile,
    an_ask_that_waits_for_the_end_begins_anew,
    an_end_that_waits_for_an_ask_answers_it,
    an_ask_passes_whoever_writes_for_the_job,
);

async fn an_ask_is_part_of_its_transaction(bed: &Bed) {
    let subject = bed.id();
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let job = jobs::enqueue(&tx, bed.new_job(subject, "link"), bed.now()).await;
    let job = job.expect("a job");
    tx.rollback().await.expect("a rollback");
    let found = jobs::load(&bed.db, bed.owner, job.id).await;
    assert_eq!(found.expect("an answer"), None);

    let job = bed.ask(subject, "link").await;
    assert_eq!(bed.load(job.id).await, job);
    assert_eq!(job.state, State::Queued);
    assert_eq!((job.attempt(), job.epoch, job.event_seq), (0, 0, 1));
    assert_eq!(job.cause, "link");
    assert_eq!(job.progress, serde_json::json!({}));
    assert_eq!(bed.story(job.id).await, ["queued"]);
}

async fn transactions_that_read_before_they_write_take_turns(bed: &Bed) {
    let subject = bed.id();
    let turns = (0..8).map(|_| async {
        let tx = jobs::begin(&bed.db).await?;
        let latest = jobs::latest(&tx, bed.owner, KIND, subject).await?;
        let cause = if latest.is_some() { "webhook" } else { "link" };
        let job = jobs::enqueue(&tx, bed.new_job(subject, cause), bed.now()).await?;
        tx.commit().await?;
        Ok::<Job, sea_orm::DbErr>(job)
    });
    let asked = futures_util::future::try_join_all(turns).await;
    let asked = asked.expect("a turn for each");
    assert_eq!(asked.len(), 8);
    assert!(asked.iter().all(|job| job.id == asked[0].id));
}

async fn asking_again_joins_the_job_that_has_not_begun(bed: &Bed) {
    let subject = bed.id();
    let first = bed.ask(subject, "link").await;
    bed.world.pass(Duration::from_secs(1));
    let second = bed.ask(subject, "webhook").await;
    assert_eq!(second, first, "nothing that anybody sees has changed");
    assert_eq!(bed.all_about(subject).await.len(), 1);
    assert_eq!(bed.story(first.id).await, ["queued"]);

    let other = bed.ask(bed.id(), "link").await;
    assert_ne!(other.id, first.id);
    assert_eq!(bed.claim("w").await.len(), 2);
}

async fn asking_again_makes_a_waiting_job_due_now(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    let wait = Ending::Wait {
        until: bed.now() + TimeDelta::hours(1),
        failure: Some(failure("RATE_LIMIT")),
    };
    bed.finish(&claim, wait).await.expect("an end");
    assert_eq!(bed.claim("w").await.len(), 0);

    let asked = bed.ask(subject, "manual").await;
    assert_eq!((asked.id, asked.state), (job.id, State::Waiting));
    assert_eq!(asked.cause, "link");
    let story = ["queued", "running", "waiting", "waiting"];
    assert_eq!(bed.story(job.id).await, story);
    assert_eq!(bed.claim_one("w").await.job.id, job.id);
}

async fn the_earliest_moment_counts(bed: &Bed) {
    let subject = bed.id();
    let [soon, later] = [1, 6].map(|hours| bed.now() + TimeDelta::hours(hours));
    let first = bed.ask_at(subject, "schedule", later).await;
    assert_eq!(bed.claim("w").await.len(), 0);
    let second = bed.ask_at(subject, "schedule", soon).await;
    assert_eq!(second.id, first.id);
    assert!(second.run_at < first.run_at);
    let third = bed.ask_at(subject, "schedule", later).await;
    assert_eq!(third, second);
    bed.world.pass(Duration::from_secs(3_601));
    assert_eq!(bed.claim_one("w").await.job.id, first.id);
}

async fn asks_during_a_run_lead_to_exactly_one_more_job(bed: &Bed) {
    let subject = bed.id();
    let first = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    for cause in ["webhook", "manual", "webhook"] {
        bed.world.pass(Duration::from_secs(1));
        assert_eq!(bed.ask(subject, cause).await.id, first.id);
    }
    assert_eq!(bed.story(first.id).await, ["queued", "running"]);
    let finished = bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    assert_eq!(finished.job.state, State::Succeeded);
    let next = finished.follow_up.expect("one more job");
    assert_eq!((next.state, next.cause.as_str()), (State::Queued, "webhook"));
    assert_eq!(bed.all_about(subject).await, [finished.job, next.clone()]);

    let claim = bed.claim_one("w").await;
    assert_eq!(claim.job.id, next.id);
    let finished = bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    assert_eq!(finished.follow_up, None);
    assert_eq!(bed.all_about(subject).await.len(), 2);
    assert_eq!(bed.claim("w").await.len(), 0);
}

async fn a_later_ask_during_a_run_is_answered_later(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    let later = bed.now() + TimeDelta::hours(6);
    bed.ask_at(subject, "schedule", later).await;
    let finished = bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    let next = finished.follow_up.expect("one more job");
    assert_eq!(next.run_at.timestamp_micros(), later.timestamp_micros());
    assert_eq!(next.cause, "schedule");
    assert_eq!(bed.claim("w").await.len(), 0);
    bed.world.pass(Duration::from_hours(6));
    assert_eq!(bed.claim_one("w").await.job.id, next.id);
}

async fn a_retry_answers_the_ask_that_came_before_it(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    bed.claim_one("w").await;
    bed.ask(subject, "webhook").await;
    bed.world.pass(LEASE + Duration::from_secs(1));
    let rescued = bed.claim_one("v").await;
    let finished = bed.finish(&rescued, Ending::Succeeded).await.expect("an end");
    assert_eq!(finished.follow_up, None, "the second run began after the ask");
}

async fn asks_that_race_with_the_end_are_not_lost(bed: &Bed) {
    for _ in 0..15 {
        let subject = bed.id();
        bed.ask(subject, "link").await;
        let claim = bed.claim_one("w").await;
        let (finished, asked) =
            tokio::join!(bed.finish(&claim, Ending::Succeeded), bed.ask(subject, "webhook"));
        let finished = finished.expect("an end");
        let all = bed.all_about(subject).await;
        let states: Vec<State> = all.iter().map(|job| job.state).collect();
        let mut sorted = states.clone();
        sorted.sort_by_key(|state| state.is_open());
        assert_eq!(sorted, [State::Succeeded, State::Queued]);
        // The ask met either the running job, which then has a successor, or none.
        assert_eq!(finished.follow_up.is_some(), asked.id == claim.job.id);
        let next = bed.claim_one("w").await;
        bed.finish(&next, Ending::Succeeded).await.expect("an end");
    }
}

async fn owners_do_not_meet(bed: &Bed) {
    let subject = bed.id();
    let mine = bed.ask(subject, "link").await;
    let mut new = bed.new_job(subject, "link");
    new.owner = bed.id();
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let other = jobs::enqueue(&tx, new.clone(), bed.now()).await.expect("a job");
    let canceled = jobs::cancel(&tx, new.owner, KIND, subject, bed.now()).await;
    tx.commit().await.expect("a commit");
    assert_eq!((other.owner, other.id), (new.owner, new.id));
    assert_eq!(canceled.expect("an answer").map(|job| job.id), Some(new.id));
    assert_eq!(bed.load(mine.id).await, mine);
}

async fn what_is_called_off_is_over(bed: &Bed) {
    let subject = bed.id();
    assert_eq!(bed.cancel(subject).await, None);
    let job = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    bed.ask(subject, "webhook").await;
    let canceled = bed.cancel(subject).await.expect("a job");
    assert_eq!((canceled.id, canceled.state), (job.id, State::Canceled));
    assert!(canceled.finished_at.is_some());
    assert_eq!(bed.story(job.id).await, ["queued", "running", "canceled"]);
    let late = bed.finish(&claim, Ending::Succeeded).await;
    assert!(matches!(late, Err(jobs::FinishError::Fenced)));
    assert_eq!(bed.cancel(subject).await, None);
    assert_eq!(bed.all_about(subject).await, [canceled]);
}

async fn calling_off_misses_no_job_that_begins_meanwhile(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    bed.ask(subject, "webhook").await;
    let (finished, canceled) = during_the_end(bed, &claim, bed.cancel(subject)).await;
    let next = finished.follow_up.expect("the webhook's job");
    assert_eq!(canceled.map(|job| job.id), Some(next.id));
    let all = bed.all_about(subject).await;
    assert!(all.iter().all(|job| job.state.is_final()));
}

async fn an_ask_that_waits_for_the_end_begins_anew(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    let asking = bed.ask(subject, "webhook");
    let (finished, asked) = during_the_end(bed, &claim, asking).await;
    assert_eq!(finished.follow_up, None);
    assert_eq!((asked.state, asked.cause.as_str()), (State::Queued, "webhook"));
    assert_eq!(bed.all_about(subject).await, [finished.job, asked]);
}

async fn an_end_that_waits_for_an_ask_answers_it(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let asked = jobs::enqueue(&tx, bed.new_job(subject, "webhook"), bed.now()).await;
    assert_eq!(asked.expect("a job").id, claim.job.id);
    let commit = async {
        bed.somebody_waits().await;
        tx.commit().await.expect("a commit");
    };
    let (finished, ()) = tokio::join!(bed.finish(&claim, Ending::Succeeded), commit);
    let next = finished.expect("an end").follow_up.expect("one more job");
    assert_eq!(next.cause, "webhook");
}

// On SQLite everybody waits for its one writer, and what is said here holds all the more.
async fn an_ask_passes_whoever_writes_for_the_job(bed: &Bed) {
    let subject = bed.id();
    bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let locked = jobs::check(&tx, &claim).await.expect("the claim holds");
    if bed.db.get_database_backend() == DbBackend::Postgres {
        let asked = tokio::time::timeout(LEASE, bed.ask(subject, "webhook")).await;
        assert_eq!(asked.expect("an ask that waits for nobody").id, claim.job.id);
        // Nobody takes the job, though its lease is over.
        bed.world.pass(LEASE + Duration::from_secs(1));
        assert_eq!(bed.claim("thief").await.len(), 0);
    }
    let (now, id) = (bed.now(), bed.id());
    let write = async {
        bed.somebody_waits().await;
        let progress = serde_json::json!({});
        let ended = jobs::finish(&tx, &claim, Ending::Succeeded, &progress, now, id).await;
        drop(locked);
        tx.commit().await.expect("a commit");
        ended.expect("nobody has called the job off")
    };
    let (canceled, finished) = tokio::join!(bed.cancel(subject), write);
    assert_eq!(canceled.map(|job| job.id), finished.follow_up.map(|job| job.id));
    assert!(bed.all_about(subject).await.iter().all(|job| job.state.is_final()));
}

/// Ends the claim as succeeded and commits only when `other` waits for the row.
async fn during_the_end<T>(
    bed: &Bed,
    claim: &Claim,
    other: impl Future<Output = T>,
) -> (Finished, T) {
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let (now, id) = (bed.now(), bed.id());
    let progress = serde_json::json!({});
    let ended = jobs::finish(&tx, claim, Ending::Succeeded, &progress, now, id).await;
    let commit = async {
        bed.somebody_waits().await;
        tx.commit().await.expect("a commit");
    };
    let (other, ()) = tokio::join!(other, commit);
    (ended.expect("an end"), other)
}
