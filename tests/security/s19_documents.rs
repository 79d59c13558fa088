//! S19: a document that is made to cost much is refused before it is run, at no cost to speak of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::Request;
use florin::graphql::guard;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::MissedTickBehavior;

use super::documents::{fan_out, malicious};
use crate::http::{Answer, Site, VIEWER};
use crate::support::{Database, Server};

/// The promise is 5 ms for an optimised build. A debug build, of which only the parser is, gets ten
/// times as much, of the best of a few tries, because other tests run beside this one.
const REFUSED_WITHIN: Duration = Duration::from_millis(if cfg!(debug_assertions) { 50 } else { 5 });
const TRIES: usize = 5;

#[test]
fn s19_each_malicious_document_is_refused_at_once() {
    let limits = guard::Limits::default();
    for (what, document) in malicious() {
        let mut best = Duration::MAX;
        for _ in 0..TRIES {
            let mut request = Request::new(document.clone());
            let began = Instant::now();
            let checked = guard::check(&mut request, &limits);
            best = best.min(began.elapsed());
            assert!(checked.is_err(), "{what}: {checked:?}");
        }
        assert!(best < REFUSED_WITHIN, "{what}: {best:?}");
    }
}

#[tokio::test]
async fn s19_each_malicious_document_is_told_so_by_http() {
    let site = Site::start().await;
    for (what, document) in malicious() {
        let request = site.ask(&document).header(ACCEPT, "application/graphql-response+json");
        let answer = Answer::of(request).await;
        let expected = if document.len() > 64 * 1024 { 413 } else { 400 };
        assert_eq!(answer.status, expected, "{what}: {answer:?}");
        assert!(answer.json.get("data").is_none(), "{what}");
    }
}

#[tokio::test]
async fn s19_batches_bodies_and_variables_are_bounded() {
    let site = Site::start().await;
    let post = |body: String| {
        let request = reqwest::Client::new().post(site.url("/graphql"));
        request.header("content-type", "application/json").body(body)
    };
    let one = json!({ "query": "{ __typename }" });
    let batch = Value::from(vec![one.clone(); 10]).to_string();
    assert_eq!(Answer::of(post(batch)).await.status, 400);
    let padded = format!("{}{one}", " ".repeat(64 * 1024));
    assert_eq!(Answer::of(post(padded)).await.status, 413);
    let deep = format!(
        "{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}1{}}}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    assert_eq!(Answer::of(post(deep)).await.status, 400);
    let query = "query ($ids: [ID!]) { transactions(filter: { accountIds: $ids }) { totalCount } }";
    let nested = (0..30).fold(json!("x"), |inner, _| json!([inner]));
    for ids in [json!(vec!["x"; 3_000]), nested] {
        let answer = Answer::of(site.ask_with(query, &json!({ "ids": ids }))).await;
        assert_eq!(answer.code(), Some("QUERY_TOO_COMPLEX"), "{answer:?}");
    }
}

/// Honest requests one after the other, and the time that the slowest tenth of them took at least.
async fn slow_tenth(server: &Server, token: &str) -> Duration {
    let api = server.anonymous().with_token(token);
    let mut took = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        let data = api.ask(VIEWER, Value::Null).await;
        took.push(began.elapsed());
        assert_eq!(data["viewer"]["username"], "alice");
    }
    took.sort_unstable();
    took[took.len() * 9 / 10]
}

/// Honest requests while strangers send that document two hundred times a second.
async fn slow_tenth_under(server: &Server, token: &str, document: String) -> Duration {
    let flooding = server.anonymous();
    let flood = tokio::spawn(async move {
        // A machine that can't keep up with 200 a second is not made to pile them up.
        let room = Arc::new(Semaphore::new(20));
        let mut every = tokio::time::interval(Duration::from_millis(5));
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let place = room.clone().acquire_owned().await.unwrap();
            let (flooding, document) = (flooding.clone(), document.clone());
            tokio::spawn(async move {
                let _place = place;
                let answer = flooding.send(&document, Value::Null).await;
                let code = answer["errors"][0]["extensions"]["code"].as_str();
                let known = [None, Some("QUERY_TOO_COMPLEX"), Some("RATE_LIMITED")];
                assert!(known.contains(&code), "{answer}");
            });
        }
    });
    let took = slow_tenth(server, token).await;
    flood.abort();
    took
}

// Two hundred requests a second, whatever is in them, keep a debug build on a shared machine busy. What
// malice adds to that is what the guard lets pass.
#[tokio::test(flavor = "multi_thread")]
async fn s19_a_flood_of_malicious_documents_leaves_honest_queries_quick() {
    let server = Server::start(Database::Sqlite).await;
    let token = server.signed_up("alice").await.token.unwrap();
    slow_tenth(&server, &token).await;
    let mut told = Vec::new();
    // Other tests run beside this one; three rounds tell a slow machine from a slow guard.
    for _ in 0..3 {
        let harmless = slow_tenth_under(&server, &token, "{ __typename }".to_owned()).await;
        let malicious = slow_tenth_under(&server, &token, fan_out(20, 2)).await;
        told.push((harmless, malicious));
        if malicious < harmless * 2 {
            return;
        }
    }
    panic!("honest queries were slowed down by 200 malicious ones a second: {told:?}");
}
