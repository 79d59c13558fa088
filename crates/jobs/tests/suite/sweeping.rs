//! Old jobs leave, and what is shown of a subject stays.

use crate::bed::{Bed, failure};
use chrono::TimeDelta;
use jobs::{Ending, SWEEP_MAX, State};
use sea_orm::{ConnectionTrait as _, Statement};
use std::time::Duration;

on_both_databases!(
    old_jobs_leave_with_their_events_and_the_newest_stays,
    what_is_open_stays_however_old,
    old_jobs_leave_in_batches,
);

async fn count(bed: &Bed, table: &str) -> i64 {
    let backend = bed.db.get_database_backend();
    let sql = format!("select count(*) as rows_found from {table}");
    let row = bed.db.query_one_raw(Statement::from_string(backend, sql)).await;
    row.expect("an answer").expect("a row").try_get("", "rows_found").expect("a count")
}

async fn old_jobs_leave_with_their_events_and_the_newest_stays(bed: &Bed) {
    let (subject, other) = (bed.id(), bed.id());
    let mut ended = Vec::new();
    for (subject, ending) in [
        (subject, Ending::Succeeded),
        (subject, Ending::Failed(failure("DOWN"))),
        (other, Ending::Succeeded),
        (subject, Ending::Succeeded),
    ] {
        let job = bed.ask(subject, "link").await;
        let claim = bed.claim_one("w").await;
        bed.finish(&claim, ending).await.expect("an end");
        ended.push(job.id);
        bed.world.pass(Duration::from_hours(24));
    }
    // Four days later the second is three days old, and the newest of each subject stays.
    let before = bed.now() - TimeDelta::hours(72);
    assert_eq!(jobs::sweep(&bed.db, before).await.expect("a count"), 1);
    let before = bed.now() + TimeDelta::days(365);
    assert_eq!(jobs::sweep(&bed.db, before).await.expect("a count"), 1);
    assert_eq!(jobs::sweep(&bed.db, before).await.expect("a count"), 0);
    let left: Vec<_> = bed.all_about(subject).await.iter().map(|job| job.id).collect();
    assert_eq!(left, [ended[3]]);
    assert_eq!(bed.all_about(other).await.len(), 1);
    assert_eq!(count(bed, "job_events").await, 6);
}

async fn what_is_open_stays_however_old(bed: &Bed) {
    let subject = bed.id();
    let old = bed.ask(subject, "link").await;
    let claim = bed.claim_one("w").await;
    bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    bed.world.pass(Duration::from_secs(1));
    let open = bed.ask(subject, "webhook").await;
    bed.world.pass(Duration::from_hours(24 * 365));
    // An open job's state is shown, but it may still be called off: the last word stays too.
    assert_eq!(jobs::sweep(&bed.db, bed.now()).await.expect("a count"), 0);
    assert_eq!(bed.load(open.id).await.state, State::Queued);
    assert_eq!(bed.load(old.id).await.state, State::Succeeded);
}

async fn old_jobs_leave_in_batches(bed: &Bed) {
    let subject = bed.id();
    let rows = SWEEP_MAX + 20;
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    for _ in 0..=rows {
        let new = bed.new_job(subject, "link");
        jobs::enqueue(&tx, new, bed.now()).await.expect("a job");
        let kind = crate::bed::KIND;
        jobs::cancel(&tx, bed.owner, kind, subject, bed.now()).await.expect("an end");
    }
    tx.commit().await.expect("a commit");
    let later = bed.now() + TimeDelta::days(1);
    assert_eq!(jobs::sweep(&bed.db, later).await.expect("a count"), SWEEP_MAX);
    assert_eq!(jobs::sweep(&bed.db, later).await.expect("a count"), 20);
    assert_eq!((count(bed, "jobs").await, count(bed, "job_events").await), (1, 2));
}
