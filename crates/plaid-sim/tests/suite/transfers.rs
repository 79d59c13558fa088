//! Transfers, users and micro-deposits: the calls beside an item's life.

use serde_json::{Value, json};

use crate::bed::Bed;

const PATH: &str = "/transfer/event/sync";

async fn begin(bed: &Bed) -> Value {
    let order = json!({ "account_id": "x", "amount": "12.50", "direction": "debit" });
    let (status, answer) = bed.order("/sim/transfer_events", order).await;
    assert_eq!(status, 200, "{answer}");
    answer["transfer_id"].clone()
}

#[tokio::test]
async fn the_steps_of_a_transfer_are_a_stream() {
    let bed = Bed::new().await;
    let empty = bed.ask(PATH, json!({ "after_id": 0 })).await;
    assert_eq!((&empty["transfer_events"], &empty["has_more"]), (&json!([]), &json!(false)));
    let transfer_id = begin(&bed).await;
    let step = |kind: &str| json!({ "transfer_id": transfer_id, "event_type": kind });
    bed.ask("/sandbox/transfer/simulate", step("posted")).await;
    bed.ask("/sandbox/transfer/simulate", step("returned")).await;
    let refused = bed.refused("/sandbox/transfer/simulate", step("pending")).await;
    assert_eq!(refused["error_code"], "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID");
    let page = bed.ask(PATH, json!({ "after_id": 0, "count": 2 })).await;
    assert_eq!(page["has_more"], true);
    assert_eq!(page["transfer_events"][0]["event_id"], 1);
    assert_eq!(page["transfer_events"][0]["transfer_amount"], "12.50");
    assert_eq!(page["transfer_events"][0]["failure_reason"], Value::Null);
    let rest = bed.ask(PATH, json!({ "after_id": 2 })).await;
    assert_eq!(rest["has_more"], false);
    assert_eq!(rest["transfer_events"][0]["event_type"], "returned");
    assert!(rest["transfer_events"][0]["failure_reason"]["description"].is_string());
    let bank = bed.ask("/bank_transfer/event/sync", json!({ "after_id": 0 })).await;
    assert_eq!(bank["bank_transfer_events"].as_array().unwrap().len(), 2);
    assert_eq!(bank["bank_transfer_events"][1]["event_type"], "posted");
}

#[tokio::test]
async fn a_stream_is_asked_for_within_bounds() {
    let bed = Bed::new().await;
    for body in [
        json!({ "after_id": -1 }),
        json!({ "after_id": 0, "count": 501 }),
        json!({ "after_id": 0, "count": 0 }),
        json!({ "after_id": "0" }),
    ] {
        assert_eq!(bed.refused(PATH, body).await["error_code"], "INVALID_FIELD");
    }
    let bank =
        bed.refused("/bank_transfer/event/sync", json!({ "after_id": 0, "count": 26 })).await;
    assert_eq!(bank["error_code"], "INVALID_FIELD");
    let missing = bed.refused(PATH, json!({})).await;
    assert_eq!(missing["error_code"], "MISSING_FIELDS");
}

#[tokio::test]
async fn a_repeated_user_is_what_the_switch_says() {
    let bed = Bed::new().await;
    let body = json!({ "client_user_id": "alice" });
    let first = bed.ask("/user/create", body.clone()).await["user_id"].clone();
    assert!(first.as_str().unwrap().starts_with("usr_"));
    assert_eq!(bed.ask("/user/create", body.clone()).await["user_id"], first);
    bed.order("/sim/switches", json!({ "repeated_user": "new" })).await;
    assert_ne!(bed.ask("/user/create", body.clone()).await["user_id"], first);
    bed.order("/sim/switches", json!({ "repeated_user": "refuse" })).await;
    assert_eq!(bed.refused("/user/create", body).await["error_code"], "INVALID_FIELD");
    let long = json!({ "client_user_id": "a".repeat(129) });
    assert_eq!(bed.refused("/user/create", long).await["error_code"], "INVALID_FIELD");
}

#[tokio::test]
async fn no_item_waits_for_micro_deposits() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let token = &item.access_token;
    let accounts = bed.ask("/accounts/get", json!({ "access_token": token })).await;
    let account_id = accounts["accounts"][0]["account_id"].clone();
    let path = "/sandbox/item/set_verification_status";
    let body = |account_id: &Value, status: &str| json!({ "access_token": token, "account_id": account_id, "verification_status": status });
    for (account_id, status, code) in [
        (&account_id, "automatically_verified", "INVALID_FIELD"),
        (&account_id, "verified", "INVALID_FIELD"),
        (&json!("x"), "verification_expired", "INVALID_ACCOUNT_ID"),
    ] {
        assert_eq!(bed.refused(path, body(account_id, status)).await["error_code"], code);
    }
}
