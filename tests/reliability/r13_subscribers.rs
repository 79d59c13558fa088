//! R13: whoever watches a sync is told its end exactly once, and its states in order: early or late, from
//! another instance, cut off and back, with a Redis that loses what it is told.

use std::time::{Duration, Instant};

use plaid_sim::{Clock as _, SystemClock};
use serde_json::{Value, json};

use super::bed::{Bed, Person, REST, ask_sync};
use super::chance::Chance;
use super::proxy::{Proxy, Toxic};
use crate::support::scale::{count, reached, size};
use crate::support::{Api, Database, each_database};

const WATCH: &str = "subscription ($id: ID!) { syncJob(id: $id) {
    status attempt progress { pages added } finishedAt } }";

/// What a subscriber saw: how often the end, and whether all came in order.
struct Seen {
    ends: usize,
    late: Duration,
}

each_database!(async fn r13_a_subscriber_is_told_the_end_exactly_once(database) {
    let mut chance = Chance::new("r13");
    let (database, redis) = behind_a_proxy(database).await;
    let servers = if redis.is_some() { 2 } else { 1 };
    let bed = Bed::start_with(database, servers, &[]).await;
    let people = bed.people(1, size(2, 5), "user_good").await;
    let jobs = count(6, 80);
    let mut watched = 0;
    let mut slowest = Duration::ZERO;
    for number in 0..jobs {
        let item = chance.one(&people[0].items);
        bed.bank.advance(&item.plaid_item, 1).await;
        let job = loop {
            // News makes one even where a person may not ask again so soon.
            if let Some(job) = ask_sync(&people[0].api, item).await {
                break job;
            }
            if let Some(job) = newest_job(&people[0], &item.item).await {
                break job;
            }
        };
        if let Some(redis) = &redis {
            // One job in five runs while nothing is heard through Redis.
            redis.set(if number % 5 == 4 { Toxic::Down } else { Toxic::None });
        }
        let mut watchers = Vec::new();
        for watcher in 0..4 {
            let api = bed.api(watcher % servers).with_token(people[0].api.token.as_ref().unwrap());
            watchers.push(tokio::spawn(watch(api, job.clone(), chance.below(3), watcher)));
        }
        for watcher in watchers {
            let seen = watcher.await.unwrap();
            assert_eq!(seen.ends, 1, "the end was told so often");
            slowest = slowest.max(seen.late);
            watched += 1;
        }
        // After the end, on every instance.
        for server in 0..servers {
            let api = bed.api(server).with_token(people[0].api.token.as_ref().unwrap());
            let seen = watch(api, job.clone(), 0, 0).await;
            assert_eq!(seen.ends, 1, "a late subscriber was told the end so often");
            watched += 1;
        }
    }
    // Two seconds between looks, one to look, and the machine's own slowness.
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    if let Some(redis) = &redis {
        redis.set(Toxic::None);
    }
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached("R13", &bed.database, format!(
        "{jobs} syncs, {watched} subscribers on {servers} instances, cut off 0 to 2 times, one job in five \
        {}: each was told the end exactly once, at most {:.1} s after it; seed {}",
        if redis.is_some() { "without Redis" } else { "in one process" },
        slowest.as_secs_f32(), chance.seed,
    ));
});

/// The database with its Redis behind a network that can be broken.
async fn behind_a_proxy(database: Database) -> (Database, Option<Proxy>) {
    match database {
        Database::Sqlite => (Database::Sqlite, None),
        Database::Postgres { url, redis } => {
            let proxy = Proxy::start(vec![redis.trim_start_matches("redis://").to_owned()]).await;
            let redis = format!("redis://{}", proxy.address());
            (Database::Postgres { url, redis }, Some(proxy))
        }
    }
}

/// Watches a sync to its end, with so many sockets that are dropped before.
async fn watch(api: Api, job: String, cuts: usize, wait: usize) -> Seen {
    tokio::time::sleep(Duration::from_millis(20) * u32::try_from(wait).unwrap()).await;
    let variables = json!({ "id": job });
    for _ in 0..cuts {
        let mut socket = api.socket().await;
        socket.subscribe("cut", WATCH, variables.clone()).await;
        socket.next_state("cut").await.expect("a sync has a state");
    }
    let mut socket = api.socket().await;
    socket.subscribe("all", WATCH, variables).await;
    let mut ends = 0;
    let mut last = (0, 0);
    let mut late = Duration::ZERO;
    let mut waited = false;
    let told = async {
        while let Some(state) = socket.next_state("all").await {
            let state = &state["syncJob"];
            let at = order(state);
            assert!(at >= last, "{state} came after {last:?}");
            last = at;
            if at.0 == 2 {
                ends += 1;
                // Who came after the end has not waited for it.
                late = if waited { since(state) } else { Duration::ZERO };
            }
            waited = true;
        }
    };
    tokio::time::timeout(REST, told).await.expect("a watched sync ends");
    Seen { ends, late }
}

/// The place of a state in a sync's life: its end is last, and progress grows.
fn order(state: &Value) -> (u8, i64) {
    let is_final = ["SUCCEEDED", "FAILED", "CANCELED"].iter().any(|word| state["status"] == *word);
    (if is_final { 2 } else { 1 }, state["attempt"].as_i64().unwrap())
}

/// How long ago the sync ended.
fn since(state: &Value) -> Duration {
    let ended: chrono::DateTime<chrono::Utc> =
        state["finishedAt"].as_str().unwrap().parse().unwrap();
    (SystemClock.now() - ended).to_std().unwrap_or_default()
}

async fn newest_job(person: &Person, item: &str) -> Option<String> {
    let query = "query ($id: ID!) { syncJobs(first: 1, itemId: $id) { nodes { id status } } }";
    let began = Instant::now();
    let told = person.api.ask(query, json!({ "id": item })).await;
    assert!(began.elapsed() < REST);
    told["syncJobs"]["nodes"][0]["id"].as_str().map(ToOwned::to_owned)
}
