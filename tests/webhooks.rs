//! Plaid's webhooks: news that arrives by itself, and forgeries that have no effect.

use serde_json::json;

use crate::support::ledger::Ledger;
use crate::support::{Api, Server, each_database};

const BANK: &str = "ins_109508";

const SYNCS: &str = "subscription { syncJobs { id trigger status } }";

each_database!(async fn what_happens_at_the_bank_arrives_by_itself(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_household").await;
    let mut socket = alice.socket().await;
    socket.subscribe("all", SYNCS, json!({})).await;
    let before = alice.bank_day(&linked.plaid_item).await;
    alice.advance(&linked.plaid_item, 3).await;
    assert_ne!(alice.bank_day(&linked.plaid_item).await, before);
    loop {
        let state = socket.next_state("all").await.unwrap();
        let state = &state["syncJobs"];
        if state["trigger"] == "WEBHOOK" && state["status"] == "SUCCEEDED" {
            break;
        }
    }
    let bank = Ledger::of_bank(&alice, &linked.plaid_item).await;
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
});

each_database!(async fn a_webhook_that_is_not_plaids_has_no_effect(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    let jobs = count_of_syncs(&alice).await;
    let body = json!({
        "webhook_type": "TRANSACTIONS",
        "webhook_code": "SYNC_UPDATES_AVAILABLE",
        "item_id": linked.plaid_item,
        "initial_update_complete": true,
        "historical_update_complete": true,
        "environment": "sandbox",
    });
    let url = format!("http://{}/webhooks/plaid", server.address());
    let client = reqwest::Client::new();
    for token in [None, Some(""), Some("a.b.c"), Some(NONE_TOKEN)] {
        let mut request = client.post(&url).json(&body);
        if let Some(token) = token {
            request = request.header("Plaid-Verification", token);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{token:?}");
    }
    let large = client.post(&url).body("x".repeat(300 * 1024)).send().await.unwrap();
    assert_eq!(large.status(), 413);
    let read = client.get(&url).send().await.unwrap();
    assert_eq!(read.status(), 405);
    assert_eq!(count_of_syncs(&alice).await, jobs);
});

/// `{"alg":"none","kid":"x"}`, `{"iat":1}`, and no signature.
const NONE_TOKEN: &str = "eyJhbGciOiJub25lIiwia2lkIjoieCJ9.eyJpYXQiOjF9.";

async fn count_of_syncs(api: &Api) -> usize {
    let data = api.ask("{ syncJobs(first: 100) { nodes { id } } }", json!({})).await;
    data["syncJobs"]["nodes"].as_array().map_or(0, Vec::len)
}
