//! Forged webhooks: each is one that a careful receiver refuses, and a careless one takes.
//!
//! Every kind differs from a true webhook in one thing alone, so a receiver that takes it lacks
//! that one check.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::signing::{Keys, SigningKey, claims, digest, header, unsigned};
use crate::chance::Chance;
use crate::json::{Json, object};
use crate::tokens;

const OLD_SECONDS: i64 = 301;
const EARLY_SECONDS: i64 = 60;
const HUGE_LENGTH: usize = 10_000;

/// What is wrong with a forged webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// There is no token.
    MissingHeader,
    /// The token is empty.
    EmptyHeader,
    /// The token is not three parts.
    NoToken,
    /// The token says that it needs no signature.
    AlgNone,
    /// The token is signed with the public key as a shared secret.
    AlgHs256,
    /// The token says that it was signed by RSA.
    AlgRs256,
    /// The token names no key.
    MissingKid,
    /// The token names a key that Plaid does not have.
    UnknownKid,
    /// The token names a key by a path.
    PathKid,
    /// The token's key id has ten thousand characters.
    HugeKid,
    /// Another key signed it.
    WrongKey,
    /// A key signed it that has expired.
    ExpiredKey,
    /// The token brings the key that proves it.
    EmbeddedJwk,
    /// It was signed more than five minutes ago.
    OldIat,
    /// It will be signed in a minute.
    FutureIat,
    /// It does not say when it was signed.
    MissingIat,
    /// It was signed at a fraction of a second.
    FractionIat,
    /// It says in words when it was signed.
    TextIat,
    /// It was signed before 1970.
    NegativeIat,
    /// It was signed beyond what 64 bits can count.
    OverflowingIat,
    /// The body has a space that was not signed.
    ChangedBody,
    /// The token is that of another body.
    OtherBody,
    /// The token names no body.
    MissingHash,
    /// The token names the beginning of the body's digest.
    ShortHash,
    /// The signature is written in DER.
    DerSignature,
    /// The signature lacks its end.
    ShortSignature,
    /// The signature's base64 is padded.
    PaddedBase64,
    /// There are two tokens, and one is true.
    TwoTokens,
}

/// Every kind, with its name.
pub const FORGERIES: [(&str, Forgery); 28] = [
    ("missing_header", Forgery::MissingHeader),
    ("empty_header", Forgery::EmptyHeader),
    ("no_token", Forgery::NoToken),
    ("alg_none", Forgery::AlgNone),
    ("alg_hs256", Forgery::AlgHs256),
    ("alg_rs256", Forgery::AlgRs256),
    ("missing_kid", Forgery::MissingKid),
    ("unknown_kid", Forgery::UnknownKid),
    ("path_kid", Forgery::PathKid),
    ("huge_kid", Forgery::HugeKid),
    ("wrong_key", Forgery::WrongKey),
    ("expired_key", Forgery::ExpiredKey),
    ("embedded_jwk", Forgery::EmbeddedJwk),
    ("old_iat", Forgery::OldIat),
    ("future_iat", Forgery::FutureIat),
    ("missing_iat", Forgery::MissingIat),
    ("fraction_iat", Forgery::FractionIat),
    ("text_iat", Forgery::TextIat),
    ("negative_iat", Forgery::NegativeIat),
    ("overflowing_iat", Forgery::OverflowingIat),
    ("changed_body", Forgery::ChangedBody),
    ("other_body", Forgery::OtherBody),
    ("missing_hash", Forgery::MissingHash),
    ("short_hash", Forgery::ShortHash),
    ("der_signature", Forgery::DerSignature),
    ("short_signature", Forgery::ShortSignature),
    ("padded_base64", Forgery::PaddedBase64),
    ("two_tokens", Forgery::TwoTokens),
];

/// A webhook as it goes over the wire.
#[derive(Debug)]
pub struct Letter {
    /// The tokens; a true webhook has one.
    pub tokens: Vec<String>,
    /// The body.
    pub body: String,
}

/// Everything that a forger works with.
pub struct Workshop<'a> {
    /// The simulator's own keys.
    pub keys: &'a Keys,
    /// Where a stranger's key comes from.
    pub chance: &'a dyn Chance,
    /// The moment of sending.
    pub now: DateTime<Utc>,
}

impl Forgery {
    /// The kind of that name.
    pub fn find(name: &str) -> Option<Self> {
        FORGERIES.iter().find(|(known, _)| *known == name).map(|(_, forgery)| *forgery)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        let entry = FORGERIES.iter().find(|(_, forgery)| *forgery == self);
        entry.expect("every kind is listed").0
    }
}

impl Workshop<'_> {
    /// The webhook of that body, forged.
    pub fn forge(&self, forgery: Forgery, body: &str) -> Letter {
        let key = &self.keys.current;
        let token = match forgery {
            Forgery::MissingHeader => return Letter { tokens: Vec::new(), body: body.to_owned() },
            Forgery::EmptyHeader => String::new(),
            Forgery::NoToken => "not.a-token".to_owned(),
            Forgery::ChangedBody => {
                return Letter {
                    tokens: vec![key.token(body, self.now)],
                    body: format!("{body} "),
                };
            }
            Forgery::TwoTokens => {
                let tokens =
                    vec![self.stranger(key.id()).token(body, self.now), key.token(body, self.now)];
                return Letter { tokens, body: body.to_owned() };
            }
            Forgery::AlgNone
            | Forgery::AlgHs256
            | Forgery::AlgRs256
            | Forgery::MissingKid
            | Forgery::UnknownKid
            | Forgery::PathKid
            | Forgery::HugeKid
            | Forgery::EmbeddedJwk => self.wrong_header(forgery, &claims(body, self.now)),
            Forgery::WrongKey => self.stranger(key.id()).token(body, self.now),
            Forgery::ExpiredKey => self.keys.expired.token(body, self.now),
            Forgery::DerSignature | Forgery::ShortSignature | Forgery::PaddedBase64 => {
                self.wrong_signature(forgery, body)
            }
            _ => key.sign(&header("ES256", key.id()), &self.wrong_claims(forgery, body)),
        };
        Letter { tokens: vec![token], body: body.to_owned() }
    }

    fn wrong_header(&self, forgery: Forgery, claims: &Json) -> String {
        let key = &self.keys.current;
        let signed_as = |id: &str| key.sign(&header("ES256", id), claims);
        match forgery {
            Forgery::AlgNone => format!("{}.", unsigned(&header("none", key.id()), claims)),
            Forgery::AlgHs256 => {
                let signed = unsigned(&header("HS256", key.id()), claims);
                let secret = hmac::Key::new(hmac::HMAC_SHA256, public_text(key).as_bytes());
                let signature = hmac::sign(&secret, signed.as_bytes());
                format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
            Forgery::AlgRs256 => key.sign(&header("RS256", key.id()), claims),
            Forgery::MissingKid => {
                key.sign(&object([("alg", "ES256".into()), ("typ", "JWT".into())]), claims)
            }
            Forgery::PathKid => signed_as(&format!("../{}", key.id())),
            Forgery::HugeKid => signed_as(&"k".repeat(HUGE_LENGTH)),
            Forgery::EmbeddedJwk => {
                let stranger = self.stranger(&tokens::uuid(self.chance).to_string());
                let (x, y) = stranger.coordinates();
                let jwk = object([
                    ("crv", "P-256".into()),
                    ("kty", "EC".into()),
                    ("x", x.into()),
                    ("y", y.into()),
                ]);
                stranger.sign(&header("ES256", stranger.id()).with("jwk", jwk), claims)
            }
            _ => signed_as(&tokens::uuid(self.chance).to_string()),
        }
    }

    fn wrong_claims(&self, forgery: Forgery, body: &str) -> Json {
        let signed_at = |moment: DateTime<Utc>| claims(body, moment);
        let true_claims = signed_at(self.now);
        match forgery {
            Forgery::OldIat => signed_at(self.now - TimeDelta::seconds(OLD_SECONDS)),
            Forgery::FutureIat => signed_at(self.now + TimeDelta::seconds(EARLY_SECONDS)),
            Forgery::MissingIat => object([("request_body_sha256", digest(body).into())]),
            Forgery::FractionIat => {
                let half = Decimal::from(self.now.timestamp()) + Decimal::new(5, 1);
                true_claims.with("iat", half)
            }
            Forgery::TextIat => true_claims.with("iat", self.now.timestamp().to_string()),
            Forgery::NegativeIat => true_claims.with("iat", -self.now.timestamp()),
            Forgery::OverflowingIat => true_claims.with("iat", Decimal::MAX),
            Forgery::MissingHash => object([("iat", self.now.timestamp().into())]),
            Forgery::ShortHash => true_claims.with("request_body_sha256", &digest(body)[..8]),
            _ => true_claims.with("request_body_sha256", digest("{}")),
        }
    }

    fn wrong_signature(&self, forgery: Forgery, body: &str) -> String {
        let key = &self.keys.current;
        let signed = unsigned(&header("ES256", key.id()), &claims(body, self.now));
        let signature = key.signature(&signed);
        let signature = match forgery {
            Forgery::DerSignature => URL_SAFE_NO_PAD.encode(der(&signature)),
            Forgery::ShortSignature => URL_SAFE_NO_PAD.encode(&signature[..signature.len() - 1]),
            _ => URL_SAFE.encode(&signature),
        };
        format!("{signed}.{signature}")
    }

    fn stranger(&self, id: &str) -> SigningKey {
        SigningKey::stranger(self.chance, id, self.now)
    }
}

/// The public key as a receiver may hold it: in PEM.
fn public_text(key: &SigningKey) -> String {
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(key.public_der())
    )
}

/// A signature's two numbers as DER writes them.
fn der(signature: &[u8]) -> Vec<u8> {
    let (first, second) = signature.split_at(signature.len() / 2);
    let content = [der_number(first), der_number(second)].concat();
    [vec![0x30, byte(content.len())], content].concat()
}

fn der_number(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    let digits = &bytes[start..];
    // A leading zero keeps a number with its highest bit set from being negative.
    let zero = if digits[0] >= 0x80 { vec![0] } else { Vec::new() };
    let digits = [zero, digits.to_vec()].concat();
    [vec![0x02, byte(digits.len())], digits].concat()
}

fn byte(length: usize) -> u8 {
    u8::try_from(length).expect("the parts of a P-256 signature are short")
}
