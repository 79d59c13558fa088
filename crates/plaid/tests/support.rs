//! A stand-in for Plaid that gives prepared answers in order and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use plaid::{AccessToken, Client, Config, Credentials};
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

/// The team's secret in these tests.
pub const SECRET: &str = "0123456789abcdef0123456789abcd";
/// The token of the item in these tests.
pub const ACCESS_TOKEN: &str = "access-sandbox-3f1c9a52-0000-4000-8000-00000000beef";

/// The folder of a stand-in that lies behind a gateway.
pub const GATEWAY: &str = "/behind/a/gateway";

/// A prepared answer.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// An answer with that status and body.
    pub fn new(status: u16, body: &impl ToString) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self { status, headers: HeaderMap::new(), body: body.to_string() }
    }

    /// Success with that body.
    pub fn ok(body: &impl ToString) -> Self {
        Self::new(200, body)
    }

    /// The same with a header.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers, Body::from(self.body)).into_response()
    }
}

/// A call that was received.
#[derive(Clone, Debug)]
pub struct Call {
    /// The path.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Value,
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// The stand-in. What it was asked is held against Plaid's contract when it is let go.
pub struct Plaid {
    /// Where it is.
    pub url: Url,
    script: Script,
}

impl Plaid {
    /// Starts it. After the last answer it says so with status 418.
    pub async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script::default();
        script.answers.lock().unwrap().extend(answers);
        let app = Router::new().fallback(answer).with_state(script.clone());
        let (listener, url) = bind().await;
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, script }
    }

    /// What it was asked.
    pub fn calls(&self) -> Vec<Call> {
        self.script.calls.lock().unwrap().clone()
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(config(&self.url)).unwrap()
    }
}

impl Drop for Plaid {
    fn drop(&mut self) {
        let Some(contract) = plaid_openapi::shared().filter(|_| !std::thread::panicking()) else {
            return;
        };
        for call in self.calls() {
            let path = call.path.strip_prefix(GATEWAY).unwrap_or(&call.path);
            assert_eq!(contract.request(path, &call.body), [], "{path} {}", call.body);
        }
    }
}

async fn answer(
    State(script): State<Script>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap();
    script.calls.lock().unwrap().push(Call { path: uri.path().to_owned(), headers, body });
    let next = script.answers.lock().unwrap().pop_front();
    next.unwrap_or_else(|| Answer::new(418, &"no answer is left")).into_response()
}

/// A server that answers each connection with those bytes and closes it, or never answers where
/// there are none.
pub async fn raw_server(bytes: &'static [u8]) -> Url {
    let (listener, url) = bind().await;
    tokio::spawn(async move {
        let mut silent = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            // The requests of these tests fit into one read; what they say doesn't matter here.
            let read = stream.read(&mut request).await.unwrap();
            if bytes.is_empty() || read == 0 {
                silent.push(stream);
            } else {
                stream.write_all(bytes).await.unwrap();
            }
        }
    });
    url
}

/// An address that nobody listens at.
pub async fn closed_address() -> Url {
    bind().await.1
}

async fn bind() -> (TcpListener, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, Url::parse(&url).unwrap())
}

/// A configuration without pauses.
pub fn config(url: &Url) -> Config {
    let secret = SecretString::from(SECRET);
    let credentials = Credentials { client_id: "0123456789abcdef01234567".into(), secret };
    Config { jitter: |_| Duration::ZERO, ..Config::new(url.clone(), credentials) }
}

/// The item's token.
pub fn access_token() -> AccessToken {
    AccessToken::from(SecretString::from(ACCESS_TOKEN))
}
