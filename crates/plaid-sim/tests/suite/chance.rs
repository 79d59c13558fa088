//! Chance that is handed in: equal seeds and commands give byte-equal answers.

use std::sync::Arc;

use chrono::TimeDelta;
use plaid_sim::{Config, SeededChance};
use serde_json::{Value, json};

use crate::bed::Bed;

/// The bodies of an item's life, byte for byte.
async fn life(chance: u64) -> Vec<String> {
    let chance = Arc::new(SeededChance::new(chance));
    let bed = Bed::start(|config| Config { seed: 7, chance, ..config }).await.unwrap();
    let mut bodies = Vec::new();
    let mut ask = async |path: &str, body: Value| {
        let answer = bed.send(path, &body).await.unwrap().text().await.unwrap();
        bodies.push(answer.clone());
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    let link = json!({
        "institution_id": "ins_109508",
        "initial_products": ["transactions"],
        "options": { "override_username": "user_household" },
    });
    let public_token = ask("/sandbox/public_token/create", link).await["public_token"].clone();
    let exchange = json!({ "public_token": public_token });
    let token = ask("/item/public_token/exchange", exchange).await["access_token"].clone();
    bed.wait(TimeDelta::seconds(3));
    let item = json!({ "access_token": token });
    ask("/transactions/sync", item.clone()).await;
    ask("/item/access_token/invalidate", item.clone()).await;
    ask("/accounts/get", item).await;
    let key = json!({ "key_id": "6c5516e1-92dc-479e-a8ff-5a51992e0001" });
    ask("/webhook_verification_key/get", key).await;
    bodies
}

#[tokio::test]
async fn equal_seeds_and_commands_give_byte_equal_answers() {
    let first = life(1).await;
    assert_eq!(first, life(1).await);
    let other = life(2).await;
    assert!(first.iter().zip(&other).all(|(one, two)| one != two));
}
