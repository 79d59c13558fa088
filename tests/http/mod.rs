//! The doors, by HTTP and WebSocket against the router itself, with limits that a test can wait
//! for.
//!
//! What users do through them is tested elsewhere, against the real binary.

mod clients;
mod csrf;
mod documents;
mod event_stream;
mod pages;
mod requests;
pub mod socket;

use std::collections::HashMap;
use std::sync::Arc;

use florin::config::Config;
use florin::graphql;
use florin::http::{Doors, Limits, router_with, serve};
use florin::platform::clock::{Clock, SystemClock};
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::{Platform, World};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::HandClock;

/// Where the pages of the tests' sites are, by their own word.
pub const PUBLIC_URL: &str = "https://florin.example";

/// A router on a port of its own, over an empty SQLite database.
pub struct Site {
    folder: TempDir,
    pub address: String,
    pub platform: Arc<Platform>,
    served: JoinHandle<()>,
}

impl Site {
    pub async fn start() -> Self {
        Self::start_with(PUBLIC_URL, &Limits::default()).await
    }

    pub async fn start_with(public_url: &str, limits: &Limits) -> Self {
        Self::open(&[("FLORIN_PUBLIC_URL", public_url)], Some(limits)).await
    }

    /// With some settings changed, the limits that they say, and a clock that stands still.
    pub async fn start_set(settings: &[(&str, &str)]) -> Self {
        let settings = [&[("FLORIN_PUBLIC_URL", PUBLIC_URL)], settings].concat();
        Self::open(&settings, None).await
    }

    async fn open(settings: &[(&str, &str)], limits: Option<&Limits>) -> Self {
        let folder = TempDir::new().unwrap();
        let text = |name: &str| folder.path().join(name).display().to_string();
        let mut map = HashMap::from([
            ("FLORIN_DATA_DIR".to_owned(), text("data")),
            ("FLORIN_WEB_DIR".to_owned(), text("web")),
        ]);
        map.extend(settings.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        let config = Config::from_map(map).unwrap();
        let clock: Arc<dyn Clock> =
            if limits.is_some() { Arc::new(SystemClock) } else { Arc::new(HandClock::new()) };
        let limits = limits.map_or_else(|| Limits::of(&config.clients), Clone::clone);
        // Nobody listens there: the doors have no need of a bank.
        let credentials = plaid::Credentials {
            client_id: "0123456789abcdef01234567".to_owned(),
            secret: "0123456789abcdef0123456789abcd".into(),
        };
        let nowhere = "http://127.0.0.1:9".parse().unwrap();
        let plaid = plaid::Client::new(plaid::Config::new(nowhere, credentials)).unwrap();
        let world = World { clock, ids: Ids::new(Arc::new(SystemRandomness)) };
        let platform = Platform::open(config, plaid, world).await.unwrap();
        platform.db.migrate_up().await.unwrap();
        let platform = Arc::new(platform);
        let schema = graphql::schema(platform.clone());
        let router = router_with(Doors { platform: platform.clone(), schema }, limits);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let served = tokio::spawn(serve(listener, router, platform.shutdown.clone()));
        Self { folder, address, platform, served }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        reqwest::Client::new().get(self.url(path))
    }

    /// `/graphql` by `GET`.
    pub fn get_with(&self, parameters: &[(&str, &str)]) -> RequestBuilder {
        let url = reqwest::Url::parse_with_params(&self.url("/graphql"), parameters).unwrap();
        reqwest::Client::new().get(url)
    }

    /// A request as a program sends it.
    pub fn ask(&self, query: &str) -> RequestBuilder {
        self.ask_with(query, &Value::Null)
    }

    pub fn ask_with(&self, query: &str, variables: &Value) -> RequestBuilder {
        let body = json!({ "query": query, "variables": variables });
        reqwest::Client::new().post(self.url("/graphql")).json(&body)
    }

    /// A new user's token.
    pub async fn sign_up(&self, username: &str) -> String {
        let answer = Answer::of(self.ask_with(SIGN_UP, &new_user(username, "TOKEN"))).await;
        answer.json["data"]["signup"]["token"].as_str().unwrap().to_owned()
    }
}

impl Site {
    /// The token of another session of this user.
    pub async fn log_in(&self, username: &str) -> String {
        let query = "mutation ($name: String!) {
            login(input: { username: $name, password: \"correct horse battery\" }) { token }
        }";
        let answer = Answer::of(self.ask_with(query, &json!({ "name": username }))).await;
        answer.json["data"]["login"]["token"].as_str().unwrap().to_owned()
    }
}

pub const SIGN_UP: &str = "mutation ($input: SignupInput!) { signup(input: $input) { token user { \
     username } userErrors { code } } }";

pub const VIEWER: &str = "{ viewer { username } }";

pub fn new_user(username: &str, delivery: &str) -> Value {
    json!({ "input": {
        "username": username,
        "email": format!("{username}@example.com"),
        "password": "correct horse battery",
        "delivery": delivery,
    } })
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let json = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default();
        Self { status, headers, json }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The code of the first error.
    pub fn code(&self) -> Option<&str> {
        self.json["errors"][0]["extensions"]["code"].as_str()
    }

    /// Who is signed in, by the answer to [`VIEWER`].
    pub fn viewer(&self) -> Option<&str> {
        self.json["data"]["viewer"]["username"].as_str()
    }
}
