//! The keys that sign webhooks, and the tokens they make.
//!
//! A receiver proves a webhook by a JWT in the header `Plaid-Verification`: ES256, with the moment
//! of sending and the body's SHA-256, and neither issuer nor expiry. The keys are made once and
//! kept with everything else that survives a restart, so a key that a receiver holds stays valid.
//! Beside the key that signs there is one that expired before the simulator was first started:
//! nothing true is ever signed with it.

use std::fmt::Write;

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::chance::Chance;
use crate::json::{Json, object};
use crate::tokens;

/// The header that carries the token.
pub const HEADER: &str = "plaid-verification";

/// A key id that the tests of Plaid's own SDKs ask for. It names the key that signs.
const KNOWN_ID: &str = "6c5516e1-92dc-479e-a8ff-5a51992e0001";
/// Half of an uncompressed point behind its first byte, and the length of a secret.
const COORDINATE_LENGTH: usize = 32;
/// How long the expired key was valid, and how long ago that ended.
const EXPIRED_KEY_DAYS: i64 = 1;

/// A key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptKey {
    id: String,
    /// In base64, as JSON Web Keys write it.
    secret: String,
    made_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expired_at: Option<DateTime<Utc>>,
}

/// The keys as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptKeys {
    current: KeptKey,
    expired: KeptKey,
}

/// The keys, ready to sign.
pub struct Keys {
    /// The one that signs every webhook.
    pub current: SigningKey,
    /// One that nobody may take any more.
    pub expired: SigningKey,
}

/// A key.
pub struct SigningKey {
    kept: KeptKey,
    pair: EcdsaKeyPair,
}

impl KeptKeys {
    /// Fresh keys.
    pub fn fresh(chance: &dyn Chance, now: DateTime<Utc>) -> Self {
        let expired_at = now - TimeDelta::days(EXPIRED_KEY_DAYS);
        let made_at = expired_at - TimeDelta::days(EXPIRED_KEY_DAYS);
        let expired = KeptKey { expired_at: Some(expired_at), ..KeptKey::fresh(chance, made_at) };
        Self { current: KeptKey::fresh(chance, now), expired }
    }

    /// The keys, ready to sign; nothing when what is kept is no key.
    pub fn open(&self) -> Option<Keys> {
        let open = |kept: &KeptKey| {
            Some(SigningKey { kept: kept.clone(), pair: pair(&kept.secret_bytes()?)? })
        };
        Some(Keys { current: open(&self.current)?, expired: open(&self.expired)? })
    }
}

impl KeptKey {
    fn fresh(chance: &dyn Chance, made_at: DateTime<Utc>) -> Self {
        let mut secret = [0_u8; COORDINATE_LENGTH];
        // One in four thousand million draws is zero or beyond the curve's order.
        while pair(&secret).is_none() {
            chance.fill(&mut secret);
        }
        let id = tokens::uuid(chance).to_string();
        Self { id, secret: URL_SAFE_NO_PAD.encode(secret), made_at, expired_at: None }
    }

    fn secret_bytes(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.secret).ok()
    }
}

impl Keys {
    /// Plaid's key object for that id, if it names one of these keys.
    pub fn json(&self, id: &str) -> Option<Json> {
        let key = match id {
            id if id == self.expired.kept.id => &self.expired,
            id if id == self.current.kept.id || id == KNOWN_ID => &self.current,
            _ => return None,
        };
        let (x, y) = key.coordinates();
        Some(object([
            ("alg", "ES256".into()),
            ("created_at", key.kept.made_at.timestamp().into()),
            ("crv", "P-256".into()),
            ("expired_at", key.kept.expired_at.map(|moment| moment.timestamp()).into()),
            ("kid", id.into()),
            ("kty", "EC".into()),
            ("use", "sig".into()),
            ("x", x.into()),
            ("y", y.into()),
        ]))
    }
}

impl SigningKey {
    /// A key that nobody knows, under that id.
    pub fn stranger(chance: &dyn Chance, id: &str, now: DateTime<Utc>) -> Self {
        let kept = KeptKey { id: id.to_owned(), ..KeptKey::fresh(chance, now) };
        let pair = kept.secret_bytes().and_then(|secret| pair(&secret));
        Self { pair: pair.expect("a fresh key is a key"), kept }
    }

    /// Its public half as DER writes it.
    pub fn public_der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> =
            self.pair.public_key().as_der().expect("a public key can be written as DER");
        der.as_ref().to_vec()
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.kept.id
    }

    /// The token for a body that is sent at that moment.
    pub fn token(&self, body: &str, now: DateTime<Utc>) -> String {
        self.sign(&header("ES256", self.id()), &claims(body, now))
    }

    /// A token of that header and those claims.
    pub fn sign(&self, header: &Json, claims: &Json) -> String {
        let signed = unsigned(header, claims);
        let signature = self.signature(&signed);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The signature of a text: both of its numbers behind each other.
    pub fn signature(&self, signed: &str) -> Vec<u8> {
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        signature.expect("a P-256 key signs every message").as_ref().to_vec()
    }

    /// Its public point, as JSON Web Keys write it.
    pub fn coordinates(&self) -> (String, String) {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(COORDINATE_LENGTH);
        (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
    }
}

/// The header of a token.
pub fn header(algorithm: &str, id: &str) -> Json {
    object([("alg", algorithm.into()), ("kid", id.into()), ("typ", "JWT".into())])
}

/// The claims of a token for a body that is sent at that moment.
pub fn claims(body: &str, now: DateTime<Utc>) -> Json {
    object([("iat", now.timestamp().into()), ("request_body_sha256", digest(body).into())])
}

/// Header and claims, as they are signed.
pub fn unsigned(header: &Json, claims: &Json) -> String {
    let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.pretty());
    format!("{}.{}", part(header), part(claims))
}

/// The SHA-256 of a body, in hexadecimal.
pub fn digest(body: &str) -> String {
    Sha256::digest(body).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes every text");
        text
    })
}

/// The pair of that secret, where there is one.
fn pair(secret: &[u8]) -> Option<EcdsaKeyPair> {
    let public =
        PrivateKey::from_private_key(&ECDH_P256, secret).ok()?.compute_public_key().ok()?;
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    EcdsaKeyPair::from_private_key_and_public_key(algorithm, secret, public.as_ref()).ok()
}
