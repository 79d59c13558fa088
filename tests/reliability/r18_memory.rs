//! R18: an update of fifty thousand transactions is applied in bounded memory, and whole.

use super::bank::Bank;
use super::bed::{Bed, REST, ask_sync};
use super::invariants;
use super::relay::{Mangle, Relay};
use crate::support::each_database;
use crate::support::scale::{reached, size};

/// By how much the process may grow.
const GROWTH_MEGABYTES_MAX: u64 = 64;

each_database!(async fn r18_fifty_thousand_transactions_come_in_bounded_memory(database) {
    let bank = Bank::start().await;
    let relay = Relay::start().await;
    relay.lead_to(bank.address());
    let url = relay.url();
    // The transaction that applies so much outlasts its lease; that must not begin it again.
    let changes = [("PLAID_BASE_URL", url.as_str()), ("FLORIN_JOB_LEASE", "5s")];
    let bed = Bed::start_at(bank, database, 1, &changes).await;
    let people = bed.people(1, 1, "user_good").await;
    // What monetr ends after: ten pages.
    let pages = size(12, 100);
    let before = bed.store.number("select count(*) from transactions").await;
    let resident = bed.servers[0].megabytes("VmRSS:");
    relay.mangle(&people[0].items[0].plaid_item, Mangle::Flood, pages);
    let began = std::time::Instant::now();
    ask_sync(&people[0].api, &people[0].items[0]).await.expect("the sync is taken");
    bed.store.quiet(REST * 3).await;
    let took = began.elapsed();
    let (state, code) = bed.newest(&people[0], &people[0].items[0]).await;
    assert_eq!(state, "SUCCEEDED", "{code}");
    let failures = bed.store.number("select cast(sum(failures + crashes) as bigint) from jobs").await;
    let why = "select coalesce(max(error_code), 'a lost lease') from job_events";
    assert_eq!(failures, 0, "it took more than one attempt: {}", bed.store.text(why).await);
    let after = bed.store.number("select count(*) from transactions").await;
    let rows = i64::try_from(pages * 500).unwrap();
    assert_eq!(after - before, rows);
    let grown = bed.servers[0].megabytes("VmHWM:").saturating_sub(resident);
    assert!(grown < GROWTH_MEGABYTES_MAX, "{grown} megabytes");
    invariants::hold(&bed.store).await;
    reached("R18", &bed.database, format!(
        "{rows} transactions in one update of {pages} pages after {:.0} s: at most {grown} MiB more than before \
        (bound {GROWTH_MEGABYTES_MAX})", took.as_secs_f32()
    ));
});
