//! The record of exchanges: whole, to the letter, and without the client's keys.

use std::fs;
use std::time::Duration;

use plaid_sim::{Config, DEFAULT_CLIENT_ID, DEFAULT_SECRET, StartError, start};
use serde_json::{Value, json};

use crate::bed::{Bed, Linked};
use crate::receiver::Receiver;

const LOOK_EVERY: Duration = Duration::from_millis(20);
const LOOKS_MAX: usize = 500;

fn record(bed: &Bed) -> String {
    fs::read_to_string(bed.watch.record()).unwrap()
}

fn lines(bed: &Bed) -> Vec<Value> {
    record(bed).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

#[tokio::test]
async fn a_call_is_in_the_record_with_its_answer() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    let body = json!({
        "access_token": item.access_token,
        "client_id": DEFAULT_CLIENT_ID,
        "secret": DEFAULT_SECRET,
    });
    let request = bed.client.post(bed.url("//accounts/get")).json(&body);
    let answer = request.header("user-agent", "a client").send().await.unwrap();
    let answer = answer.text().await.unwrap();
    let line = lines(&bed).pop().unwrap();
    let expected = json!({
        "kind": "call",
        "time": "2026-06-15T12:00:00.000Z",
        "path": "/accounts/get",
        "user_agent": "a client",
        "request": {
            "access_token": item.access_token,
            "client_id": "[redacted]",
            "secret": "[redacted]",
        },
        "status": 200,
        "answer": serde_json::from_str::<Value>(&answer).unwrap(),
        "fault": null,
    });
    assert_eq!(line, expected);
    let record = record(&bed);
    assert!(record.contains("23631.9805"), "numbers are not read and written again");
    assert!(!record.contains(DEFAULT_SECRET) && !record.contains(DEFAULT_CLIENT_ID));
}

#[tokio::test]
async fn a_refusal_and_a_request_that_is_none_are_in_it() {
    let bed = Bed::new().await;
    let request = bed.client.post(bed.url("/item/get")).body("no JSON");
    assert_eq!(request.send().await.unwrap().status(), 400);
    bed.control("/sim/items").await;
    let lines = lines(&bed);
    assert_eq!(lines.len(), 1, "the control side is none of Plaid's");
    assert_eq!(lines[0]["request"], Value::Null);
    assert_eq!(lines[0]["status"], 400);
    assert_eq!(lines[0]["answer"]["error_code"], "INVALID_BODY");
}

#[tokio::test]
async fn a_fault_is_told_from_an_answer() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    let path = "/accounts/get";
    for fault in ["http_502_html", "garbage", "truncate", "INSTITUTION_DOWN"] {
        bed.order("/sim/faults", json!({ "path": path, "fault": fault })).await;
        // What arrives of a truncated answer is not looked at here.
        bed.send(path, &token(&item)).await.unwrap().bytes().await.ok();
    }
    let lines = lines(&bed);
    let [gateway, garbage, truncated, refused] = lines.last_chunk().unwrap();
    assert_eq!([&gateway["fault"], &gateway["answer"]], [&json!("http_502_html"), &Value::Null]);
    assert_eq!(gateway["status"], 502);
    assert_eq!([&garbage["fault"], &garbage["answer"]], [&json!("garbage"), &Value::Null]);
    assert_eq!(truncated["fault"], "truncate");
    assert_eq!(truncated["answer"]["accounts"].as_array().unwrap().len(), 12);
    assert_eq!(refused["fault"], "INSTITUTION_DOWN");
    assert_eq!(refused["answer"]["error_code"], "INSTITUTION_DOWN");
}

#[tokio::test]
async fn a_webhook_is_in_it_before_it_arrives_and_then_what_became_of_it() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let options = json!({ "override_username": "user_good", "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(crate::bed::PLATYPUS, options).await).await;
    let fire = json!({ "access_token": item.access_token, "webhook_code": "DEFAULT_UPDATE" });
    bed.ask("/sandbox/item/fire_webhook", fire).await;
    let body: Value = serde_json::from_str(&receiver.next().await.body).unwrap();
    let of_kind = |kind: &str| lines(&bed).into_iter().find(|line| line["kind"] == kind);
    let webhook = of_kind("webhook").expect("it was recorded before it was sent");
    assert_eq!(webhook["body"], body);
    assert_eq!([&webhook["item_id"], &webhook["address"]], [&item.item_id, &receiver.address]);
    let mut looks = tokio::time::interval(LOOK_EVERY);
    for _ in 0..LOOKS_MAX {
        looks.tick().await;
        if let Some(delivery) = of_kind("delivery") {
            assert_eq!([&delivery["item_id"], &delivery["cause"]], [&item.item_id, "news"]);
            assert_eq!(delivery["status"], 200);
            return;
        }
    }
    panic!("nothing was recorded of what became of the webhook");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let bed = Bed::new().await;
    let permissions = fs::metadata(bed.watch.record()).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let record = Some(folder.path().to_owned());
    let config = Config { record, ..Config::new("127.0.0.1:0".parse().unwrap()) };
    let error = start(config).await.err().expect("a folder is no file");
    assert!(matches!(error, StartError::Record { .. }), "{error}");
}

#[tokio::test]
async fn a_line_that_a_killed_simulator_left_unfinished_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record");
    fs::write(&path, "{\"kind\": \"whole\"}\n{\"kind\": \"ca").unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = Config { record: Some(path.clone()), ..Config::new(listen) };
    start(config).await.unwrap().stop().await;
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"kind\": \"whole\"}\n");
}
