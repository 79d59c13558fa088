//! Troubles that a control brings about: what the item answers then, and which webhook tells of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS};
use crate::receiver::Receiver;

async fn settled(bed: &Bed, receiver: &mut Receiver, institution_id: &str) -> Linked {
    let options = json!({ "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(institution_id, options).await).await;
    bed.wait(TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    item
}

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

async fn order(bed: &Bed, item: &Linked, name: &str, body: Value) -> (u16, Value) {
    bed.order(&format!("/sim/items/{}/{name}", item.item_id), body).await
}

#[tokio::test]
async fn a_withdrawn_permission_ends_the_data_until_it_is_given_again() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, PLATYPUS).await;
    order(&bed, &item, "revoke", json!({})).await;
    let [revoked] = receiver.expect(["USER_PERMISSION_REVOKED"]).await;
    assert_eq!(revoked["error"]["error_code"], "USER_PERMISSION_REVOKED");
    assert_eq!(revoked["error"]["error_type"], "ITEM_ERROR");
    let refused = bed.refused("/transactions/sync", token(&item)).await;
    assert_eq!(refused["error_code"], "USER_PERMISSION_REVOKED");
    let shown = bed.ask("/item/get", token(&item)).await;
    assert_eq!(shown["item"]["error"]["error_code"], "USER_PERMISSION_REVOKED");
    assert_eq!(bed.control("/sim/items").await["items"][0]["status"], "REVOKED");
    order(&bed, &item, "repair", json!({})).await;
    bed.ask("/transactions/sync", token(&item)).await;
}

#[tokio::test]
async fn a_disconnection_is_announced_and_then_happens() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, PLATYPUS).await;
    order(&bed, &item, "expire", json!({})).await;
    let [pending] = receiver.expect(["PENDING_DISCONNECT"]).await;
    assert_eq!(pending["disconnect_time"], "2026-06-22T12:00:03Z");
    bed.advance(&item, 6).await;
    bed.ask("/accounts/get", token(&item)).await;
    bed.advance(&item, 1).await;
    let refused = bed.refused("/accounts/get", token(&item)).await;
    assert_eq!(refused["error_code"], "ITEM_LOGIN_REQUIRED");
    order(&bed, &item, "repair", json!({})).await;
    bed.advance(&item, 30).await;
    bed.ask("/accounts/get", token(&item)).await;
}

#[tokio::test]
async fn a_consent_that_ends_is_announced_where_banks_ask_for_one() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, "ins_117650").await;
    order(&bed, &item, "expire", json!({ "days": 2 })).await;
    let [pending] = receiver.expect(["PENDING_EXPIRATION"]).await;
    let ends_at = "2026-06-17T12:00:03Z";
    assert_eq!(pending["consent_expiration_time"], ends_at);
    let shown = bed.ask("/item/get", token(&item)).await;
    assert_eq!(shown["item"]["consent_expiration_time"], ends_at);
}

#[tokio::test]
async fn a_repair_is_announced_only_when_somebody_else_made_it() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver, PLATYPUS).await;
    let (status, _) = order(&bed, &item, "heal", json!({})).await;
    assert_eq!(status, 400, "nothing is to be mended");
    for (repair, codes) in [("repair", &["ERROR"][..]), ("heal", &["ERROR", "LOGIN_REPAIRED"])] {
        bed.ask("/sandbox/item/reset_login", token(&item)).await;
        order(&bed, &item, repair, json!({})).await;
        for _ in codes {
            let body: Value = serde_json::from_str(&receiver.next().await.body).unwrap();
            assert!(codes.contains(&body["webhook_code"].as_str().unwrap()), "{body}");
        }
        bed.ask("/accounts/get", token(&item)).await;
    }
    assert!(receiver.is_empty());
}
