//! Broken bodies and made-up signatures: they are refused or understood, and never a panic.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use plaid::{Webhook, WebhookVerifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

use super::Document;
use super::generate::{Fill, Generator};
use super::read::{ANSWERS, WEBHOOKS};
use super::received::webhook_body;
use crate::support::{Answer, Plaid};

/// A way to break a text.
#[derive(Clone, Debug)]
enum Break {
    CutAt(Index),
    Byte(Index, u8),
    Leave(Index, Index),
    Twice(Index, Index),
    Insert(Index, &'static str),
}

fn breaks() -> impl Strategy<Value = Break> {
    let index = any::<Index>;
    let words = select(vec!["null", "{", "]", "\"", "1e999999999", "-", "\\u12", ",", "\0", "é"]);
    prop_oneof![
        index().prop_map(Break::CutAt),
        (index(), any::<u8>()).prop_map(|(at, byte)| Break::Byte(at, byte)),
        (index(), index()).prop_map(|(from, to)| Break::Leave(from, to)),
        (index(), index()).prop_map(|(from, to)| Break::Twice(from, to)),
        (index(), words).prop_map(|(at, word)| Break::Insert(at, word)),
    ]
}

fn broken(mut text: Vec<u8>, breaks: &[Break]) -> Vec<u8> {
    for way in breaks {
        let at = |index: &Index, text: &[u8]| index.index(text.len() + 1);
        match way {
            Break::CutAt(index) => text.truncate(at(index, &text)),
            Break::Byte(_, _) if text.is_empty() => {}
            Break::Byte(index, byte) => {
                let place = index.index(text.len());
                text[place] = *byte;
            }
            Break::Leave(one, other) => {
                let (one, other) = (at(one, &text), at(other, &text));
                drop(text.drain(one.min(other)..one.max(other)));
            }
            Break::Twice(one, other) => {
                let (one, other) = (at(one, &text), at(other, &text));
                text.extend_from_within(one.min(other)..one.max(other));
            }
            Break::Insert(index, word) => {
                let place = at(index, &text);
                drop(text.splice(place..place, word.bytes()));
            }
        }
    }
    text
}

/// A token of three parts that looks like one of Plaid's, or a header that doesn't.
fn signature() -> impl Strategy<Value = String> {
    let part = |json: String| URL_SAFE_NO_PAD.encode(json);
    let algorithm = select(vec!["ES256", "none", "HS256", "RS256", "es256", ""]);
    let looks_like = (algorithm, ".{0,40}", any::<i64>(), vec(any::<u8>(), 0..80)).prop_map(
        move |(algorithm, key_id, issued_at, signature)| {
            let header = json!({ "alg": algorithm, "kid": key_id, "typ": "JWT" });
            let claims = json!({ "iat": issued_at, "request_body_sha256": key_id });
            let signature = URL_SAFE_NO_PAD.encode(signature);
            format!("{}.{}.{signature}", part(header.to_string()), part(claims.to_string()))
        },
    );
    prop_oneof![looks_like, ".*", "[A-Za-z0-9_-]{0,50}\\.[A-Za-z0-9_-]{0,50}\\.[A-Za-z0-9_-]{0,90}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_broken_body_is_a_panic(
        chance in vec(any::<u8>(), 0..300),
        breaks in vec(breaks(), 1..6),
    ) {
        let Some(document) = Document::find() else { return Ok(()) };
        for (path, read) in ANSWERS {
            let body = Generator::new(document, Fill::Chance(chance.clone())).body(document.answer(path));
            let text = broken(body.to_string().into_bytes(), &breaks);
            drop(read(&String::from_utf8_lossy(&text)));
        }
        for (name, ..) in WEBHOOKS {
            let body = webhook_body(document, name, Fill::Chance(chance.clone()));
            drop(Webhook::parse(&broken(body.to_string().into_bytes(), &breaks)));
        }
    }

    #[test]
    fn no_made_up_webhook_is_a_panic(body in vec(any::<u8>(), 0..200)) {
        drop(Webhook::parse(&body));
    }
}

#[test]
fn no_made_up_signature_is_taken() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let refusal = json!({
        "error_type": "INVALID_INPUT", "error_code": "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
        "error_message": "m", "display_message": null,
    });
    let refusals = (0..1_000).map(|_| Answer::new(400, &refusal));
    let plaid = runtime.block_on(Plaid::answering(refusals));
    let verifier = WebhookVerifier::new(plaid.client());
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) };
    proptest!(config, |(header in signature(), body in vec(any::<u8>(), 0..100))| {
        let taken = runtime.block_on(verifier.verify(Some(&header), &body, now));
        prop_assert!(taken.is_err(), "{header}");
    });
}
