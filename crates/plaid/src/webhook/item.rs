//! Webhooks about the state of an item. An `error` that is always null is left out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::WebhookEnvironment;
use crate::error::PlaidError;
use crate::wire::open_enum;

/// Something keeps the item from being updated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemErrorWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// What it is; none also where it can't be read: that there is news of the item is known all the
    /// same, and `/item/get` tells what.
    #[serde(default, deserialize_with = "readable_error")]
    pub error: Option<PlaidError>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

fn readable_error<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PlaidError>, D::Error> {
    // Its text, and no `Value`: that refuses a number past a float's range, and the news with it.
    let told = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(told.get()).unwrap_or_default())
}

/// The item works again: the person mended it in another program, or it mended itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoginRepairedWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The person's consent ends in seven days, in Europe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingExpirationWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// When it ends.
    pub consent_expiration_time: Option<DateTime<Utc>>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The item stops working in seven days, in the United States and Canada.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingDisconnectWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// Why.
    pub reason: Option<DisconnectReason>,
    /// When. Older webhooks leave it out.
    pub disconnect_time: Option<DateTime<Utc>>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

open_enum! {
    /// Why an item stops working.
    DisconnectReason {
        InstitutionMigration = "INSTITUTION_MIGRATION",
        InstitutionTokenExpiration = "INSTITUTION_TOKEN_EXPIRATION",
    }
}

/// The person has taken the consent back, at Plaid or at the bank. Update mode may ask for it anew;
/// where Plaid refuses that, the item is dead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserPermissionRevokedWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// What Plaid says of it.
    pub error: Option<PlaidError>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The person has taken the consent for an account back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserAccountRevokedWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// The account.
    pub account_id: String,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The person has accounts that were never offered. Update mode can offer them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewAccountsAvailableWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// Webhooks go to a new address from now on. This one is sent there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookUpdateAcknowledgedWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// The address.
    pub new_webhook_url: String,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}
