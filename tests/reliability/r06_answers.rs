//! R6: a webhook is answered at once, also while the news before it is fetched and while forgers send
//! theirs (S28), and in time where the database is slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::bed::{Bed, REST};
use super::chance::Chance;
use super::proxy::Toxic;
use super::r06_webhooks::{news_arrived, start};
use super::r08_postgres::behind_a_proxy;
use super::relay::Relay;
use crate::support::each_database;
use crate::support::scale::{count, is_full, reached};
use crate::support::webhook::of_a_made_up_key;

/// Twenty a second; five where every statement takes its time.
const PACE: Duration = Duration::from_millis(50);
const SLOW_PACE: Duration = Duration::from_millis(200);

/// Two hundred a second.
const FLOOD_PACE: Duration = Duration::from_millis(5);

/// One delivery in so many is news of days that have just passed at the bank, so that there is always
/// something to fetch; and one in so many is forged.
const NEWS_EVERY: usize = 10;
const FORGED_EVERY: usize = 20;

/// Plaid gives up on an answer after ten seconds. A sample on a busy machine is held to that alone.
const PLAID_WAITS: Duration = Duration::from_secs(10);

/// What `make prove` holds ninety-nine answers of a hundred to, of a release build.
const AT_ONCE: Duration = Duration::from_millis(100);

/// What it holds every answer to where each statement takes 50 ms more: half of it on the way to the
/// database, half on the way back.
const IN_TIME: Duration = Duration::from_secs(2);
const HALF_LATE: Duration = Duration::from_millis(25);

each_database!(async fn r6_a_webhook_is_answered_at_once(database) {
    let (bed, relay) = start(database).await;
    let deliveries = count(60, 2_000);
    let answers = deliver(&bed, &relay, (deliveries, PACE), async || JoinSet::new()).await;
    answers.came_at_once();
    reached("R6 at once", &bed.database, answers);
});

each_database!(async fn r6_a_webhook_is_answered_at_once_beside_a_flood_of_made_up_keys(database) {
    let (bed, relay) = start(database).await;
    let sent = Arc::new(AtomicUsize::new(0));
    let flood = async || flood(bed.servers[0].address(), sent.clone());
    let answers = deliver(&bed, &relay, (count(60, 1_000), PACE), flood).await;
    answers.came_at_once();
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent > 0, "there was no flood");
    reached("R6 flood", &bed.database, format!("{sent} tokens of made-up keys beside {answers}"));
});

#[tokio::test(flavor = "multi_thread")]
async fn r6_a_webhook_is_answered_in_time_where_the_database_is_slow() {
    let (database, through, proxy) = behind_a_proxy().await;
    let (mut bed, relay) = start(through).await;
    bed.database = database;
    bed.reopen().await;
    let slow = async || {
        proxy.set(Toxic::Latency(HALF_LATE));
        JoinSet::new()
    };
    let answers = deliver(&bed, &relay, (count(20, 200), SLOW_PACE), slow).await;
    assert!(answers.slowest < if is_full() { IN_TIME } else { PLAID_WAITS }, "{answers:?}");
    reached("R6 slow", &bed.database, format!("50 ms more for each statement: {answers}"));
}

/// How long the answers took.
#[derive(Debug)]
struct Answers {
    number: usize,
    pace: Duration,
    forged: usize,
    syncs: i64,
    p99: Duration,
    slowest: Duration,
}

impl Answers {
    fn came_at_once(&self) {
        assert!(self.slowest < PLAID_WAITS, "{self:?}");
        assert!(self.p99 < AT_ONCE || !is_full(), "{self:?}");
    }
}

impl std::fmt::Display for Answers {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, pace, forged, syncs, p99, slowest } = self;
        write!(
            to,
            "{number} deliveries at {} a second, {forged} of them forged and refused, beside {syncs} syncs: \
            answered within {p99:.1?} (p99), the slowest within {slowest:.1?}",
            1_000 / pace.as_millis(),
        )
    }
}

/// Forgers who send a token after the other, until what is returned is dropped.
fn flood(server: &str, sent: Arc<AtomicUsize>) -> JoinSet<()> {
    let (http, url) = (reqwest::Client::new(), format!("http://{server}/webhooks/plaid"));
    let mut forgers = JoinSet::new();
    forgers.spawn(async move {
        let mut turns = tokio::time::interval(FLOOD_PACE);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            let number = sent.fetch_add(1, Ordering::Relaxed);
            let forged = http.post(&url).header("Plaid-Verification", of_a_made_up_key(number));
            let status = forged.body("{}").send().await.unwrap().status().as_u16();
            // 401: not Plaid's. 503: it may be, for Plaid can't be asked so often.
            assert!([401, 503].contains(&status), "{status}");
        }
    });
    forgers
}

/// Delivers news of two banks, at an even pace, beside something else; the ledger is the bank's in the
/// end.
async fn deliver(
    bed: &Bed,
    relay: &Relay,
    (deliveries, pace): (usize, Duration),
    beside: impl AsyncFnOnce() -> JoinSet<()>,
) -> Answers {
    let mut chance = Chance::new("r6 answers");
    let people = bed.people(1, 2, "user_good").await;
    let items = &people[0].items;
    bed.bank.advance(&items[0].plaid_item, 1).await;
    news_arrived(bed).await;
    bed.store.quiet(REST).await;
    let jobs = bed.store.number("select count(*) from jobs").await;
    let mut beside = beside().await;
    let (sent, mut forged) = (relay.passed().len(), 0);
    let mut turns = tokio::time::interval(pace);
    for number in 0..deliveries {
        turns.tick().await;
        if number % NEWS_EVERY == 0 {
            bed.bank.advance(&chance.one(items).plaid_item, 1).await;
        }
        let order = if number % FORGED_EVERY == FORGED_EVERY - 1 {
            forged += 1;
            json!({ "mode": "forge", "kind": "wrong_key" })
        } else {
            json!({ "mode": "duplicate" })
        };
        bed.bank.order("/sim/webhooks/replay", order).await;
    }
    news_arrived(bed).await;
    assert!(beside.try_join_next().is_none(), "what was to go on beside has ended");
    drop(beside);
    assert_eq!(given_up(bed).await, 0, "Plaid had no answer in time");
    let passed = relay.passed().split_off(sent);
    bed.store.quiet(REST).await;
    let syncs = bed.store.number("select count(*) from jobs").await - jobs;
    let refused = passed.iter().filter(|passed| {
        let status = passed.status.expect("the server is there");
        assert!(status.is_success() || status.is_client_error(), "{status}");
        status.is_client_error()
    });
    assert_eq!(refused.count(), forged);
    assert!(syncs > 0, "nothing was fetched meanwhile");
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    let mut took: Vec<Duration> = passed.iter().map(|passed| passed.took).collect();
    took.sort_unstable();
    let (p99, slowest) = (took[took.len() * 99 / 100], *took.last().expect("webhooks were sent"));
    Answers { number: passed.len(), pace, forged, syncs, p99, slowest }
}

/// How many deliveries the bank gave up because no answer came in time.
async fn given_up(bed: &Bed) -> usize {
    let told = bed.bank.look("/sim/webhooks").await;
    let sent = told["sent"].as_array().expect("webhooks were sent");
    sent.iter().filter(|sent| sent["status"].is_null()).count()
}
