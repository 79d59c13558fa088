//! The post: what it keeps over a restart, when it comes again, and when it gives up.

use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS};
use crate::receiver::Receiver;

async fn link(bed: &Bed, receiver: &Receiver) -> Linked {
    let options = json!({ "webhook": receiver.address });
    bed.exchange(&bed.public_token(PLATYPUS, options).await).await
}

async fn settled(bed: &Bed, receiver: &mut Receiver) -> Linked {
    let item = link(bed, receiver).await;
    bed.wait(TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    item
}

async fn fire(bed: &Bed, item: &Linked) {
    let code = "NEW_ACCOUNTS_AVAILABLE";
    let order = json!({ "access_token": item.access_token, "webhook_code": code });
    bed.ask("/sandbox/item/fire_webhook", order).await;
}

/// Waits until so many webhooks were sent and taken down.
async fn sent(bed: &Bed, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let webhooks = bed.control("/sim/webhooks").await;
        let sent = webhooks["sent"].as_array().unwrap();
        if sent.len() >= count {
            return sent.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{count} webhooks were not sent in time");
}

#[tokio::test]
async fn a_webhook_that_waits_survives_a_kill_and_so_does_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    let mut receiver = Receiver::start().await;
    let first = Bed::try_start(7, Some(&path)).await.unwrap();
    let item = settled(&first, &mut receiver).await;
    receiver.refuse(&[StatusCode::INTERNAL_SERVER_ERROR]);
    fire(&first, &item).await;
    let refused = receiver.next().await;
    sent(&first, 3).await;
    drop(first);
    let second = Bed::try_start(7, Some(&path)).await.unwrap();
    let status = second.ask("/item/get", json!({ "access_token": item.access_token })).await;
    assert_eq!(status["status"]["last_webhook"]["code_sent"], "NEW_ACCOUNTS_AVAILABLE");
    second.wait(TimeDelta::seconds(33));
    let again = receiver.next().await;
    assert_eq!(again.body, refused.body);
    assert_ne!(again.token, refused.token);
    again.verify(&second).await;
    refused.verify(&second).await;
}

#[tokio::test]
async fn a_receiver_can_ask_for_patience() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver).await;
    for (count, retry_after) in [(3, "7200"), (5, "Mon, 15 Jun 2026 16:00:03 GMT")] {
        receiver.ask_for_patience(retry_after);
        fire(&bed, &item).await;
        receiver.next().await;
        sent(&bed, count).await;
        bed.wait(TimeDelta::seconds(7199));
        let waiting = bed.control("/sim/webhooks").await["waiting"].clone();
        assert_eq!(waiting.as_array().unwrap().len(), 1, "it waits: {waiting}");
        assert!(receiver.is_empty());
        bed.wait(TimeDelta::seconds(1));
        receiver.next().await;
        sent(&bed, count + 1).await;
    }
    receiver.ask_for_patience("14401");
    fire(&bed, &item).await;
    receiver.next().await;
    bed.wait(TimeDelta::seconds(30));
    receiver.next().await;
}

#[tokio::test]
async fn an_address_that_refuses_nearly_everything_is_not_tried_again() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let options = json!({ "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(PLATYPUS, options).await).await;
    receiver.refuse(&[StatusCode::INTERNAL_SERVER_ERROR; 11]);
    for _ in 0..11 {
        fire(&bed, &item).await;
        receiver.next().await;
    }
    sent(&bed, 11).await;
    let waiting = bed.control("/sim/webhooks").await["waiting"].clone();
    assert_eq!(waiting.as_array().unwrap().len(), 9, "the tenth and later are given up");
}

#[tokio::test]
async fn a_removed_items_webhooks_are_dropped() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver).await;
    receiver.refuse(&[StatusCode::BAD_GATEWAY]);
    fire(&bed, &item).await;
    receiver.next().await;
    bed.ask("/item/remove", json!({ "access_token": item.access_token })).await;
    sent(&bed, 3).await;
    assert_eq!(bed.control("/sim/webhooks").await["waiting"], json!([]));
}
