//! R7: without any webhook every item still follows its bank, by the schedule.

use std::time::{Duration, Instant};

use super::bed::{Bed, REST};
use crate::support::each_database;
use crate::support::scale::{count, reached, size};

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9/webhooks/plaid";

/// In place of six hours.
const PERIOD: Duration = Duration::from_secs(3);

each_database!(async fn r7_a_bank_that_sends_nothing_is_followed_within_a_period(database) {
    let changes = [("PLAID_WEBHOOK_URL", NOWHERE), ("FLORIN_SYNC_EVERY", "3s")];
    let bed = Bed::start_with(database, 1, &changes).await;
    let people = bed.people_unchecked(1, size(2, 20), "user_good").await;
    let rounds = count(2, 10);
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds {
        for item in &people[0].items {
            bed.bank.advance(&item.plaid_item, 2).await;
        }
        let began = Instant::now();
        while !bed.is_equal(&people[0]).await {
            assert!(began.elapsed() < REST, "the ledgers did not follow");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        slowest = slowest.max(began.elapsed());
    }
    let taken = bed.store.number("select count(*) from webhooks").await;
    assert_eq!(taken, 0);
    reached("R7", &bed.database, format!(
        "{rounds} times news at {} banks, 0 webhooks, period {} s: every ledger equal after at most {:.1} s",
        people[0].items.len(), PERIOD.as_secs(), slowest.as_secs_f32(),
    ));
});
