//! A letterbox between two programs that speak HTTP: it hands every request on, and may change the
//! answers, or note how long they took.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::Value;
use tokio::task::JoinHandle;

/// Another name of the cursor behind it, which the bank is asked with.
const ALIAS: &str = "relay.";

/// What is done to the answer of `/transactions/sync`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mangle {
    /// The page comes twice in one.
    DoubledRows,
    /// An empty page comes first, which says that there is more behind it.
    EmptyPageFirst,
    /// The same cursor again and again.
    SameCursor,
    /// Members and words that nobody knows yet.
    UnknownWords,
    /// The body is no UTF-8.
    NoUtf8,
    /// The body says that it is HTML.
    WrongType,
    /// A page of five hundred rows that the bank doesn't know, with more behind it.
    Flood,
    /// A body of a hundred megabytes.
    HundredMegabytes,
    /// The page, and it is the next one again.
    PageAgain,
    /// Plaid says that the data moved while it was read.
    Mutation,
    /// A gateway's 429, with so many seconds of `Retry-After` or none.
    TooMany(Option<u8>),
    /// A byte each second, for longer than anyone waits.
    Drip,
    /// The page as it is.
    Nothing,
}

/// One request that was handed on.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The header `Plaid-Verification`.
    pub token: Option<String>,
    /// How it was answered; none: nobody was there.
    pub status: Option<StatusCode>,
    /// How long that took.
    pub took: Duration,
}

/// The letterbox.
pub struct Relay {
    address: String,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    target: Mutex<String>,
    http: reqwest::Client,
    passed: Mutex<Vec<Passed>>,
    items: Mutex<HashMap<String, String>>,
    mangles: Mutex<HashMap<String, VecDeque<Mangle>>>,
    rows: Mutex<HashMap<String, Value>>,
    last_reads: Mutex<HashMap<String, String>>,
    exchanged_item: Mutex<Option<String>>,
}

impl Relay {
    /// Opens one that leads nowhere yet.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let inner = Arc::new(Inner::default());
        let router = Router::new().fallback(hand_on).with_state(inner.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inner, task }
    }

    /// Leads to that address from now on.
    pub fn lead_to(&self, address: &str) {
        address.clone_into(&mut self.inner.target.lock().unwrap());
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What went through.
    pub fn passed(&self) -> Vec<Passed> {
        self.inner.passed.lock().unwrap().clone()
    }

    /// Has Plaid give that item for every public token.
    pub fn exchange_as(&self, plaid_item: &str) {
        *self.inner.exchanged_item.lock().unwrap() = Some(plaid_item.to_owned());
    }

    /// How many pages of an item are still to be mangled.
    pub fn mangles_left(&self, plaid_item: &str) -> usize {
        self.inner.mangles.lock().unwrap().get(plaid_item).map_or(0, VecDeque::len)
    }

    /// Has Plaid say of an item that it last read the bank then; none: as it is.
    pub fn last_read(&self, plaid_item: &str, at: Option<&str>) {
        let mut silences = self.inner.last_reads.lock().unwrap();
        silences.remove(plaid_item);
        silences.extend(at.map(|at| (plaid_item.to_owned(), at.to_owned())));
    }

    /// Mangles the next pages of an item, one after the other.
    pub fn mangle(&self, plaid_item: &str, mangle: Mangle, times: usize) {
        let mut mangles = self.inner.mangles.lock().unwrap();
        mangles.entry(plaid_item.to_owned()).or_default().extend(vec![mangle; times]);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn hand_on(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
    let path = head.uri.path().to_owned();
    let url = format!("http://{}{path}", inner.target.lock().unwrap());
    let began = Instant::now();
    let mut headers = head.headers.clone();
    headers.remove("host");
    headers.remove("content-length");
    let told = inner
        .http
        .request(head.method, url)
        .headers(headers)
        .body(without_alias(&body))
        .send()
        .await;
    let token = head.headers.get("plaid-verification");
    let token = token.and_then(|token| token.to_str().ok()).map(ToOwned::to_owned);
    let (status, headers, answer) = match told {
        Ok(told) => {
            let (status, headers) = (told.status(), told.headers().clone());
            (Some(status), headers, told.bytes().await.unwrap_or_default())
        }
        Err(_) => (None, HeaderMap::new(), Bytes::new()),
    };
    let passed = Passed { token, status, took: began.elapsed() };
    inner.passed.lock().unwrap().push(passed);
    let of_type = headers.get("content-type").and_then(|text| text.to_str().ok());
    let (mangle, answer) = match inner.mangled(&path, &body, &answer) {
        Some((mangle, answer)) => (mangle, answer),
        None => (Mangle::Nothing, inner.retold(&path, answer)),
    };
    let status = match mangle {
        Mangle::Mutation => StatusCode::BAD_REQUEST,
        Mangle::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        _ => status.unwrap_or(StatusCode::BAD_GATEWAY),
    };
    let of_type = if mangle == Mangle::WrongType { Some("text/html") } else { of_type };
    let mut response = Response::builder().status(status);
    if let Some(of_type) = of_type {
        response = response.header("content-type", of_type);
    }
    if let Mangle::TooMany(Some(seconds)) = mangle {
        response = response.header("retry-after", u16::from(seconds));
    }
    let body = if mangle == Mangle::Drip { drip(answer) } else { Body::from(answer) };
    response.body(body).unwrap()
}

/// The answer, a byte each second.
fn drip(answer: Bytes) -> Body {
    let each = tokio::time::interval(Duration::from_secs(1));
    let drops = futures_util::stream::unfold((each, answer), async |(mut each, mut left)| {
        each.tick().await;
        let next = (!left.is_empty()).then(|| left.split_to(1))?;
        Some((Ok::<_, std::convert::Infallible>(next), (each, left)))
    });
    Body::from_stream(drops)
}

impl Inner {
    /// The answer with another time of the last look at the bank, or another item, where that is wanted.
    fn retold(&self, path: &str, answer: Bytes) -> Bytes {
        let Ok(mut told) = serde_json::from_slice::<Value>(&answer) else { return answer };
        if path == "/item/public_token/exchange"
            && let Some(item) = &*self.exchanged_item.lock().unwrap()
        {
            told["item_id"] = Value::from(item.as_str());
            return Bytes::from(serde_json::to_vec(&told).unwrap());
        }
        let silences = self.last_reads.lock().unwrap();
        let item = told["item"]["item_id"].as_str().unwrap_or_default();
        match silences.get(item).filter(|_| path == "/item/get") {
            Some(at) => {
                told["status"]["transactions"]["last_successful_update"] = Value::from(at.as_str());
                Bytes::from(serde_json::to_vec(&told).unwrap())
            }
            None => answer,
        }
    }

    /// The answer as it is spoiled, if it is.
    fn mangled(&self, path: &str, body: &Bytes, answer: &Bytes) -> Option<(Mangle, Bytes)> {
        let asked: Value = serde_json::from_slice(body).ok()?;
        let token = asked["access_token"].as_str()?.to_owned();
        if path == "/item/get" {
            let told: Value = serde_json::from_slice(answer).ok()?;
            let item = told["item"]["item_id"].as_str()?.to_owned();
            self.items.lock().unwrap().insert(token, item);
            return None;
        }
        if path != "/transactions/sync" {
            return None;
        }
        let item = self.items.lock().unwrap().get(&token)?.clone();
        let told: Value = serde_json::from_slice(answer).ok()?;
        if told["added"][0].is_object() {
            self.rows.lock().unwrap().insert(item.clone(), told["added"][0].clone());
        }
        let mangle = self.mangles.lock().unwrap().get_mut(&item)?.pop_front()?;
        if mangle == Mangle::Flood {
            let row = self.rows.lock().unwrap().get(&item)?.clone();
            return Some((mangle, flood(told, &asked, &row)));
        }
        Some((mangle, mangled(mangle, &asked, told)))
    }
}

fn without_alias(body: &Bytes) -> Bytes {
    let Ok(mut asked) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    let Some(cursor) = asked["cursor"].as_str().filter(|text| text.starts_with(ALIAS)) else {
        return body.clone();
    };
    asked["cursor"] = Value::from(cursor.trim_start_matches(ALIAS).to_owned());
    Bytes::from(serde_json::to_vec(&asked).unwrap())
}

/// Five hundred rows like that one.
fn flood(mut told: Value, asked: &Value, row: &Value) -> Bytes {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let rows = (0..500).map(|_| {
        let mut row = row.clone();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        row["transaction_id"] = Value::from(format!("flood{number}"));
        row["pending_transaction_id"] = Value::Null;
        row
    });
    told["added"] = Value::Array(rows.collect());
    told["modified"] = Value::Array(Vec::new());
    told["removed"] = Value::Array(Vec::new());
    told["has_more"] = Value::Bool(true);
    // Another name of the same place each time, so that it isn't taken for a loop.
    let asked = asked["cursor"].as_str().unwrap_or_default();
    let place = asked.trim_start_matches(ALIAS);
    let doubled = if asked == format!("{ALIAS}{place}") { ALIAS } else { "" };
    told["next_cursor"] = Value::from(format!("{ALIAS}{doubled}{place}"));
    Bytes::from(serde_json::to_vec(&told).unwrap())
}

fn mangled(mangle: Mangle, asked: &Value, mut told: Value) -> Bytes {
    match mangle {
        Mangle::NoUtf8 => return Bytes::from_static(b"{\"added\": \"\xff\xfe\"}"),
        Mangle::HundredMegabytes => return Bytes::from(vec![b' '; 100 << 20]),
        Mangle::WrongType | Mangle::Flood | Mangle::Drip | Mangle::Nothing => {}
        Mangle::TooMany(_) => return Bytes::from_static(b"Slow down.\n"),
        Mangle::Mutation => {
            let told = serde_json::json!({
                "error_type": "TRANSACTIONS_ERROR",
                "error_code": "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
                "error_message": "Underlying transaction data changed since last page was fetched.",
                "display_message": null,
                "request_id": "mutation",
            });
            return Bytes::from(serde_json::to_vec(&told).unwrap());
        }
        Mangle::PageAgain => {
            let cursor = asked["cursor"].as_str().unwrap_or_default();
            told["next_cursor"] = Value::from(format!("{ALIAS}{cursor}"));
            told["has_more"] = Value::Bool(true);
        }
        Mangle::DoubledRows => {
            for list in ["added", "modified", "removed"] {
                let rows = told[list].as_array_mut().unwrap();
                rows.extend(rows.clone());
            }
        }
        Mangle::EmptyPageFirst => {
            for list in ["added", "modified", "removed"] {
                told[list].as_array_mut().unwrap().clear();
            }
            let cursor = asked["cursor"].as_str().unwrap_or_default();
            told["next_cursor"] = Value::from(format!("{ALIAS}{cursor}"));
            told["has_more"] = Value::Bool(true);
        }
        Mangle::SameCursor => {
            told["next_cursor"] = asked["cursor"].clone();
            told["has_more"] = Value::Bool(true);
        }
        Mangle::UnknownWords => {
            told["a_member_of_next_year"] = Value::from("x");
            told["transactions_update_status"] = Value::from("HISTORICAL_UPDATE_COMPLETE");
            for row in told["added"].as_array_mut().unwrap() {
                row["payment_channel"] = Value::from("by pigeon");
                row["transaction_code"] = Value::from("barter");
                row["a_member_of_next_year"] = Value::from(1);
            }
        }
    }
    Bytes::from(serde_json::to_vec(&told).unwrap())
}
