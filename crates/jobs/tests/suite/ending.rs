//! Ends: what each leaves in the row, and what it costs.

use crate::bed::{Bed, failure};
use chrono::TimeDelta;
use jobs::{Ending, State, WAITED_TOO_LONG};
use serde_json::json;
use std::time::Duration;

on_both_databases!(
    a_success_forgets_the_failures_before_it,
    a_wait_costs_no_attempt,
    a_wait_that_lasts_too_long_is_a_failure,
    a_failure_says_why,
    progress_is_told_as_it_is_made,
    the_end_and_its_transaction_are_one,
);

async fn a_success_forgets_the_failures_before_it(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let claim = bed.claim_one("w").await;
    let wait = Ending::Wait { until: bed.now(), failure: Some(failure("NOT_READY")) };
    bed.finish(&claim, wait).await.expect("an end");
    assert_eq!(bed.load(job.id).await.failure, Some(failure("NOT_READY")));
    let claim = bed.claim_one("w").await;
    bed.world.pass(Duration::from_secs(2));
    bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    let done = bed.load(job.id).await;
    assert_eq!((done.state, &done.failure), (State::Succeeded, &None));
    assert_eq!(done.progress, json!({"pages": 1}));
    assert_eq!((done.waits, done.attempt()), (0, 1));
    assert_eq!(done.started_at, claim.job.started_at);
    assert!(done.finished_at > done.started_at);
    assert!(bed.claim("w").await.is_empty());
}

async fn a_wait_costs_no_attempt(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    for waits in 1..=20 {
        let claim = bed.claim_one("w").await;
        let until = bed.now() + TimeDelta::seconds(30);
        let wait = Ending::Wait { until, failure: None };
        let finished = bed.finish(&claim, wait).await.expect("an end");
        assert_eq!(finished.job.state, State::Waiting);
        assert_eq!((finished.job.waits, finished.job.failures), (waits, 0));
        assert_eq!(finished.job.attempt(), 1);
        assert!(bed.claim("w").await.is_empty());
        bed.world.pass(Duration::from_secs(30));
    }
    assert_eq!(bed.story(job.id).await.len(), 41);
}

async fn a_wait_that_lasts_too_long_is_a_failure(bed: &Bed) {
    for (given, expected) in [(None, WAITED_TOO_LONG), (Some(failure("NOT_READY")), "NOT_READY")] {
        bed.ask(bed.id(), "link").await;
        let mut waits = 0;
        let failed = loop {
            let claim = bed.claim_one("w").await;
            let wait =
                Ending::Wait { until: bed.now() + TimeDelta::hours(1), failure: given.clone() };
            let finished = bed.finish(&claim, wait).await.expect("an end");
            if finished.job.state.is_final() {
                break finished.job;
            }
            waits += 1;
            bed.world.pass(Duration::from_hours(1));
        };
        assert_eq!(waits, 24);
        assert_eq!((failed.state, failed.attempt()), (State::Failed, 1));
        assert_eq!(failed.failure.expect("a failure").code, expected);
    }
}

async fn a_failure_says_why(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    bed.ask(subject, "webhook").await;
    let ending = Ending::Failed(failure("LOGIN_REQUIRED"));
    let finished = bed.finish(&claim, ending).await.expect("an end");
    let failed = bed.load(job.id).await;
    assert_eq!(failed, finished.job);
    assert_eq!(failed.failure, Some(failure("LOGIN_REQUIRED")));
    assert_eq!((failed.failures, failed.attempt()), (1, 1));
    assert!(finished.follow_up.is_some(), "the webhook is answered");

    let claim = bed.claim_one("w").await;
    bed.ask(subject, "manual").await;
    let finished = bed.finish(&claim, Ending::Canceled).await.expect("an end");
    assert_eq!(finished.job.state, State::Canceled);
    assert_eq!(finished.follow_up, None, "nobody wants it any more");
}

async fn progress_is_told_as_it_is_made(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let claim = bed.claim_one("w").await;
    for pages in 1..=3 {
        let progress = json!({"pages": pages, "note": "naïve \"text\""});
        let told = jobs::record_progress(&bed.db, &claim, &progress, bed.now()).await;
        told.expect("a record");
        assert_eq!(bed.load(job.id).await.progress, progress);
    }
    let wait = Ending::Wait { until: bed.now(), failure: None };
    bed.finish(&claim, wait).await.expect("an end");
    let events = jobs::events_after(&bed.db, bed.owner, job.id, 2).await;
    let pages: Vec<_> =
        events.expect("events").iter().map(|event| event.progress["pages"].clone()).collect();
    assert_eq!(pages, [1, 2, 3, 1]);
}

async fn the_end_and_its_transaction_are_one(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    bed.ask(subject, "webhook").await;
    let before = bed.load(job.id).await;
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let progress = json!({});
    let ended = jobs::finish(&tx, &claim, Ending::Succeeded, &progress, bed.now(), bed.id()).await;
    assert_eq!(ended.expect("an end").job.state, State::Succeeded);
    tx.rollback().await.expect("a rollback");
    assert_eq!(bed.load(job.id).await, before);
    assert_eq!(bed.all_about(subject).await.len(), 1);
    assert_eq!(bed.story(job.id).await, ["queued", "running"]);
    let finished = bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    assert!(finished.follow_up.is_some());
}
