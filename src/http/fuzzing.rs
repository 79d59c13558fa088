//! What the doors read of a stranger's request, for the fuzzer and for the test that replays its corpora.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target tells of a fault")]

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::address;
use super::answer::{Accepted, is_json};
use super::auth::bearer_token;
use super::graphql_ws::ClientMessage;
use super::operation::Parameters;
use crate::kernel::secret::ExposeSecret as _;

/// The parameters of a `GET`.
pub fn query_string(text: &str) {
    drop(Parameters::from_query_string(text));
}

/// The parameters of a `POST`.
pub fn body(bytes: &[u8]) {
    if let Ok(json) = serde_json::from_slice(bytes) {
        drop(Parameters::from_json(json));
    }
}

/// A message on the socket.
pub fn socket_message(text: &str) {
    drop(ClientMessage::read(text));
}

/// A token in `Authorization`: what is taken for one has nothing in it that a log or a header would
/// stumble over.
pub fn token(text: &str) {
    if let Some(token) = bearer_token(text) {
        let token = token.expose_secret();
        assert!(!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
    }
}

/// The headers that are more than compared: a line each, behind a trusted proxy.
pub fn headers(text: &str) {
    let mut map = HeaderMap::new();
    for line in text.lines().take(100) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            map.append(name, value);
        }
    }
    let proxy = "127.0.0.1:1".parse().ok();
    let trusted = ["127.0.0.0/8", "10.0.0.0/8"].map(|net| net.parse().expect("it is a network"));
    assert!(address::origin(proxy, &map, &trusted).address.is_some());
    is_json(&map);
    Accepted::read(&map);
}
