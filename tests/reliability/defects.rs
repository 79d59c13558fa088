//! Defects that were found in the programs closest to this one, each with a test that shows Florin
//! without it. What is named by a letter stands in the comment of its test, with the source.
//!
//! Those that a promise shows already: an update of more than ten pages ends early (monetr,
//! `sync_plaid.go`; R18), an empty page is taken for the end (R5), two syncs of an item at once (R3), a
//! webhook's `iat` in the future is believed (Sure; R6), all pages are held in memory (Sure; R18).

use std::time::{Duration, Instant};

use serde_json::json;

use super::bank::SYNC;
use super::bed::{Bed, INSTITUTION, Person, REST, ask_sync};
use crate::support::each_database;

// monetr, `server/datasources/plaid/plaid_jobs/sync_plaid.go`: a transaction of the database is open
// while Plaid is asked. On SQLite everyone else's writing would wait for Plaid.
each_database!(async fn defect_i_no_transaction_is_open_while_plaid_is_asked(database) {
    let bed = Bed::start_with(database, 1, &[("FLORIN_JOB_LEASE", "30s")]).await;
    let people = bed.people(1, 2, "user_good").await;
    let [slow, other] = [&people[0].items[0], &people[0].items[1]];
    bed.bank.fault(SYNC, Some(&slow.plaid_item), "timeout", 1).await;
    let calls = bed.bank.calls(SYNC, &slow.plaid_item).await.len();
    ask_sync(&people[0].api, slow).await.expect("the sync is taken");
    bed.bank.until_more_calls(SYNC, &slow.plaid_item, calls).await;
    // Plaid says nothing for as long as it is waited for. Others write meanwhile.
    let began = Instant::now();
    bed.bank.advance(&other.plaid_item, 1).await;
    ask_sync(&people[0].api, other).await.expect("the sync is taken");
    while bed.newest(&people[0], other).await.0 != "SUCCEEDED" {
        assert!(began.elapsed() < Duration::from_secs(10), "the other sync waits");
    }
    assert_eq!(bed.newest(&people[0], slow).await.0, "RUNNING");
    bed.sound(&people).await;
});

// monetr, the same file: when the data moves during the pagination it begins again with no cursor at all.
// Plaid: begin again with the cursor of the first page of this update.
each_database!(async fn defect_ii_a_restarted_pagination_begins_with_the_cursor_of_its_update(database) {
    let bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_household").await;
    let item = &people[0].items[0];
    let from = bed.store.text("select cursor from items").await;
    // So much news that it has two pages.
    bed.bank.fault(SYNC, Some(&item.plaid_item), "mutation_during_pagination", 1).await;
    for _ in 0..4 {
        bed.bank.advance(&item.plaid_item, 180).await;
    }
    ask_sync(&people[0].api, item).await;
    bed.sound(&people).await;
    let calls = bed.bank.calls(SYNC, &item.plaid_item).await;
    let hit = calls.iter().position(|call| call["outcome"] != "ok" && call["status"] == 400);
    let hit = hit.expect("the pagination was disturbed");
    // Newest first: what came after the refusal stands before it.
    let again = calls[..hit].last().expect("the pagination began again");
    assert_ne!(again["cursor"], json!(null));
    assert_ne!(again["cursor"], json!(""));
    let began = calls[hit..].iter().find(|call| call["cursor"] == again["cursor"]);
    assert!(began.is_some(), "{again} is no cursor that this update began with ({from})");
});

// monetr, `server/platypus/webhook.go`: the cache of keys never hits where Plaid tells no end of a key.
// Sure asks for the key at each webhook, too.
each_database!(async fn defect_vii_a_key_that_never_expires_is_asked_for_once(database) {
    const KEY: &str = "/webhook_verification_key/get";
    let bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_good").await;
    for _ in 0..5 {
        let before = bed.store.number("select count(*) from webhooks").await;
        // So many that some of them have news.
        bed.bank.advance(&people[0].items[0].plaid_item, 10).await;
        let more = format!("select case when count(*) > {before} then 1 else 0 end from webhooks");
        bed.store.until(&more, 1, REST).await;
    }
    bed.sound(&people).await;
    let asked = bed.bank.count_of_calls(KEY).await;
    assert_eq!(asked, 1, "for {} webhooks", bed.store.number("select count(*) from webhooks").await);
});

// monetr applies hardly any of `modified`, and none of it to amounts; Sure looks for what was removed by a
// column that new rows don't have, and keeps the pending row beside the posted one.
each_database!(async fn defect_what_was_modified_or_removed_is_applied(database) {
    let bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_household").await;
    let item = &people[0].items[0].plaid_item;
    let order = json!({ "days": 20 });
    let told = bed.bank.order(&format!("/sim/items/{item}/advance"), order).await;
    for kind in ["added", "modified", "removed"] {
        assert!(told[kind].as_u64().is_some_and(|count| count > 0), "{kind}: {told}");
    }
    bed.sync_all(&people).await;
    bed.sound(&people).await;
});

// Sure: a webhook is worked on within its request, an exception is swallowed, and 200 is answered.
// monetr: an empty first sync is a success, and the link stays pending for ever.
each_database!(async fn defect_a_first_sync_without_data_goes_on_until_there_is_some(database) {
    let bed = Bed::start(database).await;
    let api = bed.api(0).sign_up("alice").await;
    let token = api.public_token(INSTITUTION, "user_good").await;
    bed.bank.fault(SYNC, None, "not_ready", 3).await;
    let linked = api.exchange(&token).await;
    let people = [Person { api, items: vec![linked] }];
    bed.store.quiet(REST).await;
    assert_eq!(bed.newest(&people[0], &people[0].items[0]).await.0, "SUCCEEDED");
    assert!(bed.store.number("select count(*) from transactions").await > 0);
    bed.sound(&people).await;
});
