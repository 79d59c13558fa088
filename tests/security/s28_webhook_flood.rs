//! S28: a flood of webhooks that name made-up keys asks Plaid a few times only, and a real one in the
//! middle of it arrives.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::scale::{count, reached};
use crate::support::webhook::of_a_made_up_key;
use crate::support::{Server, each_database};

const LANES: usize = 8;

/// Plaid may be asked so often in a minute.
const QUESTIONS_PER_MINUTE_MAX: usize = 10;

const SYNCS: &str = "subscription { syncJobs { trigger status } }";

each_database!(async fn s28_a_flood_of_made_up_keys_harms_nobody(database) {
    let kind = database.clone();
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_household").await;
    let mut socket = alice.socket().await;
    socket.subscribe("all", SYNCS, json!({})).await;
    let asked_before = questions(&alice).await;

    // A sample is enough to fill a minute's questions many times over.
    let forgeries = count(1_000, 10_000);
    let began = Instant::now();
    let url = format!("http://{}/webhooks/plaid", server.address());
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (client, url) = (reqwest::Client::new(), url.clone());
            tokio::spawn(async move {
                for number in (lane..forgeries).step_by(LANES) {
                    let request = client.post(&url).header("Plaid-Verification", of_a_made_up_key(number));
                    let status = request.body("{}").send().await.unwrap().status().as_u16();
                    // 401: not Plaid's. 503: it may be, for Plaid can't be asked so often.
                    assert!([401, 503].contains(&status), "{status}");
                }
            })
        })
        .collect();
    // In the middle of it days pass at the bank, which says so.
    let told = Instant::now();
    alice.advance(&linked.plaid_item, 1).await;
    let arrived = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let state = socket.next_state("all").await.unwrap();
            if state["syncJobs"]["trigger"] == "WEBHOOK" {
                break;
            }
        }
    });
    arrived.await.expect("a real webhook arrives while forged ones do");
    let arrived_after = told.elapsed();
    for lane in lanes {
        lane.await.unwrap();
    }
    let took = began.elapsed();
    let minutes = usize::try_from(took.as_secs() / 60).unwrap() + 1;
    let asked = questions(&alice).await - asked_before;
    assert!(asked <= QUESTIONS_PER_MINUTE_MAX * minutes, "{asked} in {minutes} minutes");
    reached("S28 flood", &kind, format!(
        "{forgeries} webhooks that name made-up keys in {:.1} s: 0 taken, Plaid asked {asked} times; a real \
         one in their midst had begun its sync {arrived_after:.1?} after the news", took.as_secs_f32()
    ));

    let large = reqwest::Client::new().post(&url).body("x".repeat(256 * 1024 + 1));
    assert_eq!(large.send().await.unwrap().status(), 413);
});

/// How often the bank was asked for a key.
async fn questions(api: &crate::support::Api) -> usize {
    let told = api.look("/sim/calls").await;
    let calls = told["calls"].as_array().unwrap();
    calls.iter().filter(|call| call["path"] == "/webhook_verification_key/get").count()
}
