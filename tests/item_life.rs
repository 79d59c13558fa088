//! The life of a connection, as its owner sees it: logins that end and are mended, announced ends,
//! consent that is withdrawn, accounts that come and go. All of it arrives by Plaid's webhooks.

use serde_json::{Value, json};
use tokio::time::Duration;

use crate::support::api::Linked;
use crate::support::{Api, Server, each_database};

const BANK: &str = "ins_109508";

each_database!(async fn a_login_that_ends_is_told_and_heals(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    let item = until(&alice, |item| item["status"] == "HEALTHY").await;
    assert_eq!(item["statusReason"], Value::Null);
    assert!(item["nextSyncAt"].is_string());

    control(&alice, &linked, "expire", json!({ "days": 1 })).await;
    alice.advance(&linked.plaid_item, 2).await;
    let item = until(&alice, |item| item["status"] == "LOGIN_REQUIRED").await;
    assert!(item["statusReason"].is_string());
    let mending = "mutation ($id: ID!) { createLinkToken(input: { itemId: $id }) {
        linkToken userErrors { code } } }";
    let token = alice.ask(mending, json!({ "id": linked.item })).await;
    assert!(token["createLinkToken"]["linkToken"].is_string());

    // Somebody else mends it, which Plaid announces.
    control(&alice, &linked, "heal", json!({})).await;
    until(&alice, |item| item["status"] == "HEALTHY").await;
});

each_database!(async fn an_own_login_in_update_mode_mends_it(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    control(&alice, &linked, "expire", json!({ "days": 1 })).await;
    alice.advance(&linked.plaid_item, 2).await;
    until(&alice, |item| item["status"] == "LOGIN_REQUIRED").await;
    // Plaid announces nothing here: the page that had Link open asks for a sync.
    control(&alice, &linked, "repair", json!({})).await;
    alice.sync(&linked.item).await;
    until(&alice, |item| item["status"] == "HEALTHY").await;
});

each_database!(async fn an_end_that_is_announced_is_told_with_its_day(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    control(&alice, &linked, "expire", json!({ "days": 7 })).await;
    let item = until(&alice, |item| item["status"] == "EXPIRING").await;
    assert!(item["endsAt"].is_string());
    let day = &item["endsAt"].as_str().unwrap()[..10];
    assert!(item["statusReason"].as_str().unwrap().contains(day), "{item}");
});

each_database!(async fn consent_that_is_withdrawn_ends_the_connection(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    control(&alice, &linked, "revoke", json!({})).await;
    let item = until(&alice, |item| item["status"] == "REVOKED").await;
    assert!(item["statusReason"].is_string());
    assert_eq!(item["nextSyncAt"], Value::Null);
    // What was there stays until its owner removes it, and the bank may be linked anew.
    assert_eq!(item["accounts"].as_array().unwrap().len(), 12);
    let token = alice.public_token(BANK, "user_good").await;
    let again = "mutation ($token: String!, $bank: String) {
        exchangePublicToken(input: { publicToken: $token, institutionId: $bank }) {
            item { id } userErrors { code } } }";
    let data = alice.ask(again, json!({ "token": token, "bank": BANK })).await;
    assert_eq!(data["exchangePublicToken"]["userErrors"], json!([]));
});

each_database!(async fn accounts_that_the_bank_opens_are_offered_and_found(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_household").await;
    let before = item(&alice).await;
    assert_eq!(before["newAccountsAvailable"], false);
    alice.advance(&linked.plaid_item, 51).await;
    until(&alice, |item| item["newAccountsAvailable"] == true).await;

    let told = alice.look(&format!("/sim/items/{}/ledger", linked.plaid_item)).await;
    let shared = told["accounts"].as_array().unwrap().iter();
    let others = told["other_accounts"].as_array().unwrap().iter();
    let all: Vec<_> = shared.chain(others).map(|account| account["account_id"].clone()).collect();
    assert_eq!(all.len(), before["accounts"].as_array().unwrap().len() + 1);
    control(&alice, &linked, "accounts", json!({ "account_ids": all })).await;
    alice.sync(&linked.item).await;
    let after = item(&alice).await;
    assert_eq!(after["accounts"].as_array().unwrap().len(), all.len());
    assert_eq!(after["newAccountsAvailable"], false);
});

const ITEMS: &str = "{ items {
    id status statusReason endsAt nextSyncAt newAccountsAvailable accounts { id }
} }";

async fn item(api: &Api) -> Value {
    api.ask(ITEMS, json!({})).await["items"][0].take()
}

async fn control(api: &Api, linked: &Linked, deed: &str, body: Value) {
    api.control(&format!("/sim/items/{}/{deed}", linked.plaid_item), body).await;
}

/// Looks again and again, for half a minute.
async fn until(api: &Api, holds: impl Fn(&Value) -> bool) -> Value {
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..600 {
        looks.tick().await;
        let item = item(api).await;
        if holds(&item) {
            return item;
        }
    }
    panic!("it has not come true within half a minute: {}", item(api).await);
}
