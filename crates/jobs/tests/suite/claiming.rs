//! Taking jobs: each by one worker, those of dead workers again, and nothing for a stale one.

use crate::bed::{Bed, KIND, LEASE, claimant};
use jobs::{CRASHED, Claimant, Ending, FinishError, State};
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

on_both_databases!(
    eight_claimers_share_two_hundred_jobs,
    the_oldest_is_taken_first_and_a_strange_kind_never,
    a_job_of_a_dead_worker_is_taken_again,
    a_job_that_kills_its_workers_is_a_dead_letter,
    a_stale_claim_changes_nothing,
    a_worker_of_the_same_name_is_fenced_too,
);

async fn eight_claimers_share_two_hundred_jobs(bed: &Bed) {
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    for _ in 0..200 {
        let new = bed.new_job(bed.id(), "link");
        jobs::enqueue(&tx, new, bed.now()).await.expect("a job");
    }
    tx.commit().await.expect("a commit");
    let claimers: Vec<_> = (0..8)
        .map(|number| {
            let claimant = claimant(&format!("w{number}"));
            let (db, now) = (bed.db.clone(), bed.now());
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let claims = claimant.claim(&db, 7, now).await.expect("an answer");
                    if claims.is_empty() {
                        return taken;
                    }
                    assert!(claims.len() <= 7);
                    taken.extend(claims.into_iter().map(|claim| claim.job));
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for claimer in claimers {
        taken.extend(claimer.await.expect("no panic"));
    }
    let ids: HashSet<_> = taken.iter().map(|job| job.id).collect();
    assert_eq!((taken.len(), ids.len()), (200, 200));
    assert!(taken.iter().all(|job| job.epoch == 1 && job.crashes == 0));
}

async fn the_oldest_is_taken_first_and_a_strange_kind_never(bed: &Bed) {
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(bed.ask(bed.id(), "link").await.id);
        bed.world.pass(Duration::from_secs(1));
    }
    let mut strange = bed.new_job(bed.id(), "link");
    strange.kind = "strange";
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let strange = jobs::enqueue(&tx, strange, bed.now()).await.expect("a job");
    tx.commit().await.expect("a commit");

    let claimant = claimant("w");
    let first = claimant.claim(&bed.db, 1, bed.now()).await.expect("jobs");
    let rest = claimant.claim(&bed.db, 9, bed.now()).await.expect("jobs");
    let taken: Vec<_> = first.iter().chain(&rest).map(|c| c.job.id).collect();
    assert_eq!(taken, expected);
    assert_eq!(bed.load(strange.id).await, strange);
    let knows_nothing = Claimant { kinds: Vec::new(), ..claimant };
    let none = knows_nothing.claim(&bed.db, 9, bed.now()).await;
    assert_eq!(none.expect("an answer").len(), 0);
}

async fn a_job_of_a_dead_worker_is_taken_again(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    let dead = bed.claim_one("dead").await;
    assert_eq!((dead.job.epoch, dead.job.crashes), (1, 0));
    assert_eq!(dead.job.attempt(), 1);
    bed.world.pass(LEASE);
    assert_eq!(bed.claim("w").await.len(), 0, "the lease still holds");
    bed.world.pass(Duration::from_micros(1));
    let rescued = bed.claim_one("w").await;
    assert_eq!((rescued.job.epoch, rescued.job.crashes), (2, 1));
    assert_eq!(rescued.job.started_at, dead.job.started_at);
    bed.finish(&rescued, Ending::Succeeded).await.expect("an end");
    let story = ["queued", "running", "running", "succeeded"];
    assert_eq!(bed.story(job.id).await, story);
}

async fn a_job_that_kills_its_workers_is_a_dead_letter(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    for crashes in 0..=5 {
        assert_eq!(bed.claim_one("w").await.job.crashes, crashes);
        bed.ask(subject, "webhook").await;
        bed.world.pass(LEASE + Duration::from_secs(1));
    }
    let other = bed.ask(bed.id(), "link").await;
    assert_eq!(bed.claim_one("w").await.job.id, other.id);
    let dead = bed.load(job.id).await;
    assert_eq!((dead.state, dead.crashes), (State::Failed, 6));
    assert_eq!((dead.failures, dead.attempt()), (1, 1));
    assert_eq!(dead.failure.expect("a failure").code, CRASHED);
    assert_eq!(bed.all_about(subject).await.len(), 1, "nothing follows");
    assert_eq!(bed.story(job.id).await.last(), Some(&"failed"));
    let again = bed.ask(subject, "manual").await;
    assert_eq!((again.state, again.crashes), (State::Queued, 0));
}

async fn a_stale_claim_changes_nothing(bed: &Bed) {
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    let stale = bed.claim_one("stale").await;
    bed.world.pass(LEASE + Duration::from_secs(1));
    let fresh = bed.claim_one("fresh").await;
    bed.ask(subject, "webhook").await;
    let before = bed.load(job.id).await;
    let story = bed.story(job.id).await;

    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let checked = jobs::check(&tx, &stale).await;
    assert!(matches!(checked, Err(FinishError::Fenced)));
    let progress = json!({"pages": 99});
    for ending in [Ending::Succeeded, Ending::Canceled] {
        let ended = jobs::finish(&tx, &stale, ending, &progress, bed.now(), bed.id()).await;
        assert!(matches!(ended, Err(FinishError::Fenced)));
    }
    // Even a caller that forgets to roll back has written nothing.
    tx.commit().await.expect("a commit");
    let told = jobs::record_progress(&bed.db, &stale, &progress, bed.now()).await;
    assert!(matches!(told, Err(FinishError::Fenced)));
    assert_eq!(bed.load(job.id).await, before);
    assert_eq!(bed.story(job.id).await, story);
    assert_eq!(bed.all_about(subject).await.len(), 1);

    let finished = bed.finish(&fresh, Ending::Succeeded).await.expect("an end");
    assert!(finished.follow_up.is_some());
    let twice = bed.finish(&fresh, Ending::Succeeded).await;
    assert!(matches!(twice, Err(FinishError::Fenced)));
}

async fn a_worker_of_the_same_name_is_fenced_too(bed: &Bed) {
    bed.ask(bed.id(), "link").await;
    let before_restart = bed.claim_one("w").await;
    bed.world.pass(LEASE + Duration::from_secs(1));
    let after_restart = bed.claim_one("w").await;
    assert_eq!(after_restart.job.kind, KIND);
    let late = bed.finish(&before_restart, Ending::Succeeded).await;
    assert!(matches!(late, Err(FinishError::Fenced)));
    bed.finish(&after_restart, Ending::Succeeded).await.expect("an end");
}
