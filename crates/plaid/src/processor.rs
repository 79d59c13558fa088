//! Letting one of Plaid's partners read an account. What the partner then asks Plaid is its own.

use serde::{Deserialize, Serialize};

use crate::secret::{self, AccessToken, ProcessorToken};

/// What `/processor/token/create` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ProcessorTokenCreateRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// The account. A token is for one.
    pub account_id: String,
    /// The partner, in Plaid's words, for example `dwolla`.
    pub processor: String,
}

/// What `/processor/token/create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct ProcessorTokenCreateResponse {
    /// The token. It dies with the item.
    pub processor_token: ProcessorToken,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
