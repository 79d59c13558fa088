//! R6: forged webhooks have no effect, the same news twice or in another order is one sync, and what was
//! answered with 200 is durable.

use std::collections::HashSet;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::bank::Bank;
use super::bed::{Bed, Person, REST};
use super::chance::Chance;
use super::relay::{Passed, Relay};
use crate::support::scale::{count, reached, size};
use crate::support::{Database, each_database};

/// Everything that is signed falsely in one way, as the bank can forge it.
const FORGERIES: usize = 28;

/// A bed whose webhooks pass a letterbox that remembers how they were answered.
pub(super) async fn start(database: Database) -> (Bed, Relay) {
    let relay = Relay::start().await;
    let url = format!("{}/webhooks/plaid", relay.url());
    let bank = Bank::start().await;
    let bed = Bed::start_at(bank, database, 1, &[("PLAID_WEBHOOK_URL", url.as_str())]).await;
    relay.lead_to(bed.servers[0].address());
    (bed, relay)
}

each_database!(async fn r6_a_forged_webhook_has_no_effect(database) {
    let (bed, relay) = start(database).await;
    let people = bed.people(1, 1, "user_good").await;
    bed.bank.advance(&people[0].items[0].plaid_item, 1).await;
    news_arrived(&bed).await;
    bed.store.quiet(REST).await;
    let jobs = bed.store.number("select count(*) from jobs").await;
    let webhooks = bed.store.number("select count(*) from webhooks").await;
    let rounds = count(1, 10);
    let before = relay.passed().len();
    for round in 1..=rounds {
        bed.bank.order("/sim/webhooks/replay", json!({ "mode": "forge" })).await;
        let sent = || relay.passed().len() - before;
        until(|| sent() >= round * FORGERIES).await;
    }
    let passed = relay.passed().split_off(before);
    for passed in &passed {
        let status = passed.status.expect("the server is there");
        assert!(status.is_client_error() || status == StatusCode::SERVICE_UNAVAILABLE, "a forgery was answered with {status}: {:?}", passed.token);
    }
    assert_eq!(bed.store.number("select count(*) from webhooks").await, webhooks);
    assert_eq!(bed.store.number("select count(*) from jobs").await, jobs);
    bed.sound(&people).await;
    reached("R6 forged", &bed.database, format!(
        "{} deliveries of {FORGERIES} kinds: 0 accepted, 0 rows, 0 syncs", passed.len()
    ));
});

each_database!(async fn r6_news_twice_and_shuffled_is_one_sync_and_taken_means_durable(database) {
    let mut chance = Chance::new("r6");
    let (mut bed, relay) = start(database).await;
    let people = bed.people(size(1, 2), 2, "user_good").await;
    let rounds = count(6, 50);
    let mut kills = 0;
    for round in 0..rounds {
        let person = chance.one(&people);
        bed.bank.advance(&chance.one(&person.items).plaid_item, 1).await;
        if round % 2 == 0 {
            let mode = *chance.one(&["duplicate", "shuffle"]);
            let order = json!({ "mode": mode, "count": 10 });
            // Nothing was sent yet in the first round, maybe.
            news_arrived(&bed).await;
            bed.bank.order("/sim/webhooks/replay", order).await;
        }
        tokio::time::sleep(chance.pause(50..300)).await;
        if round % 3 == 2 {
            bed.servers[0].kill().await;
            kills += 1;
            bed.servers[0].resume().await;
        }
    }
    bed.store.quiet(REST).await;
    let passed = relay.passed();
    let taken: HashSet<Vec<u8>> = passed
        .iter()
        .filter(|passed| passed.status.is_some_and(|status| status.is_success()))
        .map(|passed| Sha256::digest(passed.token.as_deref().unwrap()).to_vec())
        .collect();
    let kept = bed.store.blobs("select token_hash from webhooks").await;
    let lost = taken.iter().filter(|hash| !kept.contains(*hash)).count();
    assert_eq!(lost, 0, "webhooks were answered with 200 and are gone");
    let syncs = "select count(*) from jobs where cause = 'webhook'";
    let syncs = usize::try_from(bed.store.number(syncs).await).unwrap();
    assert!(syncs <= passed.len(), "more syncs than news");
    slowest(&passed);
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached("R6 durable", &bed.database, format!(
        "{} deliveries over {kills} SIGKILLs: {} taken with 200, 0 of them lost, {syncs} syncs; \
        seed {}",
        passed.len(), taken.len(), chance.seed,
    ));
});

each_database!(async fn r6_a_burst_of_the_same_news_is_few_syncs(database) {
    let (bed, relay) = start(database).await;
    let people: Vec<Person> = bed.people(1, 1, "user_good").await;
    bed.bank.advance(&people[0].items[0].plaid_item, 1).await;
    news_arrived(&bed).await;
    bed.store.quiet(REST).await;
    let before = relay.passed().len();
    let jobs = bed.store.number("select count(*) from jobs").await;
    // The news and the older forms of it that Plaid sends beside.
    let burst = size(60, 600);
    let order = json!({ "mode": "duplicate", "count": 3 });
    for _ in 0..burst / 3 {
        bed.bank.order("/sim/webhooks/replay", order.clone()).await;
    }
    until(|| relay.passed().len() - before >= burst / 3 * 3).await;
    bed.store.quiet(REST).await;
    let syncs = bed.store.number("select count(*) from jobs").await - jobs;
    let passed = relay.passed().split_off(before);
    assert!(passed.iter().all(|passed| passed.status.is_some_and(|status| status.is_success())));
    assert!(syncs >= 1 && usize::try_from(syncs).unwrap() < burst, "{syncs} syncs");
    bed.sound(&people).await;
    let slowest = slowest(&passed);
    reached("R6 burst", &bed.database, format!(
        "{burst} deliveries of one item's news: {syncs} syncs; the slowest answer after {slowest:.1?}"
    ));
});

/// How long the slowest answer took, of those that came. Plaid gives up on one after ten seconds.
fn slowest(passed: &[Passed]) -> Duration {
    let answered = passed.iter().filter(|passed| passed.status.is_some());
    let slowest = answered.map(|passed| passed.took).max().expect("webhooks were sent");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
    slowest
}

/// Until the bank has no news that it has not tried to send, and none that still waits for its answer.
pub(super) async fn news_arrived(bed: &Bed) {
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..600 {
        looks.tick().await;
        let told = bed.bank.look("/sim/webhooks").await;
        let empty = Vec::new();
        let open = |webhook: &Value| webhook["attempts"] == 0 || webhook["is_under_way"] == true;
        let waiting = told["waiting"].as_array().unwrap_or(&empty);
        let sent = told["sent"].as_array().unwrap_or(&empty);
        if !sent.is_empty() && !waiting.iter().any(open) {
            return;
        }
    }
    panic!("the bank's webhooks were not sent within 30 seconds");
}

async fn until(holds: impl Fn() -> bool) {
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..6000 {
        looks.tick().await;
        if holds() {
            return;
        }
    }
    panic!("it did not come about within two minutes");
}
