//! A simulator with a clock that a test moves, and the words in which tests talk to it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use plaid_openapi::Watch;
use plaid_sim::{Clock, Config, DEFAULT_CLIENT_ID, DEFAULT_SECRET, Simulator, StartError, start};
use reqwest::{Client, Response};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub const PLATYPUS: &str = "ins_109508";

/// A clock that stands until it is moved.
pub struct HandClock(Mutex<DateTime<Utc>>);

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// A running simulator and a client of it.
pub struct Bed {
    pub simulator: Simulator,
    pub clock: Arc<HandClock>,
    pub client: Client,
    /// Last: what the simulator said is held against Plaid's contract when all is over.
    pub watch: Watch,
}

/// An item that was linked and exchanged.
#[derive(Clone)]
pub struct Linked {
    pub item_id: String,
    pub access_token: String,
}

/// Everything that a loop over the pages brought.
#[derive(Default)]
pub struct Loop {
    pub added: Vec<Value>,
    pub modified: Vec<Value>,
    pub removed: Vec<Value>,
    pub pages: usize,
    pub cursor: String,
}

impl Bed {
    pub async fn new() -> Self {
        Self::with_seed(7).await
    }

    pub async fn with_seed(seed: u64) -> Self {
        Self::try_start(seed, None).await.unwrap()
    }

    /// A simulator whose clock says noon of 15 June 2026, and that takes calls as often as they
    /// come: a clock that stands lets no minute pass.
    pub async fn try_start(seed: u64, state: Option<&Path>) -> Result<Self, StartError> {
        let state = state.map(Path::to_owned);
        Self::start(|config| Config { seed, state, ..config }).await
    }

    /// The same, with other settings.
    pub async fn start(settings: impl FnOnce(Config) -> Config) -> Result<Self, StartError> {
        let noon = Utc.with_ymd_and_hms(2026, 6, 15, 12, 0, 0).unwrap();
        let clock = Arc::new(HandClock(Mutex::new(noon)));
        let watch = Watch::new();
        let config = Config {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            record: Some(watch.record()),
            ..settings(Config { rate_limits: false, ..Config::new("127.0.0.1:0".parse().unwrap()) })
        };
        Ok(Self { simulator: start(config).await?, clock, client: Client::new(), watch })
    }

    pub fn wait(&self, time: TimeDelta) {
        *self.clock.0.lock().unwrap() += time;
    }

    /// Waits until every webhook was sent, and its outcome is in the state file.
    pub async fn webhooks_are_taken_down(&self) {
        for _ in 0..200 {
            if self.control("/sim/webhooks").await["waiting"] == json!([]) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the webhooks were not taken down in time");
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.simulator.address())
    }

    pub async fn send(&self, path: &str, body: &Value) -> reqwest::Result<Response> {
        let request = self.client.post(self.url(path)).json(body);
        let request = request.header("plaid-client-id", DEFAULT_CLIENT_ID);
        request.header("plaid-secret", DEFAULT_SECRET).send().await
    }

    /// A call that must succeed.
    pub async fn ask(&self, path: &str, body: Value) -> Value {
        let response = self.send(path, &body).await.unwrap();
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(status, 200, "{path} answered {answer}");
        assert_eq!(answer["request_id"].as_str().unwrap().len(), 15);
        answer
    }

    /// A call that must be refused; what is checked of every refusal is checked here.
    pub async fn refused(&self, path: &str, body: Value) -> Value {
        let response = self.send(path, &body).await.unwrap();
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert!(status.is_client_error() || status.is_server_error(), "{path} answered {answer}");
        let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "display_message",
            "documentation_url",
            "error_code",
            "error_message",
            "error_type",
            "request_id",
            "suggested_action",
        ];
        assert_eq!(keys, expected);
        answer
    }

    /// Asserts code and message of a refusal.
    pub async fn refuses(&self, path: &str, body: Value, code: &str, message: &str) {
        let answer = self.refused(path, body.clone()).await;
        let said = (answer["error_code"].as_str(), answer["error_message"].as_str());
        assert_eq!(said, (Some(code), Some(message)), "{path} {body}");
    }

    pub async fn control(&self, path: &str) -> Value {
        self.client.get(self.url(path)).send().await.unwrap().json().await.unwrap()
    }

    pub async fn order(&self, path: &str, body: Value) -> (u16, Value) {
        let response = self.client.post(self.url(path)).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Lets days pass at an item's bank.
    pub async fn advance(&self, item: &Linked, days: u32) -> Value {
        let path = format!("/sim/items/{}/advance", item.item_id);
        let (status, answer) = self.order(&path, json!({ "days": days })).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    pub async fn link(&self, username: &str, days: u32) -> Linked {
        self.link_at(PLATYPUS, username, days).await
    }

    pub async fn link_at(&self, institution_id: &str, username: &str, days: u32) -> Linked {
        let options =
            json!({ "override_username": username, "transactions": { "days_requested": days } });
        let public_token = self.public_token(institution_id, options).await;
        self.exchange(&public_token).await
    }

    /// An item whose transactions are all there.
    pub async fn link_and_wait(&self, username: &str, days: u32) -> Linked {
        let item = self.link(username, days).await;
        self.wait(TimeDelta::seconds(5));
        item
    }

    pub async fn public_token(&self, institution_id: &str, options: Value) -> String {
        let body = json!({
            "institution_id": institution_id,
            "initial_products": ["transactions"],
            "options": options,
        });
        text(&self.ask("/sandbox/public_token/create", body).await["public_token"])
    }

    pub async fn exchange(&self, public_token: &str) -> Linked {
        let body = json!({ "public_token": public_token });
        let answer = self.ask("/item/public_token/exchange", body).await;
        let access_token = text(&answer["access_token"]);
        Linked { item_id: text(&answer["item_id"]), access_token }
    }

    pub async fn page(&self, item: &Linked, cursor: &str, count: u32) -> Value {
        let token = &item.access_token;
        let body = json!({ "access_token": token, "cursor": cursor, "count": count });
        self.ask("/transactions/sync", body).await
    }

    /// All pages from a cursor on.
    pub async fn sync(&self, item: &Linked, cursor: &str, count: u32) -> Loop {
        let mut gathered = Loop { cursor: cursor.to_owned(), ..Loop::default() };
        loop {
            let page = self.page(item, &gathered.cursor, count).await;
            gathered.pages += 1;
            gathered.cursor = text(&page["next_cursor"]);
            let lists = [&mut gathered.added, &mut gathered.modified, &mut gathered.removed];
            let mut updates = 0;
            for (list, name) in lists.into_iter().zip(["added", "modified", "removed"]) {
                updates += page[name].as_array().unwrap().len();
                list.extend(page[name].as_array().unwrap().iter().cloned());
            }
            let has_more = page["has_more"].as_bool().unwrap();
            assert!(updates <= count as usize && (!has_more || updates == count as usize));
            if !has_more {
                return gathered;
            }
        }
    }

    pub async fn ledger(&self, item: &Linked) -> Value {
        self.control(&format!("/sim/items/{}/ledger", item.item_id)).await
    }
}

impl Loop {
    /// Applies the loop to rows that were held before.
    pub fn apply(&self, rows: &mut Vec<Value>) {
        let of = |id: &Value| {
            let id = id.clone();
            move |row: &Value| row["transaction_id"] == id
        };
        for row in &self.added {
            assert!(!rows.iter().any(of(&row["transaction_id"])), "added twice: {row}");
            rows.push(row.clone());
        }
        for row in &self.modified {
            let place = rows.iter().position(of(&row["transaction_id"])).unwrap();
            rows[place] = row.clone();
        }
        for row in &self.removed {
            let place = rows.iter().position(of(&row["transaction_id"])).unwrap();
            rows.remove(place);
        }
    }
}

/// Rows in an order that does not depend on how they came.
pub fn sorted(rows: &[Value]) -> Vec<Value> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| text(&row["transaction_id"]));
    rows
}

pub fn rows(ledger: &Value) -> Vec<Value> {
    sorted(ledger["transactions"].as_array().unwrap())
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub fn decimal(value: &Value) -> Decimal {
    value.to_string().parse().unwrap()
}
