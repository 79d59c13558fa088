//! What the sandbox can be made to do to an item. Production refuses these calls.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::secret::{self, AccessToken};
use crate::wire::{decimal, open_enum};

/// What `/sandbox/item/fire_webhook` is asked. The item's state stays as it is.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxItemFireWebhookRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// The type, needed where the code belongs to several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_type: Option<String>,
    /// The code. Plaid takes `ERROR` for that of a report here, never for that of an item.
    pub webhook_code: String,
}

/// What `/sandbox/item/fire_webhook` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SandboxItemFireWebhookResponse {
    /// Whether it was sent.
    pub webhook_fired: bool,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/sandbox/item/reset_login` is asked. The item then needs update mode.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxItemResetLoginRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
}

/// What `/sandbox/item/reset_login` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SandboxItemResetLoginResponse {
    /// Whether the login was reset.
    pub reset_login: bool,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/sandbox/item/set_verification_status` is asked, of an account that is being verified by
/// small deposits.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxItemSetVerificationStatusRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// The account.
    pub account_id: String,
    /// How the verification ends.
    pub verification_status: SandboxVerificationStatus,
}

open_enum! {
    /// How the sandbox lets a verification by small deposits end.
    SandboxVerificationStatus {
        AutomaticallyVerified = "automatically_verified",
        VerificationExpired = "verification_expired",
    }
}

/// What `/sandbox/item/set_verification_status` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SandboxItemSetVerificationStatusResponse {
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/sandbox/transactions/create` is asked, of an item of `user_transactions_dynamic` only.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxTransactionsCreateRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// At most ten.
    pub transactions: Vec<SandboxTransaction>,
}

/// A transaction to make up. Its days lie within the last fourteen.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxTransaction {
    /// The day on which it took place.
    pub date_transacted: NaiveDate,
    /// The day of posting.
    pub date_posted: NaiveDate,
    /// How much, positive when money leaves the account.
    #[serde(with = "decimal")]
    pub amount: Decimal,
    /// The bank's text.
    pub description: String,
    /// The currency by ISO 4217; US dollars where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_currency_code: Option<String>,
}

/// What `/sandbox/transactions/create` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SandboxTransactionsCreateResponse {
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
