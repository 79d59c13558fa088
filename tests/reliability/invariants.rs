//! What holds in the database after every test, whatever was done to the servers.

use super::store::{OPEN, Store};

/// Each must find nothing.
const VIOLATIONS: &[(&str, &str)] = &[
    (
        "a transaction is there twice",
        "select count(*) from (select account_id, plaid_transaction_id from transactions \
         group by account_id, plaid_transaction_id having count(*) > 1) as found",
    ),
    (
        "two jobs of a kind are open for a subject",
        "select count(*) from (select subject_id from jobs where state in OPEN \
         group by user_id, kind, subject_id having count(*) > 1) as found",
    ),
    // Whoever writes a dead letter knows nothing of pages: those leave by the schedule
    // (`tests/retention.rs`).
    (
        "a staged page has no open job",
        "select count(*) from sync_pages where not exists (select 1 from jobs \
         where jobs.user_id = sync_pages.user_id and jobs.id = sync_pages.job_id \
         and (state in OPEN or error_code = 'CRASHED'))",
    ),
    (
        "the numbers of a job's events have a gap",
        "select count(*) from jobs where event_seq <> (select count(*) from job_events \
         where job_events.user_id = jobs.user_id and job_id = jobs.id \
         and seq between 1 and jobs.event_seq) \
         or event_seq <> (select coalesce(max(seq), 0) from job_events \
         where job_events.user_id = jobs.user_id and job_id = jobs.id)",
    ),
    (
        "an ended job has not exactly one last event",
        "select count(*) from jobs where state not in OPEN and (finished_at is null or 1 <> \
         (select count(*) from job_events where job_events.user_id = jobs.user_id \
         and job_id = jobs.id and job_events.state not in OPEN))",
    ),
    (
        "the last event of an ended job is not its state",
        "select count(*) from jobs where state not in OPEN and state <> \
         (select job_events.state from job_events where job_events.user_id = jobs.user_id \
         and job_id = jobs.id and seq = event_seq)",
    ),
    (
        "a row is its parent's no more",
        "select count(*) from transactions where not exists (select 1 from accounts \
         where accounts.user_id = transactions.user_id and accounts.id = transactions.account_id)",
    ),
];

/// A webhook that was taken and that no sync has answered since. A dead letter is an answer: its
/// owner is told, and may ask again.
const UNANSWERED: &str = "select count(*) from webhooks where outcome = 'sync_asked' \
    and exists (select 1 from items where items.user_id = webhooks.user_id \
        and items.id = webhooks.item_id and items.state = 'active') \
    and not exists (select 1 from jobs where jobs.user_id = webhooks.user_id \
        and subject_id = webhooks.item_id and kind = 'sync' \
        and (jobs.state = 'succeeded' or jobs.state = 'failed' or jobs.state in OPEN) \
        and coalesce(jobs.finished_at, webhooks.received_at) >= webhooks.received_at)";

/// Looks for a violation of any.
pub async fn hold(store: &Store) {
    for (violation, sql) in VIOLATIONS {
        let found = store.number(&sql.replace("OPEN", OPEN)).await;
        assert_eq!(found, 0, "{violation}: {found} times");
    }
    let found = store.number(&UNANSWERED.replace("OPEN", OPEN)).await;
    assert_eq!(found, 0, "{found} webhooks were taken and not answered");
}
