//! A bank that says what a test hands it: as much of Plaid's API as a link and its syncs ask.
//!
//! The simulator is a bank that behaves; this one is for what a test wants to be told in one certain
//! order. Each link is an item of its own, with its own script of pages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{Api, Database, Server};

/// The bank's id at Plaid.
const INSTITUTION: &str = "ins_1";

/// What `/transactions/sync` says on one page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Rows that are new.
    pub added: Vec<Value>,
    /// Rows that have changed.
    pub modified: Vec<Value>,
    /// Ids of rows that are gone.
    pub removed: Vec<String>,
}

/// A linked item of this bank.
pub struct Item {
    /// Our id.
    pub id: String,
    /// Plaid's.
    plaid_id: String,
}

/// The bank, until the test lets go of it.
pub struct Bank {
    scripts: Scripts,
    url: String,
}

type Scripts = Arc<Mutex<BTreeMap<String, Script>>>;

/// What is known of one item.
struct Script {
    accounts: Vec<Value>,
    /// The updates, each of some pages.
    pages: Vec<(Page, bool)>,
}

impl Bank {
    /// Opens the bank.
    pub async fn open() -> Self {
        let scripts = Scripts::default();
        let router = Router::new().fallback(answer).with_state(scripts.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { scripts, url }
    }

    /// A server that takes this bank for Plaid.
    pub async fn serve(&self, database: Database) -> Server {
        let keys = [("PLAID_CLIENT_ID", "test"), ("PLAID_SECRET", "test")];
        let [id, secret] = keys;
        Server::start_with(database, &[("PLAID_BASE_URL", &self.url), id, secret]).await
    }

    /// Links the bank with these accounts, and waits until the first page is in.
    pub async fn link(&self, api: &Api, accounts: Vec<Value>, first: Page) -> Item {
        let plaid_id = format!("item-{}", self.scripts.lock().unwrap().len());
        let script = Script { accounts, pages: vec![(first, false)] };
        self.scripts.lock().unwrap().insert(plaid_id.clone(), script);
        let query = "mutation ($token: String!) {
            exchangePublicToken(input: { publicToken: $token }) {
                item { id } syncJob { id } userErrors { code }
            }
        }";
        let data = api.ask(query, json!({ "token": plaid_id })).await;
        let payload = &data["exchangePublicToken"];
        assert_eq!(payload["userErrors"], json!([]));
        api.wait_for(payload["syncJob"]["id"].as_str().unwrap()).await;
        Item { id: payload["item"]["id"].as_str().unwrap().to_owned(), plaid_id }
    }

    /// Tells an update of some pages, and has it synced.
    pub async fn tell(&self, api: &Api, item: &Item, update: &[Page]) {
        let last = update.len() - 1;
        let pages = update.iter().enumerate().map(|(at, page)| (page.clone(), at < last));
        self.scripts.lock().unwrap().get_mut(&item.plaid_id).unwrap().pages.extend(pages);
        api.sync(&item.id).await;
    }

    /// Has other accounts from now on, and has them synced.
    pub async fn list(&self, api: &Api, item: &Item, accounts: Vec<Value>) {
        self.scripts.lock().unwrap().get_mut(&item.plaid_id).unwrap().accounts = accounts;
        api.sync(&item.id).await;
    }
}

/// A checking account of this id with so much on it.
pub fn account(id: &str, current: &Value) -> Value {
    json!({
        "account_id": id, "name": id, "official_name": null, "mask": "0000",
        "type": "depository", "subtype": "checking",
        "balances": {
            "current": current, "available": null, "limit": null, "iso_currency_code": "USD",
            "unofficial_currency_code": null,
        },
    })
}

/// A posted row. What differs is changed by the test.
pub fn posted(id: &str, account: &str) -> Value {
    json!({
        "transaction_id": id, "account_id": account, "amount": 12.5, "iso_currency_code": "USD",
        "unofficial_currency_code": null, "date": "2026-11-01", "authorized_date": null,
        "pending": false, "pending_transaction_id": null, "name": "CARD 4711 BISTRO",
        "merchant_name": "Bistro", "payment_channel": "in store",
        "personal_finance_category": {
            "primary": "FOOD_AND_DRINK", "detailed": "FOOD_AND_DRINK_RESTAURANT",
            "confidence_level": "HIGH",
        },
        "location": {}, "payment_meta": {},
    })
}

/// The same before it is posted.
pub fn pending(id: &str, account: &str) -> Value {
    with(posted(id, account), "pending", true)
}

/// The row that a pending one becomes.
pub fn replacing(id: &str, pending: &str, account: &str) -> Value {
    with(posted(id, account), "pending_transaction_id", pending)
}

/// The same with one member changed.
pub fn with(mut value: Value, member: &str, to: impl Into<Value>) -> Value {
    value[member] = to.into();
    value
}

async fn answer(
    State(scripts): State<Scripts>,
    uri: Uri,
    Json(request): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let token =
        &request[if uri.path().contains("exchange") { "public_token" } else { "access_token" }];
    let id = token.as_str().unwrap_or_default();
    let scripts = scripts.lock().unwrap();
    let Some(script) = scripts.get(id) else { return refusal("INVALID_ACCESS_TOKEN") };
    let item = json!({
        "item_id": id, "institution_id": INSTITUTION, "institution_name": "A Bank", "webhook": null,
        "error": null, "update_type": "background",
    });
    let mut body = match uri.path() {
        "/item/public_token/exchange" => json!({ "access_token": id, "item_id": id }),
        "/item/get" => json!({ "item": item }),
        "/accounts/get" => json!({ "accounts": script.accounts, "item": item }),
        "/transactions/sync" => page(script, request["cursor"].as_str().unwrap_or_default()),
        "/item/remove" => json!({}),
        _ => return refusal("NOT_FOUND"),
    };
    body["request_id"] = "a-request".into();
    (StatusCode::OK, Json(body))
}

/// A cursor is the number of pages that were read.
fn page(script: &Script, cursor: &str) -> Value {
    let number: usize = cursor.parse().unwrap_or_default();
    let (page, has_more) = script.pages.get(number).cloned().unwrap_or_default();
    let next = (number + 1).min(script.pages.len());
    let removed: Vec<_> = page.removed.iter().map(|id| json!({ "transaction_id": id })).collect();
    json!({
        "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE", "accounts": [],
        "added": page.added, "modified": page.modified, "removed": removed,
        "next_cursor": next.to_string(), "has_more": has_more,
    })
}

fn refusal(code: &str) -> (StatusCode, Json<Value>) {
    let body = json!({
        "error_type": "INVALID_REQUEST", "error_code": code, "error_message": code,
        "display_message": null, "request_id": "a-request",
    });
    (StatusCode::BAD_REQUEST, Json(body))
}
