//! R8: a PostgreSQL that crashes, or a network to it that breaks, loses nothing that was said to be done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::bed::{Bed, REST, ask_sync};
use super::chance::Chance;
use super::postgres::Postgres;
use super::proxy::{Proxy, Toxic};
use crate::support::Database;
use crate::support::scale::{count, reached};
use crate::support::socket::Socket;

/// Asks for syncs all the time, and remembers what was taken, and every way in which it was not.
async fn ask_on(bed: &Bed, people: &[super::bed::Person], stop: Arc<AtomicBool>) -> Told {
    let mut told = Told::default();
    while !stop.load(Ordering::Relaxed) {
        for item in &people[0].items {
            let query = "mutation ($id: ID!) { syncItem(input: { itemId: $id }) {
                syncJob { databaseId: id } userErrors { code } } }";
            let variables = serde_json::json!({ "id": item.item });
            let answer =
                people[0].api.try_send(query, variables).await.expect("the server answers");
            if answer["data"]["syncItem"]["syncJob"].is_object() {
                told.taken += 1;
            } else if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
                let hint = &answer["errors"][0]["extensions"]["retryAfterSeconds"];
                assert!(hint.is_u64(), "an error without a hint when to ask again: {answer}");
                told.codes.insert(code.to_owned());
            } else {
                let refused = &answer["data"]["syncItem"]["userErrors"][0]["code"];
                assert!(refused.is_string(), "an error without a type: {answer}");
            }
        }
        bed.bank.advance(&people[0].items[0].plaid_item, 1).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    told
}

#[derive(Default)]
struct Told {
    taken: usize,
    codes: std::collections::BTreeSet<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_a_postgres_that_crashes_loses_nothing_that_was_acknowledged() {
    let mut chance = Chance::new("r8");
    let mut postgres = Postgres::start().await;
    let redis = std::env::var("FLORIN_TEST_REDIS_URL").expect("scripts/services.sh sets it");
    let database = Database::Postgres { url: postgres.url.clone(), redis };
    let mut bed = Bed::start_with(database, 1, &[("FLORIN_JOB_LEASE", "5s")]).await;
    let people = bed.people(1, 2, "user_good").await;
    let crashes = count(2, 10);
    let stop = Arc::new(AtomicBool::new(false));
    let mut slowest = Duration::ZERO;
    let asking = ask_on(&bed, &people, stop.clone());
    let crashing = async {
        for _ in 0..crashes {
            tokio::time::sleep(chance.pause(300..1500)).await;
            postgres.crash().await;
            let up = Instant::now();
            let query = "{ items { id } }";
            while people[0].api.send(query, serde_json::json!({})).await["data"]["items"].is_null()
            {
                assert!(up.elapsed() < REST, "the server did not come back");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            slowest = slowest.max(up.elapsed());
        }
        stop.store(true, Ordering::Relaxed);
    };
    let (told, ()) = tokio::join!(asking, crashing);
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    let unavailable = told.codes.iter().all(|code| code == "UNAVAILABLE");
    assert!(unavailable, "errors that were told: {:?}", told.codes);
    bed.reopen().await;
    bed.store.quiet(REST).await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached(
        "R8 crash",
        &bed.database,
        format!(
            "{crashes} immediate stops with recovery under load: {} syncs acknowledged and kept, first answer \
        at most {:.2} s after PostgreSQL was up, errors told: {:?}; seed {}",
            told.taken,
            slowest.as_secs_f32(),
            told.codes,
            chance.seed,
        ),
    );
}

/// A database, and the way to it through a network that can be spoiled.
pub(super) async fn behind_a_proxy() -> (Database, Database, Proxy) {
    let Database::Postgres { url, redis } = Database::new_postgres().await else { unreachable!() };
    let mut real = url::Url::parse(&url).unwrap();
    let upstream = format!("127.0.0.1:{}", real.port().expect("the tests' server has a port"));
    let proxy = Proxy::start(vec![upstream]).await;
    let port = proxy.address().rsplit(':').next().unwrap().parse().unwrap();
    real.set_port(Some(port)).unwrap();
    let through = Database::Postgres { url: real.into(), redis: redis.clone() };
    (Database::Postgres { url, redis }, through, proxy)
}

/// The longest that a request may wait for a database that says nothing.
const TOLD_WITHIN: Duration = Duration::from_secs(15);

/// A read, and a write.
const REQUESTS: [&str; 2] = [
    "{ items { id } }",
    "mutation { createApiKey(input: { name: \"x\", scopes: [SYNC_READ] }) { userErrors { code } } }",
];

const FOLLOW: &str = "subscription { syncJobs { id } }";

/// What the operator's doors say, and how a request fares, while nobody can reach the database.
#[tokio::test(flavor = "multi_thread")]
async fn r8_a_database_that_is_away_is_told_as_such() {
    let (_, through, proxy) = behind_a_proxy().await;
    let bed = Bed::start_with(through, 1, &[]).await;
    let api = bed.api(0).sign_up("patient").await;
    let door = |path: &str| format!("http://{}{path}", bed.servers[0].address());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let status = async |path: &str| http.get(door(path)).send().await.unwrap().status().as_u16();
    assert_eq!((status("/healthz").await, status("/readyz").await), (200, 200));

    let ask = async |query: &str| {
        let request = http.post(door("/graphql")).bearer_auth(api.token.as_ref().unwrap());
        let body = serde_json::json!({ "query": query });
        request.header("accept", "application/graphql-response+json").json(&body).send().await
    };
    let told_away = async |query: &str| {
        let asked = Instant::now();
        let answer = ask(query).await.unwrap();
        assert!(asked.elapsed() < TOLD_WITHIN, "{query}: {:?}", asked.elapsed());
        let status = answer.status();
        let answer: serde_json::Value = answer.json().await.unwrap();
        let told = &answer["errors"][0]["extensions"];
        assert_eq!(told["code"], "UNAVAILABLE", "{answer}");
        assert!(told["retryAfterSeconds"].is_u64(), "{answer}");
        status
    };
    let mut slowest = Duration::ZERO;
    for toxic in [Toxic::Down, Toxic::Blackhole] {
        for query in REQUESTS {
            assert_eq!(ask(query).await.unwrap().status(), 200);
        }
        let mut socket = api.socket().await;
        socket.subscribe("1", FOLLOW, serde_json::json!({})).await;
        let stream = http.post(door("/graphql")).bearer_auth(api.token.as_ref().unwrap());
        let stream = stream.header("accept", "text/event-stream");
        let stream = stream.json(&serde_json::json!({ "query": FOLLOW })).send().await.unwrap();
        proxy.set(toxic);
        let away = Instant::now();
        // At once, over connections that were good a moment ago, and all together.
        let queries = REQUESTS.iter().cycle().take(6);
        futures_util::future::join_all(queries.map(|query| told_away(query))).await;
        slowest = slowest.max(away.elapsed());
        while status("/readyz").await != 503 {
            assert!(away.elapsed() < REST, "it still says that it is ready");
        }
        // What was followed ends: a socket with the code that has clients come back, a stream in words.
        let (code, words) = timeout(REST, closed(socket)).await.unwrap();
        assert_eq!(code, 1013, "{words}");
        let told = timeout(REST, stream.text()).await.unwrap().unwrap();
        assert!(told.contains("\"UNAVAILABLE\"") && told.contains("event: complete"), "{told}");
        assert_eq!(status("/healthz").await, 200);
        for query in REQUESTS {
            assert_eq!(told_away(query).await, 503);
        }
        proxy.set(Toxic::None);
        let back = Instant::now();
        while status("/readyz").await != 200 {
            assert!(back.elapsed() < REST, "it never says that it is ready again");
        }
    }
    for query in REQUESTS {
        assert_eq!(ask(query).await.unwrap().status(), 200);
    }
    let slowest = slowest.as_secs_f32();
    let row = format!("cut off and swallowed: UNAVAILABLE after at most {slowest:.1} s");
    reached("R8 away", &bed.database, row);
}

/// The code and the words with which the server closes a socket, whatever it says before.
async fn closed(mut socket: Socket) -> (u16, String) {
    loop {
        if let Message::Close(frame) = socket.0.next().await.expect("it says why").unwrap() {
            let frame = frame.expect("it says why");
            return (frame.code.into(), frame.reason.to_string());
        }
    }
}

/// The network swallows everything, and comes back without its memory: what was open stays silent for
/// good. The only worker of the server is free again all the same.
#[tokio::test(flavor = "multi_thread")]
async fn r8_a_silent_database_keeps_no_worker_for_good() {
    let mut chance = Chance::new("r8 silence");
    let (database, through, proxy) = behind_a_proxy().await;
    let settings = [("FLORIN_JOB_LEASE", "5s"), ("FLORIN_WORKERS", "1")];
    let mut bed = Bed::start_with(through, 1, &settings).await;
    bed.database = database;
    bed.reopen().await;
    let people = bed.people(1, 2, "user_good").await;
    for _ in 0..count(2, 10) {
        for item in &people[0].items {
            bed.bank.advance(&item.plaid_item, 1).await;
            ask_sync(&people[0].api, item).await;
        }
        tokio::time::sleep(chance.pause(0..1000)).await;
        proxy.set(Toxic::Blackhole);
        let silent = Instant::now();
        for query in REQUESTS {
            let answer = people[0].api.send(query, serde_json::json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
        }
        assert!(silent.elapsed() < 2 * TOLD_WITHIN, "{:?}", silent.elapsed());
        proxy.forget();
        proxy.set(Toxic::None);
        let back = Instant::now();
        for query in REQUESTS {
            while people[0].api.send(query, serde_json::json!({})).await["data"].is_null() {
                assert!(back.elapsed() < REST, "the server did not come back");
            }
        }
    }
    bed.store.quiet(REST).await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_a_network_to_postgres_that_breaks_is_borne() {
    let mut chance = Chance::new("r8 network");
    let (database, through, proxy) = behind_a_proxy().await;
    let mut bed = Bed::start_with(through, 1, &[("FLORIN_JOB_LEASE", "5s")]).await;
    bed.database = database;
    bed.reopen().await;
    let people = bed.people(1, 2, "user_good").await;
    let breaks = count(6, 60);
    let mut asked = 0;
    for number in 0..breaks {
        for item in &people[0].items {
            bed.bank.advance(&item.plaid_item, 1).await;
            asked += usize::from(ask_sync(&people[0].api, item).await.is_some());
        }
        tokio::time::sleep(chance.pause(0..250)).await;
        if number % 6 == 5 {
            proxy.set(Toxic::Blackhole);
            tokio::time::sleep(Duration::from_secs(3)).await;
        } else if number % 6 == 4 {
            proxy.set(Toxic::Latency(Duration::from_millis(50)));
            tokio::time::sleep(Duration::from_secs(1)).await;
        } else {
            proxy.set(Toxic::Down);
        }
        proxy.set(Toxic::None);
    }
    bed.store.quiet(REST).await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached(
        "R8 network",
        &bed.database,
        format!(
            "{breaks} breaks at random moments (cut off, 50 ms late, swallowed for 3 s) in {asked} syncs: \
        every ledger equal, no invariant broken; seed {}",
            chance.seed,
        ),
    );
}
