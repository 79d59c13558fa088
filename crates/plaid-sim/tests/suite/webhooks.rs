//! Webhooks: when they are sent, how they are proved, and what happens when nobody takes them.

use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS};
use crate::receiver::Receiver;

async fn link(bed: &Bed, receiver: &Receiver, username: &str) -> Linked {
    let options = json!({ "override_username": username, "webhook": receiver.address });
    bed.exchange(&bed.public_token(PLATYPUS, options).await).await
}

/// An item whose extraction is over and was told of.
async fn settled(bed: &Bed, receiver: &mut Receiver, username: &str) -> Linked {
    let item = link(bed, receiver, username).await;
    bed.wait(TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    item
}

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

async fn fire(bed: &Bed, item: &Linked, code: &str) -> Value {
    let order = json!({ "access_token": item.access_token, "webhook_code": code });
    bed.ask("/sandbox/item/fire_webhook", order).await
}

#[tokio::test]
async fn both_steps_of_an_extraction_are_told() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = link(&bed, &receiver, "user_good").await;
    bed.wait(TimeDelta::seconds(1));
    let [initial] = receiver.expect(["INITIAL_UPDATE"]).await;
    let expected = json!({
        "environment": "sandbox",
        "error": null,
        "item_id": item.item_id,
        "new_transactions": 16,
        "webhook_code": "INITIAL_UPDATE",
        "webhook_type": "TRANSACTIONS",
    });
    assert_eq!(initial, expected);
    bed.wait(TimeDelta::seconds(2));
    let [historical] = receiver.expect(["HISTORICAL_UPDATE"]).await;
    assert_eq!(historical["new_transactions"], 32);
    let status = bed.ask("/item/get", token(&item)).await["status"].clone();
    let expected =
        json!({ "code_sent": "HISTORICAL_UPDATE", "sent_at": "2026-06-15T12:00:03.000Z" });
    assert_eq!(status["last_webhook"], expected);
    assert!(receiver.is_empty(), "nobody has asked for a page yet");
}

#[tokio::test]
async fn pages_are_announced_after_the_first_one_was_asked_for() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = link(&bed, &receiver, "user_good").await;
    bed.page(&item, "", 100).await;
    bed.wait(TimeDelta::seconds(1));
    let codes = ["INITIAL_UPDATE", "SYNC_UPDATES_AVAILABLE"];
    let [_, pages] = receiver.expect(codes).await;
    assert_eq!(pages["initial_update_complete"], true);
    assert_eq!(pages["historical_update_complete"], false);
    bed.wait(TimeDelta::seconds(2));
    let codes = ["HISTORICAL_UPDATE", "SYNC_UPDATES_AVAILABLE"];
    let [_, pages] = receiver.expect(codes).await;
    assert_eq!(pages["historical_update_complete"], true);
}

#[tokio::test]
async fn days_that_pass_tell_what_came_and_what_went() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, "user_household").await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.advance(&item, 3).await;
    let codes = ["DEFAULT_UPDATE", "TRANSACTIONS_REMOVED", "SYNC_UPDATES_AVAILABLE"];
    let [added, removed, _] = receiver.expect(codes).await;
    let delta = bed.sync(&item, &cursor, 500).await;
    assert_eq!(added["new_transactions"], delta.added.len());
    let ids: Vec<&Value> = delta.removed.iter().map(|row| &row["transaction_id"]).collect();
    assert_eq!(removed["removed_transactions"], json!(ids));
}

#[tokio::test]
async fn a_lost_sign_in_is_told_and_rows_are_not_until_it_is_mended() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, "user_household").await;
    bed.ask("/sandbox/item/reset_login", token(&item)).await;
    let [error] = receiver.expect(["ERROR"]).await;
    assert_eq!(error["webhook_type"], "ITEM");
    assert_eq!(error["error"]["error_code"], "ITEM_LOGIN_REQUIRED");
    assert_eq!(error["error"]["status"], 400);
    bed.advance(&item, 3).await;
    fire(&bed, &item, "LOGIN_REPAIRED").await;
    receiver.expect(["LOGIN_REPAIRED"]).await;
    bed.order(&format!("/sim/items/{}/repair", item.item_id), json!({})).await;
    receiver.expect(["DEFAULT_UPDATE", "TRANSACTIONS_REMOVED"]).await;
}

#[tokio::test]
async fn a_moved_webhook_is_acknowledged_at_its_new_place() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let mut receiver = Receiver::start().await;
    let order = json!({ "access_token": item.access_token, "webhook": receiver.address });
    bed.ask("/item/webhook/update", order).await;
    let [acknowledged] = receiver.expect(["WEBHOOK_UPDATE_ACKNOWLEDGED"]).await;
    assert_eq!(acknowledged["new_webhook_url"], receiver.address);
    fire(&bed, &item, "SYNC_UPDATES_AVAILABLE").await;
    receiver.expect(["SYNC_UPDATES_AVAILABLE"]).await;
    assert!(receiver.is_empty(), "what happened before is not told");
}

#[tokio::test]
async fn a_webhook_is_proved_by_its_token() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    link(&bed, &receiver, "user_good").await;
    bed.wait(TimeDelta::seconds(1));
    let claims = receiver.next().await.verify(&bed).await;
    assert_eq!(claims["iat"], 1_781_524_801);
    assert_eq!(claims.as_object().unwrap().len(), 2);
    let path = "/webhook_verification_key/get";
    let known = json!({ "key_id": "6c5516e1-92dc-479e-a8ff-5a51992e0001" });
    assert_eq!(bed.ask(path, known).await["key"]["expired_at"], Value::Null);
    let code = "INVALID_WEBHOOK_VERIFICATION_KEY_ID";
    bed.refuses(path, json!({ "key_id": "x" }), code, "invalid key_id provided").await;
}

#[tokio::test]
async fn a_refused_webhook_comes_again_later_and_signed_afresh() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, "user_good").await;
    receiver.refuse(&[StatusCode::INTERNAL_SERVER_ERROR, StatusCode::NO_CONTENT]);
    fire(&bed, &item, "NEW_ACCOUNTS_AVAILABLE").await;
    let mut arrivals = vec![receiver.next().await];
    for seconds in [30, 120] {
        bed.wait(TimeDelta::seconds(seconds));
        arrivals.push(receiver.next().await);
    }
    let mut sent_at = Vec::new();
    for webhook in &arrivals {
        assert_eq!(webhook.body, arrivals[0].body);
        sent_at.push(webhook.verify(&bed).await["iat"].as_i64().unwrap());
    }
    assert_eq!([sent_at[1] - sent_at[0], sent_at[2] - sent_at[1]], [30, 120]);
}

#[tokio::test]
async fn a_receiver_that_is_away_holds_nothing_up() {
    let bed = Bed::new().await;
    let away = Receiver::start().await;
    let item = link(&bed, &away, "user_good").await;
    drop(away);
    bed.wait(TimeDelta::seconds(3));
    assert_eq!(bed.sync(&item, "", 500).await.added.len(), 48);
    let mut receiver = Receiver::start().await;
    let present = settled(&bed, &mut receiver, "user_good").await;
    bed.ask("/item/get", token(&present)).await;
}

#[tokio::test]
async fn a_webhook_on_demand_needs_its_product_and_its_address() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, "user_good").await;
    let path = "/sandbox/item/fire_webhook";
    let order = |item: &Linked, code: &str, family: Value| json!({ "access_token": item.access_token, "webhook_code": code, "webhook_type": family });
    let disabled = "The [auth | transactions | ...] product is not enabled on this item";
    for (code, family) in [("ERROR", Value::Null), ("DEFAULT_UPDATE", json!("AUTH"))] {
        let body = order(&item, code, family);
        bed.refuses(path, body, "SANDBOX_PRODUCT_NOT_ENABLED", disabled).await;
    }
    let unknown = bed.refused(path, order(&item, "PENDING_EXPIRATION", Value::Null)).await;
    assert_eq!(unknown["error_code"], "INVALID_FIELD");
    let codes = [
        "DEFAULT_UPDATE",
        "RECURRING_TRANSACTIONS_UPDATE",
        "USER_PERMISSION_REVOKED",
        "USER_ACCOUNT_REVOKED",
        "PENDING_DISCONNECT",
    ];
    for code in codes {
        assert_eq!(fire(&bed, &item, code).await["webhook_fired"], true);
    }
    receiver.expect(codes).await;
    let deaf = bed.link("user_good", 90).await;
    let answer = bed.refused(path, order(&deaf, "DEFAULT_UPDATE", Value::Null)).await;
    assert_eq!(answer["error_code"], "SANDBOX_WEBHOOK_INVALID");
}
