//! The key that signs webhooks, and the tokens it makes.
//!
//! A receiver proves a webhook by a JWT in the header `Plaid-Verification`: ES256, with the moment
//! of sending and the body's SHA-256, and neither issuer nor expiry. The key is made at each start
//! under a fresh id, so a receiver that kept an older one can't take it for this one.

use std::fmt::Write;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::json::{Json, object};
use crate::tokens;

/// The header that carries the token.
pub const HEADER: &str = "plaid-verification";

/// A key id that the tests of Plaid's own SDKs ask for. It names the same key.
const KNOWN_ID: &str = "6c5516e1-92dc-479e-a8ff-5a51992e0001";
/// Half of an uncompressed point behind its first byte.
const COORDINATE_LENGTH: usize = 32;

/// The key.
pub struct SigningKey {
    id: String,
    pair: EcdsaKeyPair,
    made_at: DateTime<Utc>,
}

impl SigningKey {
    /// A fresh key.
    pub fn fresh(now: DateTime<Utc>) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .expect("the operating system has a random source");
        Self { id: tokens::uuid().to_string(), pair, made_at: now }
    }

    /// The token for a body that is sent at that moment.
    pub fn token(&self, body: &str, now: DateTime<Utc>) -> String {
        let header = object([
            ("alg", "ES256".into()),
            ("kid", self.id.as_str().into()),
            ("typ", "JWT".into()),
        ]);
        let claims = object([
            ("iat", now.timestamp().into()),
            ("request_body_sha256", hexadecimal(&Sha256::digest(body)).into()),
        ]);
        let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.pretty());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("a P-256 key signs every message");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Plaid's key object for that id, if it names this key.
    pub fn json(&self, id: &str) -> Option<Json> {
        if id != self.id && id != KNOWN_ID {
            return None;
        }
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(COORDINATE_LENGTH);
        Some(object([
            ("alg", "ES256".into()),
            ("created_at", self.made_at.timestamp().into()),
            ("crv", "P-256".into()),
            ("expired_at", Json::Null),
            ("kid", id.into()),
            ("kty", "EC".into()),
            ("use", "sig".into()),
            ("x", URL_SAFE_NO_PAD.encode(x).into()),
            ("y", URL_SAFE_NO_PAD.encode(y).into()),
        ]))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes every text");
        text
    })
}
