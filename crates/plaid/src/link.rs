//! Link tokens, and the sandbox's way around Link.
//!
//! What Link needs for payments, payroll, reports and other products than those that read accounts
//! is left out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::{self, AccessToken, LinkToken, PublicToken};
use crate::wire::null_as_default;

/// What `/link/token/create` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct LinkTokenCreateRequest {
    /// The app's name in Link. Longer than 30 characters, and Link shows "This Application".
    pub client_name: String,
    /// The language of Link, for example `en`.
    pub language: String,
    /// The countries whose banks are shown, for example `US`.
    pub country_codes: Vec<String>,
    /// Who links.
    pub user: LinkTokenUser,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// What every bank shown must support. Left out in update mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<String>>,
    /// What is fetched where the bank and the chosen accounts support it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_if_supported_products: Option<Vec<String>>,
    /// What is fetched if possible and never stands in the way of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_products: Option<Vec<String>>,
    /// What consent is asked for now, to be fetched later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_consented_products: Option<Vec<String>>,
    /// Where Plaid sends the item's webhooks. Without effect in update mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Where a bank that redirects returns to. It must be on the dashboard's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// Which kinds of accounts are shown. In update mode it counts where the accounts may be chosen
    /// again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_filters: Option<AccountFilters>,
    /// The bank that Link opens at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<String>,
    /// The item to mend: this makes it update mode.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::encode_option")]
    pub access_token: Option<AccessToken>,
    /// What update mode offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<LinkTokenUpdate>,
    /// How much history is fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactions: Option<LinkTokenTransactions>,
    /// Asks for a page hosted by Plaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosted_link: Option<HostedLink>,
}

impl LinkTokenCreateRequest {
    /// The request with what Plaid demands and nothing else.
    pub fn new(
        client_name: impl Into<String>,
        language: impl Into<String>,
        country_codes: Vec<String>,
        client_user_id: impl Into<String>,
    ) -> Self {
        Self {
            client_name: client_name.into(),
            language: language.into(),
            country_codes,
            user: LinkTokenUser { client_user_id: client_user_id.into() },
            user_id: None,
            products: None,
            required_if_supported_products: None,
            optional_products: None,
            additional_consented_products: None,
            webhook: None,
            redirect_uri: None,
            account_filters: None,
            institution_id: None,
            access_token: None,
            update: None,
            transactions: None,
            hosted_link: None,
        }
    }
}

/// Who links.
#[derive(Clone, Debug, Serialize)]
pub struct LinkTokenUser {
    /// An opaque id. Plaid forbids e-mail addresses and phone numbers here.
    pub client_user_id: String,
}

/// Which kinds of accounts Link shows. Where there is a filter at all, a type that it leaves out is
/// not shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountFilters {
    /// Checking, savings and their like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depository: Option<AccountFilter>,
    /// Credit cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<AccountFilter>,
    /// Loans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<AccountFilter>,
    /// Investments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investment: Option<AccountFilter>,
    /// All else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<AccountFilter>,
}

/// Which accounts of a type Link shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountFilter {
    /// Plaid's words for them, or only `all`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub account_subtypes: Vec<String>,
}

/// What update mode offers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkTokenUpdate {
    /// Whether the accounts may be chosen again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_selection_enabled: Option<bool>,
}

/// How much history is fetched.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkTokenTransactions {
    /// 1 to 730 days; 90 where none is given. Fixed once the item has transactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_requested: Option<u32>,
}

/// What a page hosted by Plaid is like. Empty asks for the page as it comes.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HostedLink {
    /// Where the page goes when it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_redirect_uri: Option<String>,
    /// How long its address works: 30 minutes where none is given, 21 days at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_lifetime_seconds: Option<u32>,
    /// Whether it is opened inside of an app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_mobile_app: Option<bool>,
}

/// What `/link/token/create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkTokenCreateResponse {
    /// The token.
    pub link_token: LinkToken,
    /// When it ends: after 4 hours, in update mode after 30 minutes.
    pub expiration: DateTime<Utc>,
    /// The hosted page, when one was asked for.
    pub hosted_link_url: Option<String>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/sandbox/public_token/create` is asked: an item without Link, in the sandbox only.
#[derive(Clone, Debug, Serialize)]
pub struct SandboxPublicTokenCreateRequest {
    /// The bank.
    pub institution_id: String,
    /// At least one product.
    pub initial_products: Vec<String>,
    /// What differs from `user_good` with `pass_good`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<SandboxPublicTokenCreateOptions>,
}

/// What the sandbox's item is like.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SandboxPublicTokenCreateOptions {
    /// Where Plaid sends the item's webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// One of the sandbox's documented persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_username: Option<String>,
    /// The password that belongs to it. No secret: the persons are made up, and Plaid's
    /// documentation lists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_password: Option<String>,
    /// How much history there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactions: Option<LinkTokenTransactions>,
}

/// What `/sandbox/public_token/create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct SandboxPublicTokenCreateResponse {
    /// What Link would have given.
    pub public_token: PublicToken,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
