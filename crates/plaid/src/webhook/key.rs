//! The keys that Plaid signs webhooks with.

use serde::{Deserialize, Serialize};

/// What `/webhook_verification_key/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookVerificationKeyGetRequest {
    /// The id in the header of a webhook's token.
    pub key_id: String,
}

/// What `/webhook_verification_key/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookVerificationKeyGetResponse {
    /// The key.
    pub key: WebhookVerificationKey,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// A public key, as a JSON Web Key and with what Plaid adds to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookVerificationKey {
    /// The algorithm, `ES256`.
    pub alg: String,
    /// The curve, `P-256`.
    pub crv: String,
    /// The id.
    pub kid: String,
    /// The family of keys, `EC`.
    pub kty: String,
    /// What it is for, `sig`.
    pub r#use: String,
    /// A coordinate, in base64url.
    pub x: String,
    /// The other coordinate, in base64url.
    pub y: String,
    /// When it was made, in seconds since 1970.
    pub created_at: i64,
    /// From when on it is void, in seconds since 1970.
    pub expired_at: Option<i64>,
}
