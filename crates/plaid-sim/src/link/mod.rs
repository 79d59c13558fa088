//! Link: the drop-in for browsers, the pages that it opens, and the protocol between the two sides.
//!
//! A page holds no state but what it shows: every step is sent here, and the answer says what to
//! show next and which events to tell. Nothing is loaded from elsewhere, no page runs a script that
//! stands in it, and neither an access token nor a secret ever reaches one. The frame may stand in
//! any page, because the app that uses it may be anywhere; the bank's and the hosted page in none.

mod bank;
mod choosing;
mod order;
pub mod outcome;
pub mod session;
pub mod sessions;
mod signing_in;
mod steps;
mod views;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::json::{Json, object};
use crate::server::Shared;
use bank::Verdict;
use steps::{Opening, Step};

/// Where the steps of a session are sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    session: String,
    step: Step,
}

/// Where a bank's page keeps what it was opened for.
#[derive(Debug, Deserialize)]
struct BankQuery {
    state: String,
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *";
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of Link.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/link/v2/stable/link-initialize.js", script(include_str!("page/drop-in.js")))
        .route("/link/frame", get(async || page(include_str!("page/frame.html"), FRAME_POLICY)))
        .route("/hl/{token}", get(async || page(include_str!("page/frame.html"), PAGE_POLICY)))
        .route("/link/page/frame.js", script(include_str!("page/frame.js")))
        .route("/link/page/panes.js", script(include_str!("page/panes.js")))
        .route("/link/page/elements.js", script(include_str!("page/elements.js")))
        .route("/link/page/bank.js", script(include_str!("page/bank.js")))
        .route("/link/page/link.css", asset(include_str!("page/link.css"), STYLE))
        .route("/link/bank", get(async || page(include_str!("page/bank.html"), PAGE_POLICY)))
        .route("/link/bank/request", get(bank_request))
        .route("/link/bank/verdict", post(bank_verdict))
        .route("/link/session/open", post(open))
        .route("/link/session/step", post(step))
}

async fn open(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match read::<Opening>(&headers, &body) {
        Ok(opening) => json(shared.with(move |world| world.open_link(&opening)).await),
        Err(refused) => *refused,
    }
}

async fn step(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match read::<Sent>(&headers, &body) {
        Ok(Sent { session, step }) => {
            json(shared.with(move |world| world.step_link(&session, step)).await)
        }
        Err(refused) => *refused,
    }
}

async fn bank_request(State(shared): State<Shared>, Query(query): Query<BankQuery>) -> Response {
    json(shared.with(move |world| world.bank_request(&query.state)).await)
}

async fn bank_verdict(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match read::<Verdict>(&headers, &body) {
        Ok(verdict) => json(shared.with(move |world| world.bank_verdict(&verdict)).await),
        Err(refused) => *refused,
    }
}

/// Reads a body. It must say that it is JSON, which no form of a foreign page can.
fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Box<Response>> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|name| name.starts_with("application/json")) {
        return Err(Box::new(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()));
    }
    serde_json::from_slice(body).map_err(|error| {
        let body = object([("error", format!("The body cannot be read: {error}").into())]);
        Box::new((StatusCode::BAD_REQUEST, JSON_HEADERS, body.pretty()).into_response())
    })
}

const JSON_HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

fn json(answer: Option<Json>) -> Response {
    match answer {
        Some(body) => (JSON_HEADERS, body.pretty()).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn script(text: &'static str) -> axum::routing::MethodRouter<Shared> {
    asset(text, JAVASCRIPT)
}

fn asset(text: &'static str, content_type: &'static str) -> axum::routing::MethodRouter<Shared> {
    get(async move || {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        (headers, text)
    })
}

fn page(text: &'static str, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(HTML)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, text).into_response()
}
