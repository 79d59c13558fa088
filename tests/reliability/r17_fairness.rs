//! R17: one who asks for much keeps nobody else waiting, and Plaid's limits are never met.

use super::bank::Bank;
use super::bed::{Bed, REST, ask_sync};
use crate::support::each_database;
use crate::support::scale::{count, reached, size};

each_database!(async fn r17_one_who_asks_for_much_keeps_nobody_waiting(database) {
    let bed = Bed::start(database).await;
    let items = count(15, 60);
    let many = bed.person("many", items, "user_good").await;
    let one = bed.person("one", 1, "user_good").await;
    bed.store.quiet(REST).await;
    let asks = many.items.iter().map(|item| ask_sync(&many.api, item));
    let taken = futures_util::future::join_all(asks).await;
    assert!(taken.iter().all(Option::is_some), "the syncs are taken");
    let waiting = bed.store.number("select count(*) from jobs where state = 'queued'").await;
    let asked = std::time::Instant::now();
    ask_sync(&one.api, &one.items[0]).await.expect("the sync is taken");
    let (state, started) = loop {
        let (state, _) = bed.newest(&one, &one.items[0]).await;
        if state != "QUEUED" {
            break (state, asked.elapsed());
        }
    };
    assert_ne!(state, "FAILED");
    // The machine may be slow; that all of the others went first would take far longer.
    assert!(started.as_secs() < 2, "{started:?} behind {waiting} others");
    let people = [many, one];
    bed.sound(&people).await;
    reached("R17 fairness", &bed.database, format!(
        "{items} syncs of one owner asked for, {waiting} of them still waiting: another's started after {} ms",
        started.as_millis()
    ));
});

each_database!(async fn r17_plaids_limits_are_not_met(database) {
    let bank = Bank::start_with_limits().await;
    let bed = Bed::start_at(bank, database, 1, &[]).await;
    let people = bed.people(1, size(2, 20), "user_good").await;
    let rounds = count(10, 20);
    for _ in 0..rounds {
        for item in &people[0].items {
            ask_sync(&people[0].api, item).await;
            bed.bank.advance(&item.plaid_item, 1).await;
        }
    }
    bed.store.quiet(REST).await;
    let told = bed.bank.look("/sim/calls").await;
    let calls = told["calls"].as_array().unwrap();
    let refused = calls.iter().filter(|call| call["status"] == 429).count();
    assert_eq!(refused, 0, "of {} calls", calls.len());
    reached("R17 limits", &bed.database, format!(
        "{} calls for {} items with news and asks without a pause: 0 met a limit of Plaid's",
        calls.len(), people[0].items.len()
    ));
});
