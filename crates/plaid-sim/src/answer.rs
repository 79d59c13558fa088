//! One call of Plaid's API from its bytes to its answer: credentials, version, fields, faults, the
//! call itself, the request id, and the entry in the list of calls.
//!
//! It knows the envelope and no endpoint. How an answer goes over the wire is `server.rs`'s.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;

use crate::calls::{self, Call, categories_get, transactions_sync};
use crate::faults::{FaultKind, Instead, Occasion, Spoiled};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::{Request, missing_fields};
use crate::tokens;
use crate::world::World;
use crate::world::calls::Call as CallEntry;

/// A call as it came.
pub struct Incoming {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// An answer as it is to go.
#[derive(Debug)]
pub struct Outgoing {
    /// Its status.
    pub status: StatusCode,
    /// The type of its body.
    pub content_type: &'static str,
    /// The API version, echoed.
    pub version: HeaderValue,
    /// Its body.
    pub body: String,
    /// What happens to it on the way.
    pub delivery: Delivery,
}

/// What happens to an answer on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing.
    Whole,
    /// It never leaves.
    Never,
    /// It is spoiled.
    Spoiled(Spoiled),
}

const JSON: &str = "application/json; charset=utf-8";
const VERSIONS: [&str; 4] = ["2020-09-14", "2019-05-29", "2018-05-22", "2017-03-08"];

impl World {
    /// Answers a call.
    pub fn answer(&mut self, incoming: &Incoming) -> Outgoing {
        let path = without_double_slashes(&incoming.path);
        let mut entry = CallEntry {
            time: self.now(),
            path,
            item_id: None,
            cursor: None,
            outcome: "ok".to_owned(),
            fault: None,
            status: None,
            request_id: tokens::request_id(&*self.settings.chance),
        };
        let version = incoming.headers.get("plaid-version").cloned();
        let version = version.unwrap_or(HeaderValue::from_static(VERSIONS[0]));
        let outcome = self.handle(incoming, &mut entry);
        let (status, content_type, body, delivery) = match outcome {
            Outcome::Answer(Ok(body), delivery) => (StatusCode::OK, JSON, body, delivery),
            Outcome::Answer(Err(refusal), delivery) => {
                refusal.code().clone_into(&mut entry.outcome);
                (refusal.status(), JSON, refusal.body(), delivery)
            }
            Outcome::Instead(instead) => {
                let answer = instead.answer();
                let (status, content_type, body) = answer.unwrap_or((StatusCode::OK, JSON, ""));
                entry.status = answer.map(|_| status.as_u16());
                self.take_down(incoming, entry, None);
                let delivery = answer.map_or(Delivery::Never, |_| Delivery::Whole);
                return Outgoing { status, content_type, version, body: body.to_owned(), delivery };
            }
        };
        let body = body.with("request_id", entry.request_id.as_str()).pretty();
        entry.status = Some(status.as_u16());
        self.take_down(incoming, entry, Some(&body));
        Outgoing { status, content_type, version, body, delivery }
    }

    /// Plaid's calls are all POST; a browser that asks for an icon is none.
    fn take_down(&mut self, incoming: &Incoming, entry: CallEntry, answer: Option<&str>) {
        if incoming.method == Method::POST {
            self.record_call(incoming, &entry, answer);
            self.calls.push(entry);
        }
    }

    fn handle(&mut self, incoming: &Incoming, entry: &mut CallEntry) -> Outcome {
        let (call, request) = match self.admit(incoming, &entry.path) {
            Ok(admitted) => admitted,
            Err(refusal) => return Outcome::Answer(Err(refusal), Delivery::Whole),
        };
        entry.item_id = self.item_id(&request);
        entry.cursor = request.value("cursor").and_then(Value::as_str).map(ToOwned::to_owned);
        if let Err(refusal) = request.check(call.fields) {
            return Outcome::Answer(Err(refusal), Delivery::Whole);
        }
        if !self.rates.admit(call.path, entry.item_id.as_deref(), self.now()) {
            return Outcome::Answer(Err(Refusal::of(call.rate_limit)), Delivery::Whole);
        }
        let occasion = Occasion {
            path: call.path,
            item_id: entry.item_id.as_deref(),
            continues_a_loop: call.path == transactions_sync::PATH
                && transactions_sync::continues_a_loop(self, &request),
        };
        let struck = self.faults.strike(occasion);
        let Some((kind, name)) = struck else {
            return Outcome::Answer((call.answer)(self, &request), Delivery::Whole);
        };
        entry.outcome.clone_from(&name);
        entry.fault = Some(name);
        let refused = |refusal| Outcome::Answer(Err(refusal), Delivery::Whole);
        match kind {
            FaultKind::Refuse(kind) => refused(Refusal::kind(kind)),
            FaultKind::RateLimit => refused(Refusal::of(call.rate_limit)),
            FaultKind::MutationDuringPagination => {
                refused(Refusal::of("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"))
            }
            FaultKind::NotReady => {
                Outcome::Answer(Ok(transactions_sync::not_ready()), Delivery::Whole)
            }
            FaultKind::Instead(instead) => Outcome::Instead(instead),
            FaultKind::Spoiled(spoiled) => {
                let answer = (call.answer)(self, &request);
                Outcome::Answer(answer, Delivery::Spoiled(spoiled))
            }
        }
    }

    /// Finds the call and reads its body, for a client that says who it is.
    fn admit(&self, incoming: &Incoming, path: &str) -> Result<(&'static Call, Request), Refusal> {
        let call = calls::find(path).filter(|_| incoming.method == Method::POST);
        let call = call.ok_or_else(|| Refusal::of("NOT_FOUND"))?;
        if let Some(version) = incoming.headers.get("plaid-version")
            && !VERSIONS.iter().any(|known| version == known)
        {
            let message = "Plaid-Version must be a known version of the API";
            return Err(Refusal::saying("INVALID_HEADERS", message));
        }
        let mut request = Request::parse(&incoming.body)?;
        let checked = self.check_credentials(&incoming.headers, &mut request);
        if call.path != categories_get::PATH {
            checked?;
        }
        Ok((call, request))
    }

    /// Takes the credentials from the headers or the body, and compares them.
    fn check_credentials(&self, headers: &HeaderMap, request: &mut Request) -> Result<(), Refusal> {
        let mut credential = |header: &str, field: &str| {
            let named = headers.get(header).and_then(|value| value.to_str().ok());
            let written = request.take(field);
            match (named, written) {
                (Some(value), _) => Some(value.to_owned()),
                (None, Some(Value::String(value))) => Some(value),
                (None, Some(_)) => Some(String::new()),
                (None, None) => None,
            }
        };
        let client_id = credential("plaid-client-id", "client_id");
        let secret = credential("plaid-secret", "secret");
        let (client_id, secret) = match (client_id, secret) {
            (Some(client_id), Some(secret)) => (client_id, secret),
            (client_id, secret) => {
                let names = [("client_id", client_id.is_none()), ("secret", secret.is_none())];
                let missing = names.into_iter().filter(|(_, is_missing)| *is_missing);
                let missing: Vec<String> = missing.map(|(name, _)| name.to_owned()).collect();
                return Err(missing_fields(&missing));
            }
        };
        if client_id.len() != 24 || !client_id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let message = "client_id must be a properly formatted, non-empty string";
            return Err(Refusal::field(message));
        }
        if client_id != self.settings.client_id || secret != self.settings.secret {
            return Err(Refusal::of("INVALID_API_KEYS"));
        }
        Ok(())
    }

    /// The item that a request is about, also when it was removed.
    fn item_id(&self, request: &Request) -> Option<String> {
        let text = |name| request.value(name).and_then(Value::as_str);
        let durable = self.durable();
        let by_access = text("access_token").and_then(|token| durable.access_tokens.get(token));
        let by_public = text("public_token").and_then(|token| durable.public_tokens.get(token));
        by_access.or(by_public.map(|token| &token.item_id)).cloned()
    }
}

/// What comes of a call.
enum Outcome {
    Answer(Result<Json, Refusal>, Delivery),
    Instead(Instead),
}

/// SDKs whose base address ends with a slash ask for `//item/get`.
fn without_double_slashes(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}
