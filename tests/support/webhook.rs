//! What forgers send in the place of Plaid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

/// A token as Plaid makes them, of a key that there never was.
pub fn of_a_made_up_key(number: usize) -> String {
    let header = json!({ "alg": "ES256", "kid": format!("made-up-{number}"), "typ": "JWT" });
    let claims = json!({ "iat": 1_795_000_000, "request_body_sha256": "0".repeat(64) });
    let encoded = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{}.{}", encoded.join("."), URL_SAFE_NO_PAD.encode([7; 64]))
}
