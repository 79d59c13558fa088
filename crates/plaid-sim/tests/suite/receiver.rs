//! A receiver of webhooks that tests what Plaid tells its customers to test.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::bed::Bed;

/// Longer than any machine needs for a message to itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A webhook as it came.
pub struct Received {
    /// The first of its tokens; empty when there was none.
    pub token: String,
    /// How many tokens there were.
    pub tokens: usize,
    pub body: String,
}

/// A receiver that listens.
pub struct Receiver {
    pub address: String,
    refusals: Refusals,
    received: UnboundedReceiver<Received>,
    task: JoinHandle<()>,
}

type Refusals = Arc<Mutex<VecDeque<(StatusCode, Option<String>)>>>;

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, received) = unbounded_channel();
        let refusals = Refusals::default();
        let state = (sender, Arc::clone(&refusals));
        let router = Router::new().route("/hook", post(take)).with_state(state);
        let task = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { address, refusals, received, task }
    }

    /// Answers the next webhooks with these statuses, and those after them with 200.
    pub fn refuse(&self, statuses: &[StatusCode]) {
        let statuses = statuses.iter().map(|status| (*status, None));
        self.refusals.lock().unwrap().extend(statuses);
    }

    /// Answers the next webhook with 429, and says when to come again.
    pub fn ask_for_patience(&self, retry_after: &str) {
        let refusal = (StatusCode::TOO_MANY_REQUESTS, Some(retry_after.to_owned()));
        self.refusals.lock().unwrap().push_back(refusal);
    }

    pub async fn next(&mut self) -> Received {
        tokio::time::timeout(PATIENCE, self.received.recv()).await.unwrap().unwrap()
    }

    /// The next webhooks, by their codes: they may come in any order.
    pub async fn expect<const N: usize>(&mut self, codes: [&str; N]) -> [Value; N] {
        let mut bodies: Vec<Value> = Vec::new();
        while bodies.len() < N {
            bodies.push(serde_json::from_str(&self.next().await.body).unwrap());
        }
        codes.map(|code| {
            let place = bodies.iter().position(|body| body["webhook_code"] == code);
            bodies.remove(place.unwrap_or_else(|| panic!("no {code} among {bodies:?}")))
        })
    }

    /// Whether everything that came was looked at.
    pub fn is_empty(&self) -> bool {
        self.received.is_empty()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Received {
    /// Verifies it the way a customer does, and gives the claims.
    pub async fn verify(&self, bed: &Bed) -> Value {
        let (signed, signature) = self.token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        assert_eq!(header["alg"], "ES256");
        let lookup = json!({ "key_id": header["kid"] });
        let key = bed.ask("/webhook_verification_key/get", lookup).await["key"].clone();
        assert_eq!([&key["kty"], &key["crv"], &key["use"]], ["EC", "P-256", "sig"]);
        let coordinate = |name: &str| decode(key[name].as_str().unwrap());
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        key.verify(signed.as_bytes(), &decode(signature)).unwrap();
        let claims: Value = serde_json::from_slice(&decode(claims)).unwrap();
        let digest = Sha256::digest(&self.body);
        let digest = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(claims["request_body_sha256"], digest);
        claims
    }
}

async fn take(
    State((sender, refusals)): State<(UnboundedSender<Received>, Refusals)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert_eq!(headers["content-type"], "application/json");
    let all = headers.get_all("plaid-verification").iter();
    let all: Vec<String> = all.map(|token| token.to_str().unwrap().to_owned()).collect();
    let tokens = all.len();
    let token = all.into_iter().next().unwrap_or_default();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let refusal = refusals.lock().unwrap().pop_front();
    let (status, retry_after) = refusal.unwrap_or((StatusCode::OK, None));
    sender.send(Received { token, tokens, body }).unwrap();
    let mut response = status.into_response();
    if let Some(retry_after) = retry_after {
        response.headers_mut().insert("retry-after", retry_after.parse().unwrap());
    }
    response
}
