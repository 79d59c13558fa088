//! R5, what takes an item or a bank of its own: a bank that refuses connections, data that moves at any
//! page, a bank that is not ready ten times, and one that Plaid has not read for days.

use std::time::{Duration, Instant};

use serde_json::json;

use super::bank::{Bank, SYNC};
use super::bed::{Bed, Person, REST, ask_sync};
use super::proxy::{Proxy, Toxic};
use super::relay::{Mangle, Relay};
use crate::support::scale::{is_full, reached};
use crate::support::{Database, each_database};

each_database!(async fn r5_a_bank_that_refuses_connections_is_waited_for(database) {
    let bank = Bank::start().await;
    let proxy = Proxy::start(vec![bank.address().to_owned()]).await;
    let (address, url) = (proxy.address().to_owned(), format!("http://{}", proxy.address()));
    let bed = Bed::start_at(bank, database, 1, &[("PLAID_BASE_URL", url.as_str())]).await;
    let people = bed.people(1, 1, "user_good").await;
    proxy.set(Toxic::Down);
    drop(proxy);
    bed.bank.advance(&people[0].items[0].plaid_item, 1).await;
    ask_sync(&people[0].api, &people[0].items[0]).await;
    let told = "select count(*) from jobs where state = 'waiting' \
        and error_code = 'PLAID_UNREACHABLE' and failures > 0";
    bed.store.some(told, REST).await;
    let _proxy = Proxy::start_at(&address, vec![bed.bank.address().to_owned()]).await;
    bed.sound(&people).await;
    assert_eq!(bed.newest(&people[0], &people[0].items[0]).await.0, "SUCCEEDED");
});

each_database!(async fn r5_data_that_moves_at_any_page_is_read_whole(database) {
    let (bed, relay, people) = beside_a_relay(database, "user_household").await;
    let item = &people[0].items[0];
    from_start(&bed).await;
    let before = bed.bank.calls(SYNC, &item.plaid_item).await.len();
    bed.sync_all(&people).await;
    let pages = bed.bank.calls(SYNC, &item.plaid_item).await.len() - before;
    assert!(pages > 1, "the history has one page");
    // The sample takes the first page and the last.
    let places: Vec<_> = (1..=pages).filter(|page| is_full() || [1, pages].contains(page)).collect();
    for page in &places {
        from_start(&bed).await;
        relay.mangle(&item.plaid_item, Mangle::Nothing, page - 1);
        relay.mangle(&item.plaid_item, Mangle::Mutation, 1);
        let began = Instant::now();
        while relay.mangles_left(&item.plaid_item) > 0 {
            assert!(began.elapsed() < REST, "page {page} was never asked for");
            bed.sync_all(&people).await;
        }
        bed.sound(&people).await;
    }
    reached("R5 any page", &bed.database, format!(
        "data that moved at {} of {pages} pages of an update: every ledger equal", places.len()
    ));
});

each_database!(async fn r5_a_bank_that_is_not_ready_ten_times_uses_up_no_attempt(database) {
    let bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_good").await;
    let item = &people[0].items[0];
    bed.bank.advance(&item.plaid_item, 1).await;
    bed.store.quiet(REST).await;
    bed.bank.fault(SYNC, Some(&item.plaid_item), "PRODUCT_NOT_READY", 10).await;
    ask_sync(&people[0].api, item).await.expect("the sync is taken");
    let began = Instant::now();
    while bed.bank.look("/sim/faults").await["faults"] != json!([]) {
        assert!(began.elapsed() < REST, "it is not asked again");
        // It would wait for longer each time, up to a quarter of an hour.
        bed.store.execute("update jobs set run_at = created_at where state = 'waiting'").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bed.store.execute("update jobs set run_at = created_at where state = 'waiting'").await;
    bed.store.quiet(REST).await;
    assert_eq!(bed.newest(&people[0], item).await.0, "SUCCEEDED");
    let lost = "select cast(sum(crashes + failures) as bigint) from jobs";
    assert_eq!(bed.store.number(lost).await, 0, "a wait used up an attempt");
    bed.sound(&people).await;
});

each_database!(async fn r5_a_bank_that_plaid_has_not_read_for_days_is_told_as_stale(database) {
    let (bed, relay, people) = beside_a_relay(database, "user_good").await;
    let item = &people[0].items[0];
    for (at, status) in [(Some("2020-02-20T10:00:00Z"), "STALE"), (None, "HEALTHY")] {
        relay.last_read(&item.plaid_item, at);
        bed.sync_all(&people).await;
        let told = people[0].api.ask("{ items { status statusReason } }", json!({})).await;
        assert_eq!(told["items"][0]["status"], status, "{told}");
        let reason = told["items"][0]["statusReason"].as_str().unwrap_or_default();
        assert_eq!(reason.contains("2020-02-20"), at.is_some(), "{told}");
    }
});

/// A person with one bank, between which and the server there is a relay.
async fn beside_a_relay(database: Database, username: &str) -> (Bed, Relay, Vec<Person>) {
    let bank = Bank::start().await;
    let relay = Relay::start().await;
    relay.lead_to(bank.address());
    let url = relay.url();
    let bed = Bed::start_at(bank, database, 1, &[("PLAID_BASE_URL", url.as_str())]).await;
    let people = bed.people(1, 1, username).await;
    (bed, relay, people)
}

/// Has the next sync read the whole history.
async fn from_start(bed: &Bed) {
    bed.store.execute("update items set cursor = null").await;
}
