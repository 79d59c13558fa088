//! Which webhooks are taken for Plaid's: one as Plaid signs it, and none of the forgeries.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use plaid::{WEBHOOK_BODY_BYTES_MAX, WebhookRefusal, WebhookVerifier};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Answer, Plaid};

const BODY: &[u8] = b"{\n  \"webhook_type\": \"ITEM\"\n}";
const KEY_ID: &str = "6c5516e1-92dc-479e-a8ff-5a51992e0001";

fn now() -> DateTime<Utc> {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

/// Who signs: Plaid, or somebody else.
struct Signer {
    pkcs8: Vec<u8>,
}

impl Signer {
    fn new() -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        Self { pkcs8: pkcs8.as_ref().to_vec() }
    }

    fn pair(&self, algorithm: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(algorithm, &self.pkcs8).unwrap()
    }

    fn public_key(&self) -> Vec<u8> {
        self.pair(&ECDSA_P256_SHA256_FIXED_SIGNING).public_key().as_ref().to_vec()
    }

    fn jwk(&self, key_id: &str, expired_at: Option<i64>) -> Value {
        let point = self.public_key();
        let (x, y) = point[1..].split_at(32);
        json!({ "alg": "ES256", "crv": "P-256", "kty": "EC", "use": "sig", "kid": key_id,
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
            "created_at": 1_560_466_150, "expired_at": expired_at })
    }

    fn answer(&self, expired_at: Option<i64>) -> Answer {
        Answer::ok(&json!({ "key": self.jwk(KEY_ID, expired_at), "request_id": "r1" }))
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        self.token_by(&ECDSA_P256_SHA256_FIXED_SIGNING, header, claims)
    }

    fn token_by(
        &self,
        algorithm: &'static EcdsaSigningAlgorithm,
        header: &Value,
        claims: &Value,
    ) -> String {
        let message = message(header, claims);
        let signature = self.pair(algorithm).sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()))
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": KEY_ID, "typ": "JWT" })
}

fn hash(body: &[u8]) -> String {
    format!("{:x}", Bytes::copy_from_slice(&Sha256::digest(body)))
}

fn claims() -> Value {
    json!({ "iat": now().timestamp(), "request_body_sha256": hash(BODY) })
}

fn with(mut json: Value, name: &str, value: Value) -> Value {
    json[name] = value;
    json
}

fn unknown_key() -> Answer {
    Answer::new(
        400,
        &json!({ "error_type": "INVALID_INPUT", "error_message": "m", "request_id": "r1",
            "error_code": "INVALID_WEBHOOK_VERIFICATION_KEY_ID", "display_message": null }),
    )
}

/// What becomes of a webhook where Plaid knows the signer's key, which is asked for at most once.
async fn verify(plaid: &Signer, token: &str, body: &[u8]) -> Result<(), WebhookRefusal> {
    let stand_in = Plaid::answering([plaid.answer(None)]).await;
    WebhookVerifier::new(stand_in.client()).verify(Some(token), body, now()).await
}

#[tokio::test]
async fn a_webhook_as_plaid_signs_it_is_taken_and_so_is_the_same_again() {
    let signer = Signer::new();
    let future = now().timestamp() + 1;
    for expired_at in [None, Some(future)] {
        let plaid = Plaid::answering([signer.answer(expired_at)]).await;
        let verifier = WebhookVerifier::new(plaid.client());
        for token in [
            signer.token(&header(), &claims()),
            signer.token(&json!({ "alg": "ES256", "kid": KEY_ID }), &claims()),
            signer.token(&header(), &with(claims(), "new", json!([1]))),
        ] {
            for _ in 0..2 {
                assert_eq!(verifier.verify(Some(&token), BODY, now()).await, Ok(()));
            }
        }
        assert_eq!(plaid.calls().len(), 1);
        assert_eq!(plaid.calls()[0].body, json!({ "key_id": KEY_ID }));
    }
}

#[tokio::test]
async fn a_token_is_needed_and_is_no_longer_than_8_kib() {
    let plaid = Plaid::answering([]).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let missing = verifier.verify(None, BODY, now()).await;
    assert_eq!(missing, Err(WebhookRefusal::HeaderMissing));
    let signer = Signer::new();
    let long = signer.token(&with(header(), "x", json!("x".repeat(8 * 1024))), &claims());
    for token in ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "é.é.é", &long] {
        let refused = verifier.verify(Some(token), BODY, now()).await;
        assert_eq!(refused, Err(WebhookRefusal::Malformed), "{token}");
    }
    let large = vec![b' '; WEBHOOK_BODY_BYTES_MAX + 1];
    let refused = verifier.verify(Some(&signer.token(&header(), &claims())), &large, now()).await;
    assert_eq!(refused, Err(WebhookRefusal::BodyTooLarge));
    assert!(plaid.calls().is_empty());
}

#[tokio::test]
async fn no_other_algorithm_than_plaids_is_taken() {
    let signer = Signer::new();
    let none = message(&with(header(), "alg", json!("none")), &claims()) + ".";
    assert_eq!(verify(&signer, &none, BODY).await, Err(WebhookRefusal::Malformed));
    let message = message(&with(header(), "alg", json!("HS256")), &claims());
    let public = hmac::Key::new(hmac::HMAC_SHA256, &signer.public_key());
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&public, message.as_bytes()));
    let refused = verify(&signer, &format!("{message}.{tag}"), BODY).await;
    assert_eq!(refused, Err(WebhookRefusal::WrongAlgorithm));
    for other in ["RS256", "ES384", "EdDSA", "PS256"] {
        let token = signer.token(&with(header(), "alg", json!(other)), &claims());
        assert_eq!(verify(&signer, &token, BODY).await, Err(WebhookRefusal::WrongAlgorithm));
    }
    for other in [json!("es256"), json!("ES256 "), json!(null), json!(7), json!(["ES256"])] {
        let token = signer.token(&with(header(), "alg", other), &claims());
        assert_eq!(verify(&signer, &token, BODY).await, Err(WebhookRefusal::Malformed));
    }
    let der = signer.token_by(&ECDSA_P256_SHA256_ASN1_SIGNING, &header(), &claims());
    assert_eq!(verify(&signer, &der, BODY).await, Err(WebhookRefusal::WrongSignature));
    for (name, value) in [("typ", json!("JWE")), ("crit", json!(["exp"]))] {
        let token = signer.token(&with(header(), name, value), &claims());
        assert_eq!(verify(&signer, &token, BODY).await, Err(WebhookRefusal::Malformed));
    }
}

#[tokio::test]
async fn only_plaids_key_signs() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let forged = stranger.token(&header(), &claims());
    assert_eq!(verify(&signer, &forged, BODY).await, Err(WebhookRefusal::WrongSignature));
    let embedded = json!({ "alg": "ES256", "typ": "JWT", "kid": KEY_ID, "jku": "https://evil.example",
        "x5u": "https://evil.example", "jwk": stranger.jwk(KEY_ID, None) });
    let forged = stranger.token(&embedded, &claims());
    assert_eq!(verify(&signer, &forged, BODY).await, Err(WebhookRefusal::WrongSignature));
    let unsigned = message(&header(), &claims()) + ".";
    assert_eq!(verify(&signer, &unsigned, BODY).await, Err(WebhookRefusal::WrongSignature));

    let token = signer.token(&header(), &claims());
    let end = now().timestamp();
    for (answer, refusal) in [
        (unknown_key(), WebhookRefusal::KeyUnknown),
        (signer.answer(Some(end)), WebhookRefusal::KeyExpired),
    ] {
        let plaid = Plaid::answering([answer]).await;
        let verifier = WebhookVerifier::new(plaid.client());
        assert_eq!(verifier.verify(Some(&token), BODY, now()).await, Err(refusal));
    }
    for (name, value) in [("alg", "ES384"), ("crv", "P-384"), ("use", "enc"), ("kid", "other")] {
        let key = with(signer.jwk(KEY_ID, None), name, json!(value));
        let plaid = Plaid::answering([Answer::ok(&json!({ "key": key }))]).await;
        let verifier = WebhookVerifier::new(plaid.client());
        let refused = verifier.verify(Some(&token), BODY, now()).await;
        assert_eq!(refused, Err(WebhookRefusal::KeyUnknown), "{name}");
    }
}

#[tokio::test]
async fn an_id_of_a_key_that_could_not_be_plaids_is_not_asked_for() {
    let signer = Signer::new();
    let plaid = Plaid::answering([]).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let (long, longer) = ("k".repeat(129), "k".repeat(10 * 1024));
    for key_id in ["../", "", "a b", "a\"b", "a/b", "é", &long, &longer] {
        let token = signer.token(&with(header(), "kid", json!(key_id)), &claims());
        let refused = verifier.verify(Some(&token), BODY, now()).await;
        assert_eq!(refused, Err(WebhookRefusal::Malformed), "{key_id}");
    }
    let token = signer.token(&json!({ "alg": "ES256", "typ": "JWT" }), &claims());
    let refused = verifier.verify(Some(&token), BODY, now()).await;
    assert_eq!(refused, Err(WebhookRefusal::Malformed));
    assert!(plaid.calls().is_empty());
}

#[tokio::test]
async fn a_token_is_good_from_thirty_seconds_before_to_five_minutes_after() {
    let signer = Signer::new();
    let now = now().timestamp();
    for (issued_at, expected) in [
        (json!(now - 300), Ok(())),
        (json!(now - 301), Err(WebhookRefusal::TooOld)),
        (json!(now + 30), Ok(())),
        (json!(now + 31), Err(WebhookRefusal::FromTheFuture)),
        (json!(-1), Err(WebhookRefusal::TooOld)),
        (json!(i64::MIN), Err(WebhookRefusal::TooOld)),
        (json!(i64::MAX), Err(WebhookRefusal::FromTheFuture)),
        (json!(u64::MAX), Err(WebhookRefusal::Malformed)),
        (json!(now.to_string()), Err(WebhookRefusal::Malformed)),
        (json!(1.5e9), Err(WebhookRefusal::Malformed)),
        (json!(null), Err(WebhookRefusal::Malformed)),
        (json!([now]), Err(WebhookRefusal::Malformed)),
    ] {
        let token = signer.token(&header(), &with(claims(), "iat", issued_at.clone()));
        assert_eq!(verify(&signer, &token, BODY).await, expected, "{issued_at}");
    }
    let token = signer.token(&header(), &json!({ "request_body_sha256": hash(BODY) }));
    assert_eq!(verify(&signer, &token, BODY).await, Err(WebhookRefusal::Malformed));
}

#[tokio::test]
async fn a_token_is_good_for_its_body_only() {
    let signer = Signer::new();
    let token = signer.token(&header(), &claims());
    let spaced = [BODY, b" "].concat();
    for body in [spaced.as_slice(), b"", b"{}", b"{\"webhook_type\": \"ITEM\"}"] {
        assert_eq!(verify(&signer, &token, body).await, Err(WebhookRefusal::OtherBody));
    }
    for (digest, expected) in [
        (json!(hash(b"another")), Err(WebhookRefusal::OtherBody)),
        (json!(hash(BODY).to_uppercase()), Ok(())),
        (json!(hash(BODY)[..63]), Err(WebhookRefusal::OtherBody)),
        (json!(format!("{}0", hash(BODY))), Err(WebhookRefusal::OtherBody)),
        (json!(""), Err(WebhookRefusal::OtherBody)),
        (json!(null), Err(WebhookRefusal::Malformed)),
        (json!(7), Err(WebhookRefusal::Malformed)),
    ] {
        let token = signer.token(&header(), &with(claims(), "request_body_sha256", digest));
        assert_eq!(verify(&signer, &token, BODY).await, expected);
    }
    let token = signer.token(&header(), &json!({ "iat": now().timestamp() }));
    assert_eq!(verify(&signer, &token, BODY).await, Err(WebhookRefusal::Malformed));
}

#[tokio::test]
async fn a_key_is_kept_for_an_hour_and_an_unknown_one_for_five_minutes() {
    let signer = Signer::new();
    let plaid = Plaid::answering([unknown_key(), signer.answer(None), signer.answer(None)]).await;
    let verifier = WebhookVerifier::new(plaid.client());
    for (after, taken, calls) in [
        (TimeDelta::zero(), false, 1),
        (TimeDelta::seconds(299), false, 1),
        (TimeDelta::seconds(300), true, 2),
        (TimeDelta::seconds(300 + 3599), true, 2),
        (TimeDelta::seconds(300 + 3600), true, 3),
    ] {
        let now = now() + after;
        let token = signer.token(&header(), &with(claims(), "iat", json!(now.timestamp())));
        assert_eq!(verifier.verify(Some(&token), BODY, now).await.is_ok(), taken, "{after}");
        assert_eq!(plaid.calls().len(), calls, "{after}");
    }
}

#[tokio::test]
async fn a_key_that_could_not_be_asked_for_is_asked_for_again() {
    let signer = Signer::new();
    let refused = json!({ "error_type": "INVALID_INPUT", "error_code": "INVALID_API_KEYS",
        "error_message": "m", "display_message": null });
    let plaid = Plaid::answering([Answer::new(400, &refused), signer.answer(None)]).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let token = signer.token(&header(), &claims());
    let refusal = verifier.verify(Some(&token), BODY, now()).await.unwrap_err();
    assert_eq!(refusal, WebhookRefusal::KeyNotTold);
    assert!(refusal.is_temporary() && !WebhookRefusal::KeyUnknown.is_temporary());
    assert_eq!(verifier.verify(Some(&token), BODY, now()).await, Ok(()));
}

#[tokio::test]
async fn who_asks_for_the_same_key_at_once_asks_plaid_once() {
    let signer = Signer::new();
    let plaid = Plaid::answering([signer.answer(None)]).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let token = signer.token(&header(), &claims());
    let verify = || verifier.verify(Some(&token), BODY, now());
    let all = tokio::join!(verify(), verify(), verify(), verify());
    assert_eq!(all, (Ok(()), Ok(()), Ok(()), Ok(())));
    assert_eq!(plaid.calls().len(), 1);
}

#[tokio::test]
async fn a_flood_of_made_up_keys_reaches_plaid_ten_times_a_minute() {
    let signer = Signer::new();
    let answers = [signer.answer(None)].into_iter().chain((0..20).map(|_| unknown_key()));
    let plaid = Plaid::answering(answers).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let good = signer.token(&header(), &claims());
    assert_eq!(verifier.verify(Some(&good), BODY, now()).await, Ok(()));
    for number in 0..10_000 {
        let message = message(&with(header(), "kid", json!(format!("key-{number}"))), &claims());
        let refused = verifier.verify(Some(&(message + ".AAAA")), BODY, now()).await;
        let unknown =
            if number < 7 { WebhookRefusal::KeyUnknown } else { WebhookRefusal::KeyNotTold };
        assert_eq!(refused, Err(unknown), "{number}");
    }
    assert_eq!(plaid.calls().len(), 8);
    assert_eq!(verifier.verify(Some(&good), BODY, now()).await, Ok(()));
    let later = now() + TimeDelta::minutes(1);
    let message = message(&with(header(), "kid", json!("key-new")), &claims());
    let refused = verifier.verify(Some(&(message + ".AAAA")), BODY, later).await;
    assert_eq!(refused, Err(WebhookRefusal::KeyUnknown));
}

#[tokio::test]
async fn a_flood_of_made_up_keys_keeps_no_real_one_from_being_asked_for_again() {
    let signer = Signer::new();
    let strange = (0..8).map(|_| unknown_key());
    let answers = [signer.answer(None)].into_iter().chain(strange).chain([signer.answer(None)]);
    let plaid = Plaid::answering(answers).await;
    let verifier = WebhookVerifier::new(plaid.client());
    let good = |now: DateTime<Utc>| {
        signer.token(&header(), &with(claims(), "iat", json!(now.timestamp())))
    };
    assert_eq!(verifier.verify(Some(&good(now())), BODY, now()).await, Ok(()));
    // The key has been kept for long enough, and in this very minute the flood comes.
    let later = now() + TimeDelta::hours(1);
    for number in 0..100 {
        let message = message(&with(header(), "kid", json!(format!("key-{number}"))), &claims());
        assert!(verifier.verify(Some(&(message + ".AAAA")), BODY, later).await.is_err());
    }
    assert_eq!(verifier.verify(Some(&good(later)), BODY, later).await, Ok(()));
    assert_eq!(plaid.calls().len(), 10);
}
