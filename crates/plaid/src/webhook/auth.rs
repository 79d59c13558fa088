//! Webhooks about the numbers of accounts. Their `error` is left out: it is always null.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::WebhookEnvironment;
use crate::wire::null_as_default;

/// The numbers of accounts have changed: [`auth_get`](crate::Client::auth_get) tells the new ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthDefaultUpdateWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// The accounts that have numbers for the first time.
    #[serde(default, deserialize_with = "null_as_default")]
    pub account_ids_with_new_auth: Vec<String>,
    /// What has changed of other accounts, in Plaid's words, for example `ACCOUNT_NUMBER`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub account_ids_with_updated_auth: BTreeMap<String, Vec<String>>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The verification of an account by small deposits is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthVerificationWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// The account.
    pub account_id: String,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}
