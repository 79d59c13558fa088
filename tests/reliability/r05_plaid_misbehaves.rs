//! R5: whatever Plaid does wrong, the sync ends in the documented state, the ledger is whole, and nothing
//! panics. Defects of other programs that follow banks are named beside the rows that show Florin without
//! them.

use std::time::Duration;

use super::bank::{Bank, SYNC};
use super::bed::{Bed, REST, ask_sync};
use super::relay::{Mangle, Relay};
use crate::support::each_database;
use crate::support::scale::{count, reached};

/// What becomes of a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It succeeds by itself, and the ledger is the bank's.
    Heals,
    /// It waits, for reasons that its owner is told in this code, and uses up no attempt.
    Waits(&'static str),
    /// It waits to be tried again, which uses up an attempt, with this code.
    Retries(&'static str),
    /// It has failed with this code, and the item has this status.
    Fails(&'static str, &'static str),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    /// The bank's own fault, so often.
    Fault(&'static str, usize),
    /// The same, in an update of several pages.
    Paged(&'static str, usize),
    /// The answer is changed on its way, so often.
    Mangled(Mangle, usize),
}

use End::{Fails, Heals, Retries, Waits};
use Wrong::{Fault, Mangled, Paged};

const MATRIX: &[(Wrong, End)] = &[
    (Fault("rate_limit", 1), Waits("TRANSACTIONS_SYNC_LIMIT")),
    (Fault("http_500", 1), Heals),
    (Fault("http_500", 3), Retries("PLAID_UNREACHABLE")),
    (Fault("http_502_html", 1), Heals),
    (Fault("http_502_html", 3), Retries("PLAID_UNREACHABLE")),
    (Fault("garbage", 1), Heals),
    (Fault("reset", 1), Heals),
    (Fault("reset", 3), Retries("PLAID_UNREACHABLE")),
    (Fault("truncate", 1), Heals),
    (Fault("slow", 1), Heals),
    (Fault("not_ready", 2), Heals),
    (Fault("PRODUCT_NOT_READY", 1), Heals),
    (Fault("INTERNAL_SERVER_ERROR", 3), Retries("INTERNAL_SERVER_ERROR")),
    (Fault("INSTITUTION_DOWN", 3), Retries("INSTITUTION_DOWN")),
    (Fault("ITEM_LOGIN_REQUIRED", 1), Fails("ITEM_LOGIN_REQUIRED", "login_required")),
    (Fault("INVALID_ACCESS_TOKEN", 1), Fails("INVALID_ACCESS_TOKEN", "revoked")),
    (Fault("ITEM_NOT_FOUND", 1), Fails("ITEM_NOT_FOUND", "revoked")),
    // monetr starts again from no cursor at all here, and may miss what was removed.
    (Paged("mutation_during_pagination", 1), Heals),
    (Paged("mutation_during_pagination", 5), Heals),
    (Mangled(Mangle::DoubledRows, 1), Heals),
    // monetr takes such a page for the end and keeps no cursor.
    (Mangled(Mangle::EmptyPageFirst, 1), Heals),
    (Mangled(Mangle::SameCursor, 1), Retries("PLAID_CURSOR_LOOP")),
    (Mangled(Mangle::UnknownWords, 1), Heals),
    (Mangled(Mangle::NoUtf8, 1), Heals),
    (Mangled(Mangle::WrongType, 1), Heals),
    (Mangled(Mangle::PageAgain, 1), Heals),
    (Mangled(Mangle::TooMany(Some(1)), 1), Heals),
    (Mangled(Mangle::TooMany(Some(1)), 3), Waits("PLAID_UNREACHABLE")),
    (Mangled(Mangle::TooMany(None), 1), Waits("PLAID_UNREACHABLE")),
    (Mangled(Mangle::Drip, 1), Heals),
    // It is left at the client's limit of ten, as often as it comes.
    (Mangled(Mangle::HundredMegabytes, 1), Retries("PLAID_UNREACHABLE")),
    (Mangled(Mangle::HundredMegabytes, 2), Retries("PLAID_UNREACHABLE")),
];

each_database!(async fn r5_whatever_plaid_does_wrong_has_its_documented_end(database) {
    let bank = Bank::start().await;
    let relay = Relay::start().await;
    relay.lead_to(bank.address());
    let url = relay.url();
    // A claim that is lost to a busy machine would begin its calls again, and use up what is ordered.
    let changes = [("PLAID_BASE_URL", url.as_str()), ("FLORIN_JOB_LEASE", "10s")];
    let bed = Bed::start_at(bank, database, 1, &changes).await;
    let rounds = count(1, 2);
    for round in 0..rounds {
        matrix(&bed, &relay, round).await;
    }
    reached("R5", &bed.database, format!(
        "{} kinds of misbehaviour, {rounds} times: each sync in its documented state, every ledger whole \
        afterwards", MATRIX.len()
    ));
});

/// Every row of the matrix at once, each on an item of its own.
async fn matrix(bed: &Bed, relay: &Relay, round: usize) {
    let person = bed.person(&format!("one{round}"), MATRIX.len(), "user_good").await;
    let paged = MATRIX.iter().filter(|(wrong, _)| matches!(wrong, Paged(..))).count();
    let household = bed.person(&format!("several{round}"), paged, "user_household").await;
    bed.store.quiet(REST).await;
    let mut households = household.items.iter();
    let mut rows = Vec::new();
    for (item, (wrong, end)) in person.items.iter().zip(MATRIX) {
        let mut asked = (&person, item);
        match *wrong {
            Fault(fault, times) => bed.bank.fault(SYNC, Some(&item.plaid_item), fault, times).await,
            Mangled(mangle, times) => relay.mangle(&item.plaid_item, mangle, times),
            Paged(fault, times) => {
                let item = households.next().unwrap();
                asked = (&household, item);
                bed.bank.fault(SYNC, Some(&item.plaid_item), fault, times).await;
                // From the beginning, so that there are several pages.
                let from_start = format!(
                    "update items set cursor = null where plaid_item_id = '{}'",
                    item.plaid_item
                );
                assert_eq!(bed.store.execute(&from_start).await, 1);
            }
        }
        rows.push((asked, *wrong, *end));
    }
    for ((person, item), ..) in &rows {
        ask_sync(&person.api, item).await.expect("the sync is taken");
    }
    for ((_, item), wrong, end) in &rows {
        let jobs = format!(
            "from job_events join jobs on jobs.id = job_events.job_id join items on \
            items.id = jobs.subject_id where plaid_item_id = '{}' and job_events.state",
            item.plaid_item
        );
        let (state, code) = match *end {
            Heals => ("succeeded", None),
            Waits(code) | Retries(code) => ("waiting", Some(code)),
            Fails(code, _) => ("failed", Some(code)),
        };
        let code =
            code.map_or_else(String::new, |code| format!("and job_events.error_code = '{code}'"));
        // The first sync succeeded, too.
        let wanted = if *end == Heals { 2 } else { 1 };
        let told = format!("select count(*) {jobs} = '{state}' {code}");
        let told = format!("select case when ({told}) >= {wanted} then 1 else 0 end");
        let has_ended = bed.store.comes_to(&told, 1, Duration::from_secs(90)).await;
        assert!(has_ended, "{wrong:?} did not end as {end:?}");
        let attempts = format!("select coalesce(max(job_events.failures), 0) {jobs} <> ''");
        let attempts = bed.store.number(&attempts).await;
        match *end {
            Waits(_) => assert_eq!(attempts, 0, "{wrong:?} used up an attempt"),
            Retries(_) => assert!(attempts >= 1, "{wrong:?} used up no attempt"),
            Heals => {}
            Fails(_, status) => {
                let found = format!(
                    "select count(*) from items where plaid_item_id = '{}' \
                    and status = '{status}'",
                    item.plaid_item
                );
                assert_eq!(bed.store.number(&found).await, 1, "{wrong:?} leaves no {status}");
            }
        }
    }
    // The fault is over: what failed is asked again, and comes to be whole.
    for (asked, ..) in &rows {
        ask_sync(&asked.0.api, asked.1).await;
    }
    let people = [person, household];
    bed.sound(&people).await;
}
