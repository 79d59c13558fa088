//! Ordered faults: each strikes its calls, as often as it was ordered, and is gone.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bed::{Bed, Linked, text};

const SYNC: &str = "/transactions/sync";

async fn order(bed: &Bed, path: &str, fault: &str, times: u32) {
    let body = json!({ "path": path, "item_id": null, "fault": fault, "times": times });
    let (status, answer) = bed.order("/sim/faults", body).await;
    assert_eq!(status, 200, "{answer}");
}

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

#[tokio::test]
async fn a_code_strikes_as_often_as_it_was_ordered() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    order(&bed, SYNC, "PRODUCT_NOT_READY", 2).await;
    let message = "the requested product is not yet ready. please provide a webhook or try the request again later";
    for _ in 0..2 {
        bed.refuses(SYNC, token(&item), "PRODUCT_NOT_READY", message).await;
    }
    bed.ask(SYNC, token(&item)).await;
    assert_eq!(bed.control("/sim/faults").await["faults"], json!([]));
}

#[tokio::test]
async fn codes_come_with_their_type_and_status() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let cases = [
        ("ITEM_LOGIN_REQUIRED", "ITEM_ERROR", 400),
        ("INTERNAL_SERVER_ERROR", "API_ERROR", 500),
        ("PLANNED_MAINTENANCE", "API_ERROR", 503),
        ("TRANSACTIONS_SYNC_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
        ("INSTITUTION_DOWN", "INSTITUTION_ERROR", 400),
        ("NO_LONGER_AVAILABLE", "INVALID_REQUEST", 404),
    ];
    for (code, error_type, status) in cases {
        order(&bed, SYNC, code, 1).await;
        let response = bed.send(SYNC, &token(&item)).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["error_code"], code);
        assert_eq!(answer["error_type"], error_type);
    }
}

#[tokio::test]
async fn a_fault_of_one_item_leaves_the_others_alone() {
    let bed = Bed::new().await;
    let (struck, spared) = (bed.link("user_good", 30).await, bed.link("user_good", 30).await);
    let body = json!({ "path": "/item/get", "item_id": struck.item_id, "fault": "ITEM_LOCKED" });
    bed.order("/sim/faults", body).await;
    bed.ask("/item/get", token(&spared)).await;
    let answer = bed.refused("/item/get", token(&struck)).await;
    assert_eq!(answer["error_code"], "ITEM_LOCKED");
}

#[tokio::test]
async fn faults_strike_in_order_and_can_be_cleared() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    order(&bed, "/item/get", "rate_limit", 1).await;
    order(&bed, "/item/get", "INSTITUTION_DOWN", 5).await;
    let first = bed.refused("/item/get", token(&item)).await;
    assert_eq!(first["error_code"], "ITEM_GET_LIMIT");
    let second = bed.refused("/item/get", token(&item)).await;
    assert_eq!(second["error_code"], "INSTITUTION_DOWN");
    let cleared = bed.client.delete(bed.url("/sim/faults")).send().await.unwrap();
    assert_eq!(cleared.status(), 200);
    bed.ask("/item/get", token(&item)).await;
}

#[tokio::test]
async fn not_ready_is_an_empty_answer_and_no_error() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    order(&bed, SYNC, "not_ready", 1).await;
    let answer = bed.page(&item, "", 100).await;
    assert_eq!(answer["transactions_update_status"], "NOT_READY");
    assert_eq!(answer["next_cursor"], "");
    let calls = bed.control("/sim/calls").await;
    let last = calls["calls"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["outcome"], &last["status"]), (&json!("not_ready"), &json!(200)));
}

#[tokio::test]
async fn a_mutation_waits_for_the_second_page() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    order(&bed, SYNC, "mutation_during_pagination", 1).await;
    let first = bed.page(&item, "", 10).await;
    let mut body = token(&item);
    body["cursor"] = first["next_cursor"].clone();
    let answer = bed.refused(SYNC, body).await;
    assert_eq!(answer["error_code"], "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION");
    assert_eq!(bed.sync(&item, "", 10).await.added.len(), 48);
}

#[tokio::test]
async fn answers_can_be_none_of_plaids() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    for (fault, status) in [("http_500", 500), ("http_502_html", 502), ("garbage", 200)] {
        order(&bed, "/item/get", fault, 1).await;
        let response = bed.send("/item/get", &token(&item)).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert!(response.json::<Value>().await.is_err());
    }
}

#[tokio::test]
async fn a_broken_answer_belongs_to_a_call_that_was_carried_out() {
    let bed = Bed::new().await;
    for fault in ["truncate", "reset"] {
        let item = bed.link("user_good", 30).await;
        order(&bed, "/item/remove", fault, 1).await;
        let broken = match bed.send("/item/remove", &token(&item)).await {
            Ok(response) => response.text().await.is_err(),
            Err(_) => true,
        };
        assert!(broken, "{fault}");
        let answer = bed.refused("/item/remove", token(&item)).await;
        assert_eq!(answer["error_code"], "ITEM_NOT_FOUND", "{fault}");
    }
}

#[tokio::test]
async fn a_reset_is_one_on_the_wire() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    order(&bed, SYNC, "reset", 1).await;
    let address = bed.simulator.address();
    let body = token(&item).to_string();
    let request = format!(
        "POST {SYNC} HTTP/1.1\r\nhost: {address}\r\nplaid-client-id: {}\r\nplaid-secret: {}\r\ncontent-length: {}\r\n\r\n{body}",
        plaid_sim::DEFAULT_CLIENT_ID,
        plaid_sim::DEFAULT_SECRET,
        body.len(),
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let error = stream.read_to_end(&mut answer).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn a_silent_call_answers_nothing_and_does_nothing() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    order(&bed, "/item/remove", "timeout", 1).await;
    let body = token(&item);
    let asked = bed.send("/item/remove", &body);
    assert!(tokio::time::timeout(Duration::from_millis(200), asked).await.is_err());
    bed.ask("/item/get", token(&item)).await;
}

#[tokio::test]
async fn a_slow_answer_is_whole() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    bed.wait(TimeDelta::seconds(3));
    order(&bed, SYNC, "slow", 1).await;
    let began = Instant::now();
    let page = bed.page(&item, "", 500).await;
    assert_eq!(page["added"].as_array().unwrap().len(), 16);
    assert!(began.elapsed() > Duration::from_secs(1));
    assert!(!text(&page["next_cursor"]).is_empty());
}
