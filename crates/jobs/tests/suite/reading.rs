//! Reading: an owner sees their own jobs, whole and in order, and nobody else's.

use crate::bed::{Bed, KIND};
use jobs::{Ending, Job};
use std::time::Duration;
use uuid::Uuid;

on_both_databases!(
    another_owner_finds_nothing,
    history_is_read_page_by_page,
    the_latest_of_each_subject_is_one_statement,
    events_are_read_from_where_one_left_off,
    what_was_touched_is_found_without_a_hint,
);

/// Three jobs about the subject, one after the other; the last one is open.
async fn three_jobs(bed: &Bed, subject: Uuid) -> Vec<Job> {
    for _ in 0..2 {
        bed.ask(subject, "link").await;
        let claim = bed.claim_one("w").await;
        bed.finish(&claim, Ending::Succeeded).await.expect("an end");
        bed.world.pass(Duration::from_secs(1));
    }
    let run_at = bed.now() + chrono::TimeDelta::days(1);
    bed.ask_at(subject, "schedule", run_at).await;
    bed.all_about(subject).await
}

async fn another_owner_finds_nothing(bed: &Bed) {
    let subject = bed.id();
    let since = bed.now();
    let job = bed.ask(subject, "link").await;
    let (db, stranger) = (&bed.db, bed.id());
    assert_eq!(jobs::load(db, stranger, job.id).await.expect("an answer"), None);
    let latest = jobs::latest(db, stranger, KIND, subject).await;
    assert_eq!(latest.expect("an answer"), None);
    let latest = jobs::latest_of_subjects(db, stranger, KIND, &[subject]).await;
    assert_eq!(latest.expect("an answer"), []);
    let history = jobs::history(db, stranger, KIND, None, None, 10).await;
    assert_eq!(history.expect("an answer"), []);
    let events = jobs::events_after(db, stranger, job.id, 0).await;
    assert_eq!(events.expect("an answer"), []);
    let touched = jobs::touched_since(db, stranger, KIND, since).await;
    assert_eq!(touched.expect("an answer"), []);
    let other_kind = jobs::latest(db, bed.owner, "strange", subject).await;
    assert_eq!(other_kind.expect("an answer"), None);
}

async fn history_is_read_page_by_page(bed: &Bed) {
    let [one, two] = [bed.id(), bed.id()];
    let mut expected = three_jobs(bed, one).await;
    // Asked for at the same moment: the id decides.
    expected.extend(three_jobs(bed, two).await);
    expected.sort_by_key(|job| std::cmp::Reverse((job.created_at, job.id)));
    let mut read = Vec::new();
    loop {
        let before = read.last().map(|job: &Job| (job.created_at, job.id));
        let page = jobs::history(&bed.db, bed.owner, KIND, None, before, 2).await;
        let page = page.expect("a page");
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 2);
        read.extend(page);
    }
    assert_eq!(read, expected);

    let about = |subject| expected.iter().filter(move |job| job.subject == subject);
    let newest = about(one).next().expect("a job");
    let before = Some((newest.created_at, newest.id));
    let rest = jobs::history(&bed.db, bed.owner, KIND, Some(&[one]), before, 10).await;
    let older: Vec<Job> = about(one).skip(1).cloned().collect();
    assert_eq!(rest.expect("a page"), older);
}

async fn the_latest_of_each_subject_is_one_statement(bed: &Bed) {
    let [one, two, without] = [bed.id(), bed.id(), bed.id()];
    let mut expected = Vec::new();
    for subject in [one, two] {
        let newest = three_jobs(bed, subject).await.pop().expect("a job");
        let latest = jobs::latest(&bed.db, bed.owner, KIND, subject).await;
        assert_eq!(latest.expect("an answer").as_ref(), Some(&newest));
        expected.push(newest);
    }
    let subjects = [two, without, one];
    let latest = jobs::latest_of_subjects(&bed.db, bed.owner, KIND, &subjects).await;
    let mut latest = latest.expect("an answer");
    latest.sort_by_key(|job| job.subject);
    assert_eq!(latest, expected);
    let none = jobs::latest_of_subjects(&bed.db, bed.owner, KIND, &[]).await;
    assert_eq!(none.expect("an answer"), []);
}

async fn events_are_read_from_where_one_left_off(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    bed.world.pass(Duration::from_secs(1));
    let claim = bed.claim_one("w").await;
    bed.world.pass(Duration::from_secs(1));
    let finished = bed.finish(&claim, Ending::Succeeded).await.expect("an end");
    assert_eq!(bed.story(job.id).await, ["queued", "running", "succeeded"]);
    let events = jobs::events_after(&bed.db, bed.owner, job.id, 1).await;
    let [running, succeeded] = &events.expect("events")[..] else {
        panic!("two events come after the first");
    };
    assert_eq!((running.job, running.seq), (job.id, 2));
    assert_eq!(running.started_at, Some(running.at));
    assert_eq!(running.finished_at, None);
    assert_eq!(succeeded.seq, finished.job.event_seq);
    assert_eq!(succeeded.progress, finished.job.progress);
    assert_eq!(succeeded.finished_at, Some(succeeded.at));
    assert_eq!(succeeded.finished_at, finished.job.finished_at);
    assert!(running.at < succeeded.at);
}

async fn what_was_touched_is_found_without_a_hint(bed: &Bed) {
    let jobs = three_jobs(bed, bed.id()).await;
    let touched = |since| jobs::touched_since(&bed.db, bed.owner, KIND, since);
    let second_end = jobs[1].finished_at.expect("an end");
    let ids: Vec<Uuid> =
        touched(second_end).await.expect("jobs").iter().map(|job| job.id).collect();
    assert_eq!(ids, [jobs[2].id, jobs[1].id]);
    bed.world.pass(Duration::from_mins(1));
    let open = touched(bed.now()).await.expect("jobs");
    assert_eq!(open, [jobs[2].clone()], "an open job is always found");
}
