//! Whether a webhook is Plaid's, as [Plaid describes
//! it](https://plaid.com/docs/api/webhooks/webhook-verification/): the header `Plaid-Verification`
//! holds a signed token, and the token a digest of the body.
//!
//! Nothing in the token is believed before its signature holds, save the id of the key, which is
//! only looked up. The algorithm is ES256 whatever the token says, and keys that it brings along are
//! never used. A webhook that is sent again within five minutes passes again: to do it no second
//! time is left to the receiver.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::key_cache::{KeyCache, NoKey};
use crate::client::Client;

/// The largest body of a webhook that is verified.
pub const WEBHOOK_BODY_BYTES_MAX: usize = 256 * 1024;

const HEADER_BYTES_MAX: usize = 8 * 1024;
const KEY_ID_BYTES_MAX: usize = 128;
const AGE_MAX: TimeDelta = TimeDelta::minutes(5);
/// How far Plaid's clock may go before ours.
const SKEW_MAX: TimeDelta = TimeDelta::seconds(30);

/// Verifies webhooks, and keeps the keys for that. One serves a whole program.
#[derive(Debug)]
pub struct WebhookVerifier {
    client: Client,
    keys: KeyCache,
}

impl WebhookVerifier {
    /// A verifier that asks that client for keys.
    pub fn new(client: Client) -> Self {
        Self { client, keys: KeyCache::default() }
    }

    /// Whether a webhook is Plaid's: the text of its header `Plaid-Verification`, its body to the
    /// byte, and the time. Only after that may the body be parsed.
    pub async fn verify(
        &self,
        header: Option<&str>,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), WebhookRefusal> {
        if body.len() > WEBHOOK_BODY_BYTES_MAX {
            return Err(WebhookRefusal::BodyTooLarge);
        }
        let token = header.ok_or(WebhookRefusal::HeaderMissing)?;
        let key_id = key_id(token)?;
        let key = self.keys.key(&self.client, &key_id, now).await.map_err(|error| match error {
            NoKey::Unknown => WebhookRefusal::KeyUnknown,
            NoKey::NotTold => WebhookRefusal::KeyNotTold,
        })?;
        if key.expired_at.is_some_and(|end| end <= now.timestamp()) {
            return Err(WebhookRefusal::KeyExpired);
        }
        let claims = claims(token, &key.decoding_key)?;
        check_age(claims.iat, now)?;
        check_digest(&claims.request_body_sha256, body)
    }
}

/// Why a webhook is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefusal {
    /// The body is too large to look at.
    #[error("the body has more than {WEBHOOK_BODY_BYTES_MAX} bytes")]
    BodyTooLarge,
    /// There is no token.
    #[error("there is no token")]
    HeaderMissing,
    /// The token isn't one as Plaid makes them.
    #[error("the token is malformed")]
    Malformed,
    /// The token is signed in another way than Plaid's.
    #[error("the token has another algorithm than ES256")]
    WrongAlgorithm,
    /// Plaid doesn't know the key.
    #[error("Plaid knows no such key")]
    KeyUnknown,
    /// The key is void.
    #[error("the key has expired")]
    KeyExpired,
    /// The key couldn't be asked for now. The webhook may be Plaid's: let it come again.
    #[error("the key could not be asked for")]
    KeyNotTold,
    /// Another key has signed it, or nobody.
    #[error("the signature does not hold")]
    WrongSignature,
    /// The token is older than five minutes.
    #[error("the token is too old")]
    TooOld,
    /// The token comes from the future.
    #[error("the token comes from the future")]
    FromTheFuture,
    /// The token belongs to another body.
    #[error("the token belongs to another body")]
    OtherBody,
}

impl WebhookRefusal {
    /// Whether the webhook may be Plaid's after all: it should be answered so that Plaid sends it
    /// again.
    pub fn is_temporary(self) -> bool {
        self == Self::KeyNotTold
    }
}

/// What Plaid signs.
#[derive(Deserialize)]
struct Claims {
    /// Whole seconds since 1970.
    iat: i64,
    request_body_sha256: String,
}

/// The id of the key, from a token that nobody has verified yet.
fn key_id(token: &str) -> Result<String, WebhookRefusal> {
    if token.len() > HEADER_BYTES_MAX || token.split('.').count() != 3 {
        return Err(WebhookRefusal::Malformed);
    }
    // An algorithm that the library has no name for, `none` for one, fails here already.
    let header = jsonwebtoken::decode_header(token).map_err(|_| WebhookRefusal::Malformed)?;
    if header.alg != Algorithm::ES256 {
        return Err(WebhookRefusal::WrongAlgorithm);
    }
    let is_jwt = header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    let key_id = header.kid.filter(|kid| is_key_id(kid)).ok_or(WebhookRefusal::Malformed)?;
    // What is critical there would have to be understood, and Plaid marks nothing so.
    if is_jwt && header.crit.is_none() { Ok(key_id) } else { Err(WebhookRefusal::Malformed) }
}

fn is_key_id(text: &str) -> bool {
    let fits = (1..=KEY_ID_BYTES_MAX).contains(&text.len());
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn claims(token: &str, key: &DecodingKey) -> Result<Claims, WebhookRefusal> {
    let mut validation = Validation::new(Algorithm::ES256);
    // Plaid's tokens have no end, and the library doesn't look at their beginning.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match jsonwebtoken::decode(token, key, &validation) {
        Ok(told) => Ok(told.claims),
        Err(error) => match error.kind() {
            ErrorKind::InvalidSignature => Err(WebhookRefusal::WrongSignature),
            _ => Err(WebhookRefusal::Malformed),
        },
    }
}

fn check_age(issued_at: i64, now: DateTime<Utc>) -> Result<(), WebhookRefusal> {
    let now = now.timestamp();
    if issued_at < now.saturating_sub(AGE_MAX.num_seconds()) {
        return Err(WebhookRefusal::TooOld);
    }
    if issued_at > now.saturating_add(SKEW_MAX.num_seconds()) {
        return Err(WebhookRefusal::FromTheFuture);
    }
    Ok(())
}

fn check_digest(claimed: &str, body: &[u8]) -> Result<(), WebhookRefusal> {
    let digest = format!("{:x}", Bytes::copy_from_slice(&Sha256::digest(body)));
    let equal = claimed.to_ascii_lowercase().as_bytes().ct_eq(digest.as_bytes());
    if bool::from(equal) { Ok(()) } else { Err(WebhookRefusal::OtherBody) }
}
