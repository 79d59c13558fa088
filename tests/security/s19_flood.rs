//! S19: a flood of documents that are made to cost much leaves honest queries about as quick as they
//! were.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::http::VIEWER;
use crate::support::documents::fan_out;
use crate::support::scale::{is_full, reached, size};
use crate::support::timing::Times;
use crate::support::{Api, Server, each_database, elsewhere};

/// Two hundred a second.
const FLOOD_PACE: Duration = Duration::from_millis(5);

/// A machine that can't keep up with them is not made to pile them up.
const UNDER_WAY_MAX: usize = 20;

/// How often somebody honest asks, and how often at least.
const PACE: (Duration, usize) = (Duration::from_millis(10), 100);

/// Rounds, the best of which counts: they tell a busy machine from a slow guard.
const ROUNDS: usize = 3;

/// Strangers who send a document again and again.
struct Flood {
    end: CancellationToken,
    sent: JoinHandle<usize>,
}

impl Flood {
    fn of(api: Api, document: String) -> Self {
        let end = CancellationToken::new();
        let ended = end.clone();
        Self { end, sent: elsewhere(move || send_until(ended, api, document)) }
    }

    /// Ends it, and gives how many documents were answered.
    async fn end(self) -> usize {
        self.end.cancel();
        let sent = tokio::task::spawn_blocking(|| self.sent.join());
        sent.await.unwrap().expect("each document has an answer")
    }
}

/// Sends the document again and again, and gives how often.
async fn send_until(ended: CancellationToken, api: Api, document: String) -> usize {
    let mut sent = 0;
    let mut under_way = JoinSet::new();
    let mut every = tokio::time::interval(FLOOD_PACE);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !ended.is_cancelled() {
        every.tick().await;
        if under_way.len() == UNDER_WAY_MAX {
            under_way.join_next().await.unwrap().unwrap();
        }
        while let Some(answered) = under_way.try_join_next() {
            answered.unwrap();
        }
        let (api, document) = (api.clone(), document.clone());
        under_way.spawn(async move {
            let answer = api.send(&document, Value::Null).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            let known = [None, Some("QUERY_TOO_COMPLEX"), Some("RATE_LIMITED")];
            assert!(known.contains(&code), "{answer}");
        });
        sent += 1;
    }
    under_way.join_all().await;
    sent
}

/// Honest queries for so long.
async fn honest(alice: &Api, lasting: Duration) -> Times {
    let began = Instant::now();
    Times::while_goes_on(alice, VIEWER, PACE, || began.elapsed() < lasting).await
}

/// Honest queries while strangers send that document two hundred times a second, and how many of those
/// were answered.
async fn honest_beside(server: &Server, alice: &Api, document: &str) -> (Times, usize) {
    let flood = Flood::of(server.anonymous(), document.to_owned());
    let times = honest(alice, Duration::from_secs(size(1, 10) as u64)).await;
    (times, flood.end().await)
}

// Two hundred requests a second, whatever is in them, keep a small machine busy; a debug build on a
// shared one all the more. What malice adds to that is what the guard lets pass.
each_database!(async fn s19_a_flood_of_malicious_documents_leaves_honest_queries_quick(database) {
    let server = Server::start(database.clone()).await;
    let alice = server.signed_up("alice").await;
    honest(&alice, Duration::from_secs(1)).await;
    // What nearly all honest queries take: a few of a sample say nothing of one in a hundred.
    let nearly_all = if is_full() { 99 } else { 90 };
    let mut told = Vec::new();
    for _ in 0..ROUNDS {
        let quiet = honest(&alice, Duration::from_secs(1)).await.percentile(nearly_all);
        let (harmless, _) = honest_beside(&server, &alice, "{ __typename }").await;
        let harmless = harmless.percentile(nearly_all);
        let (beside, sent) = honest_beside(&server, &alice, &fan_out(20, 2)).await;
        let malicious = beside.percentile(nearly_all);
        told.push((quiet, harmless, malicious));
        let usual = if is_full() { quiet } else { harmless };
        if malicious < usual * 2 {
            reached("S19 flood", &database, format!(
                "{sent} fan-outs at 200 a second: {} honest queries beside them took {malicious:.1?} at \
                 p{nearly_all} ({harmless:.1?} beside as many harmless ones, {quiet:.1?} by themselves)",
                beside.number()
            ));
            return;
        }
    }
    panic!("honest queries by themselves, beside harmless and beside malicious ones: {told:?}");
});
