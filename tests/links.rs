//! Links under way: tokens that are given again, banks that are noticed to be linked already,
//! exchanges whose answer is lost, and how often a bank may be asked.

use serde_json::{Value, json};
use tokio::time::Duration;

use crate::support::api::Linked;
use crate::support::ledger::Ledger;
use crate::support::link::Link;
use crate::support::{Api, Server, each_database};

const BANK: &str = "ins_109508";

each_database!(async fn an_unused_link_token_is_given_again(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let first = link_token(&alice, json!({})).await;
    assert_eq!(link_token(&alice, json!({})).await, first);
    let other = [
        link_token(&alice, json!({ "useCache": false })).await,
        link_token(&alice, json!({ "products": ["TRANSACTIONS", "AUTH"] })).await,
        link_token(&alice, json!({ "hosted": true })).await,
        link_token(&server.signed_up("bob").await, json!({})).await,
    ];
    assert!(other.iter().all(|token| *token != first));

    // Link has ended with one of them, and nobody says with which.
    let linked = alice.exchange(&alice.public_token(BANK, "user_good").await).await;
    alice.wait_for(&linked.job).await;
    let second = link_token(&alice, json!({})).await;
    assert!(second != first && !other.contains(&second));

    let mending = link_token(&alice, json!({ "itemId": linked.item })).await;
    assert_eq!(link_token(&alice, json!({ "itemId": linked.item })).await, mending);
    alice.sync(&linked.item).await;
    assert_ne!(link_token(&alice, json!({ "itemId": linked.item })).await, mending);
    assert_eq!(link_token(&alice, json!({})).await, second);
});

each_database!(async fn a_bank_that_is_linked_already_is_noticed_before_the_exchange(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let first = exchange(&alice, "user_good", json!({ "institutionId": BANK })).await;
    let item = first["item"]["id"].as_str().unwrap().to_owned();
    alice.wait_for(first["syncJob"]["id"].as_str().unwrap()).await;

    let token = alice.public_token(BANK, "user_good").await;
    let input = json!({ "publicToken": token, "institutionId": BANK });
    let refused = send(&alice, input.clone()).await;
    assert_eq!(refused["userErrors"][0]["code"], "DUPLICATE_ITEM");
    assert_eq!(refused["duplicateOf"]["id"], item.as_str());
    assert_eq!(refused["item"], Value::Null);
    assert_eq!(alice.ask(ITEMS, json!({})).await["items"].as_array().unwrap().len(), 1);

    // Nothing was exchanged: the token still works for whoever wants the bank twice.
    let mut wanted = input;
    wanted["allowDuplicate"] = json!(true);
    let second = send(&alice, wanted).await;
    assert_eq!(second["userErrors"], json!([]));
    alice.wait_for(second["syncJob"]["id"].as_str().unwrap()).await;
    let items = alice.ask(ITEMS, json!({})).await;
    assert_eq!(items["items"][0]["duplicateOf"], Value::Null);
    assert_eq!(items["items"][1]["duplicateOf"]["id"], item.as_str());

    // Another person's bank is no business of hers.
    let bob = server.signed_up("bob").await;
    let theirs = exchange(&bob, "user_good", json!({ "institutionId": BANK })).await;
    assert_eq!(theirs["userErrors"], json!([]));
});

each_database!(async fn an_exchange_whose_answer_is_lost_is_found_and_told(database) {
    let server = Server::start_with(database, &[("FLORIN_JOB_LEASE", "1s")]).await;
    let alice = server.signed_up("alice").await;
    assert!(doctor(&server).await.contains("ok  links: none is lost"));
    alice.fault("/item/public_token/exchange", "truncate", 1).await;
    let answer = exchange(&alice, "user_good", json!({})).await;
    assert_eq!(answer["userErrors"][0]["code"], "PLAID_UNAVAILABLE");
    until(async || doctor(&server).await.contains("BAD links: 1 lost")).await;
    assert_eq!(alice.ask(ITEMS, json!({})).await["items"], json!([]));
});

each_database!(async fn an_exchange_that_never_reached_plaid_is_made_up_for(database) {
    let server = Server::start_with(database, &[("FLORIN_JOB_LEASE", "1s")]).await;
    let alice = server.signed_up("alice").await;
    // Nobody can say what became of a call that was answered by a gateway.
    alice.fault("/item/public_token/exchange", "http_502_html", 1).await;
    let answer = exchange(&alice, "user_good", json!({})).await;
    assert_eq!(answer["userErrors"][0]["code"], "PLAID_UNAVAILABLE");
    until(async || alice.ask(ITEMS, json!({})).await["items"][0]["status"] == "HEALTHY").await;
    assert!(doctor(&server).await.contains("ok  links: none is lost"));
});

each_database!(async fn a_bank_is_asked_itself_at_most_once_in_five_minutes(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_transactions_dynamic").await;
    let before = count(&alice).await;
    let asked = sync(&alice, &linked.item, true).await;
    assert_eq!(asked["userErrors"], json!([]));
    until(async || count(&alice).await > before).await;

    let refused = sync(&alice, &linked.item, true).await;
    assert_eq!(refused["userErrors"][0]["code"], "SYNC_NOT_ALLOWED");
    assert_eq!(refused["syncJob"], Value::Null);
    assert!(refused["allowedAt"].is_string());
    // What Plaid has can be fetched all the same.
    assert_eq!(sync(&alice, &linked.item, false).await["userErrors"], json!([]));
});

each_database!(async fn the_seventh_sync_in_a_minute_has_to_wait(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    for _ in 0..6 {
        alice.sync(&linked.item).await;
    }
    let refused = sync(&alice, &linked.item, false).await;
    assert_eq!(refused["userErrors"][0]["code"], "SYNC_NOT_ALLOWED");
    assert!(refused["allowedAt"].is_string());
});

each_database!(async fn a_bank_is_linked_on_a_page_that_plaid_hosts(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let token = link_token(&alice, json!({ "hosted": true })).await;
    let mut link = Link::open(&alice, &token, true).await;
    link.link(BANK, "user_good", "pass_good").await;
    until(async || alice.ask(ITEMS, json!({})).await["items"][0]["status"] == "HEALTHY").await;
    let items = alice.ask(ITEMS, json!({})).await;
    assert_eq!(items["items"].as_array().unwrap().len(), 1);
    assert_ne!(link_token(&alice, json!({ "hosted": true })).await, token);
    assert!(doctor(&server).await.contains("ok  links: none is lost"));
});

each_database!(async fn update_mode_takes_a_notice_back(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    let expire = format!("/sim/items/{}/expire", linked.plaid_item);
    alice.control(&expire, json!({ "days": 7 })).await;
    until(async || alice.ask(ITEMS, json!({})).await["items"][0]["status"] == "EXPIRING").await;
    // Another sync is no renewal.
    alice.sync(&linked.item).await;
    assert_eq!(alice.ask(ITEMS, json!({})).await["items"][0]["status"], "EXPIRING");

    let token = link_token(&alice, json!({ "itemId": linked.item })).await;
    let mut link = Link::open(&alice, &token, false).await;
    link.sign_in("user_good", "pass_good").await;
    link.finish().await;
    alice.sync(&linked.item).await;
    assert_eq!(alice.ask(ITEMS, json!({})).await["items"][0]["status"], "HEALTHY");
});

each_database!(async fn update_mode_can_choose_the_accounts_again(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    assert_eq!(open_accounts(&alice).await, 12);

    let chosen = json!({ "itemId": linked.item, "accountSelection": true });
    let token = link_token(&alice, chosen.clone()).await;
    let mut link = Link::open(&alice, &token, false).await;
    link.sign_in("user_good", "pass_good").await;
    link.share_first(3).await;
    alice.sync(&linked.item).await;
    assert_eq!(open_accounts(&alice).await, 3);
    assert_eq!(ours_is_theirs(&alice, &linked).await, Ok(()));

    // What was given up comes back with its rows when it is shared again.
    let token = link_token(&alice, chosen).await;
    let mut link = Link::open(&alice, &token, false).await;
    link.sign_in("user_good", "pass_good").await;
    link.share_first(12).await;
    alice.sync(&linked.item).await;
    assert_eq!(open_accounts(&alice).await, 12);
    assert_eq!(ours_is_theirs(&alice, &linked).await, Ok(()));
});

async fn open_accounts(api: &Api) -> usize {
    let data = api.ask("{ accounts(filter: { closed: false }) { id } }", json!({})).await;
    data["accounts"].as_array().unwrap().len()
}

/// Whether the rows are those of the bank's ledger, of the accounts that are shared with us.
async fn ours_is_theirs(api: &Api, linked: &Linked) -> Result<(), String> {
    let bank = Ledger::of_bank(api, &linked.plaid_item).await.rows;
    let ours = Ledger::of_ours(api, 500).await.rows;
    if bank == ours { Ok(()) } else { Err(format!("{} of {}", ours.len(), bank.len())) }
}

const ITEMS: &str = "{ items { id status duplicateOf { id } nextSyncAt } }";

async fn link_token(api: &Api, input: Value) -> String {
    let query = "mutation ($input: CreateLinkTokenInput) {
        createLinkToken(input: $input) { linkToken userErrors { code } } }";
    let data = api.ask(query, json!({ "input": input })).await;
    data["createLinkToken"]["linkToken"].as_str().unwrap().to_owned()
}

/// Links a person of the bank with something more than the token.
async fn exchange(api: &Api, username: &str, mut input: Value) -> Value {
    input["publicToken"] = json!(api.public_token(BANK, username).await);
    send(api, input).await
}

async fn send(api: &Api, input: Value) -> Value {
    let query = "mutation ($input: ExchangePublicTokenInput!) {
        exchangePublicToken(input: $input) {
            item { id } syncJob { id } duplicateOf { id } userErrors { code } } }";
    api.ask(query, json!({ "input": input })).await["exchangePublicToken"].take()
}

async fn sync(api: &Api, item: &str, refresh: bool) -> Value {
    let query = "mutation ($id: ID!, $refresh: Boolean) {
        syncItem(input: { itemId: $id, refreshAtBank: $refresh }) {
            syncJob { id } allowedAt userErrors { code } } }";
    api.ask(query, json!({ "id": item, "refresh": refresh })).await["syncItem"].take()
}

async fn count(api: &Api) -> u64 {
    let data = api.ask("{ transactions(first: 1) { totalCount } }", json!({})).await;
    data["transactions"]["totalCount"].as_u64().unwrap()
}

async fn doctor(server: &Server) -> String {
    let output = server.command(&["doctor"]).output().await.unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Looks again and again, for half a minute.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let mut looks = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..300 {
        looks.tick().await;
        if holds().await {
            return;
        }
    }
    panic!("it has not come true within half a minute");
}
