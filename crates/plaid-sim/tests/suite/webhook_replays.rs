//! Replays: webhooks that come twice, in another order, late, or forged.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS};
use crate::receiver::{Received, Receiver};

const PATH: &str = "/sim/webhooks/replay";

async fn settled(bed: &Bed, receiver: &mut Receiver) -> Linked {
    let options = json!({ "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(PLATYPUS, options).await).await;
    bed.wait(TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    bed.webhooks_are_taken_down().await;
    item
}

fn code(webhook: &Received) -> String {
    let body: Value = serde_json::from_str(&webhook.body).unwrap();
    body["webhook_code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_duplicate_has_the_same_body_and_a_true_token() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = settled(&bed, &mut receiver).await;
    let order = json!({ "mode": "duplicate", "item_id": item.item_id, "count": 2 });
    let (status, answer) = bed.order(PATH, order).await;
    assert_eq!((status, &answer["webhooks"]), (200, &json!(2)));
    let mut codes = Vec::new();
    for _ in 0..2 {
        let webhook = receiver.next().await;
        webhook.verify(&bed).await;
        codes.push(code(&webhook));
    }
    codes.sort();
    assert_eq!(codes, ["HISTORICAL_UPDATE", "INITIAL_UPDATE"]);
    let sent = bed.control("/sim/webhooks").await["sent"].clone();
    assert_eq!(sent[0]["cause"], "news");
    assert_eq!(sent[0]["status"], 200);
}

#[tokio::test]
async fn a_late_webhook_comes_at_its_time() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    settled(&bed, &mut receiver).await;
    bed.order(PATH, json!({ "mode": "delay", "seconds": 600 })).await;
    bed.order(PATH, json!({ "mode": "shuffle" })).await;
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    assert!(receiver.is_empty());
    bed.wait(TimeDelta::seconds(600));
    let late = receiver.next().await;
    let claims = late.verify(&bed).await;
    assert_eq!(claims["iat"], 1_781_525_403, "it is signed when it is sent");
}

#[tokio::test]
async fn every_forgery_is_sent_and_none_is_true() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    settled(&bed, &mut receiver).await;
    let (status, answer) = bed.order(PATH, json!({ "mode": "forge" })).await;
    assert_eq!(status, 200, "{answer}");
    let kinds = answer["kinds"].as_array().unwrap().clone();
    assert_eq!(kinds.len(), 28);
    for _ in &kinds {
        receiver.next().await;
    }
    for kind in kinds {
        bed.order(PATH, json!({ "mode": "forge", "kind": kind })).await;
        let webhook = receiver.next().await;
        let key = json!({ "key_id": "6c5516e1-92dc-479e-a8ff-5a51992e0001" });
        let key = bed.ask("/webhook_verification_key/get", key).await["key"].clone();
        assert!(!is_true(&bed, &webhook, &key).await, "{kind} is true");
    }
    bed.order(PATH, json!({ "mode": "duplicate" })).await;
    let key = json!({ "key_id": "6c5516e1-92dc-479e-a8ff-5a51992e0001" });
    let key = bed.ask("/webhook_verification_key/get", key).await["key"].clone();
    assert!(is_true(&bed, &receiver.next().await, &key).await, "the verifier takes a true one");
}

/// What a careful receiver finds, told by Plaid's key and its own clock.
async fn is_true(bed: &Bed, webhook: &Received, key: &Value) -> bool {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use sha2::{Digest, Sha256};

    let parts: Vec<&str> = webhook.token.split('.').collect();
    let [header, claims, signature] = parts[..] else { return false };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let read = |part: &str| serde_json::from_slice::<Value>(&decode(part)?).ok();
    let (Some(header_json), Some(claims_json), Some(signature)) =
        (read(header), read(claims), decode(signature))
    else {
        return false;
    };
    if webhook.tokens != 1 || header_json["alg"] != "ES256" {
        return false;
    }
    let lookup = json!({ "key_id": header_json["kid"] });
    let found = bed.send("/webhook_verification_key/get", &lookup).await.unwrap();
    let found: Value = found.json().await.unwrap();
    if found["key"]["expired_at"] != Value::Null || found["key"]["x"] != key["x"] {
        return false;
    }
    let coordinate = |name: &str| decode(key[name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let proof = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    let signed = format!("{header}.{claims}");
    let digest = Sha256::digest(&webhook.body);
    let digest = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let now = plaid_sim::Clock::now(&*bed.clock).timestamp();
    proof.verify(signed.as_bytes(), &signature).is_ok()
        && claims_json["iat"].as_i64().is_some_and(|iat| (now - 300..=now + 30).contains(&iat))
        && claims_json["request_body_sha256"] == digest
}

#[tokio::test]
async fn orders_that_cannot_be_carried_out_are_refused() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let (status, _) = bed.order(PATH, json!({ "mode": "duplicate" })).await;
    assert_eq!(status, 404, "nothing was sent yet");
    settled(&bed, &mut receiver).await;
    for order in [
        json!({}),
        json!({ "mode": "burn" }),
        json!({ "mode": "duplicate", "count": 0 }),
        json!({ "mode": "duplicate", "seconds": 1 }),
        json!({ "mode": "duplicate", "kind": "alg_none" }),
        json!({ "mode": "forge", "kind": "x" }),
        json!({ "mode": "delay", "seconds": 86_401 }),
    ] {
        let (status, answer) = bed.order(PATH, order.clone()).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!("BAD_REQUEST")), "{order}");
    }
}
