//! Items: a person's connection to one bank.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::PlaidError;
use crate::secret::{self, AccessToken, PublicToken};
use crate::wire::{null_as_default, open_enum};

/// What `/item/public_token/exchange` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct PublicTokenExchangeRequest {
    /// What Link gave.
    #[serde(serialize_with = "secret::encode")]
    pub public_token: PublicToken,
}

/// What `/item/public_token/exchange` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct PublicTokenExchangeResponse {
    /// Reads the item until it is removed.
    pub access_token: AccessToken,
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/item/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ItemGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
}

/// What `/item/get` answers, whatever state the item is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemGetResponse {
    /// The item.
    pub item: Item,
    /// How Plaid's own updates of it went.
    pub status: Option<ItemStatus>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Plaid's id. It never changes.
    pub item_id: String,
    /// The bank's id.
    pub institution_id: Option<String>,
    /// The bank's name.
    pub institution_name: Option<String>,
    /// Where Plaid sends webhooks; empty or none: nowhere.
    pub webhook: Option<String>,
    /// How account numbers were verified, in Plaid's words.
    pub auth_method: Option<String>,
    /// What keeps the item from being updated.
    pub error: Option<PlaidError>,
    /// Products that could be fetched and are not.
    #[serde(default, deserialize_with = "null_as_default")]
    pub available_products: Vec<String>,
    /// Products that are billed.
    #[serde(default, deserialize_with = "null_as_default")]
    pub billed_products: Vec<String>,
    /// Products in use.
    #[serde(default, deserialize_with = "null_as_default")]
    pub products: Vec<String>,
    /// Products that the person has agreed to.
    #[serde(default, deserialize_with = "null_as_default")]
    pub consented_products: Vec<String>,
    /// When the person's consent ends, where it does.
    pub consent_expiration_time: Option<DateTime<Utc>>,
    /// Whether Plaid can update it without the person.
    pub update_type: UpdateType,
    /// When it was linked. Told by `/item/get` only.
    pub created_at: Option<DateTime<Utc>>,
    /// What the person agreed to, in Plaid's words. Told by `/item/get` only.
    #[serde(default, deserialize_with = "null_as_default")]
    pub consented_use_cases: Vec<String>,
    /// The data that the person agreed to share. Told by `/item/get` only.
    #[serde(default, deserialize_with = "null_as_default")]
    pub consented_data_scopes: Vec<String>,
}

open_enum! {
    /// Whether Plaid can update an item without the person.
    UpdateType {
        Background = "background",
        UserPresentRequired = "user_present_required",
    }
}

/// How Plaid's own updates of an item went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemStatus {
    /// Those of transactions.
    pub transactions: Option<UpdateTimes>,
    /// Those of investments.
    pub investments: Option<UpdateTimes>,
    /// The newest webhook, once there was one.
    pub last_webhook: Option<LastWebhook>,
}

/// When updates of a product last went well and last failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateTimes {
    /// The last one that went well.
    pub last_successful_update: Option<DateTime<Utc>>,
    /// The last one that failed.
    pub last_failed_update: Option<DateTime<Utc>>,
}

/// A webhook that was sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LastWebhook {
    /// When.
    pub sent_at: Option<DateTime<Utc>>,
    /// Its code.
    pub code_sent: Option<String>,
}

/// What `/item/remove` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ItemRemoveRequest {
    /// The item's token. It is dead afterwards.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
}

/// What `/item/remove` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemRemoveResponse {
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/item/webhook/update` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ItemWebhookUpdateRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Where Plaid sends webhooks from now on; none: nowhere. It is written as null then, since
    /// leaving it out isn't documented to clear anything.
    pub webhook: Option<String>,
}

/// What `/item/webhook/update` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemWebhookUpdateResponse {
    /// The item as it is now.
    pub item: Item,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/item/access_token/invalidate` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ItemAccessTokenInvalidateRequest {
    /// The token that has to die. The item lives on.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
}

/// What `/item/access_token/invalidate` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct ItemAccessTokenInvalidateResponse {
    /// The item's token from now on.
    pub new_access_token: AccessToken,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
