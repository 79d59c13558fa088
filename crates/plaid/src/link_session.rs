//! What happened in Link after a token was made: asked of Plaid where no browser reports it, on
//! pages that Plaid hosts. What other products than those that read accounts leave there is left
//! out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::PlaidError;
use crate::link::AccountFilters;
use crate::secret::{self, LinkToken, PublicToken};
use crate::wire::null_as_default;

/// What `/link/token/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct LinkTokenGetRequest {
    /// The token.
    #[serde(serialize_with = "secret::encode")]
    pub link_token: LinkToken,
}

/// What `/link/token/get` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkTokenGetResponse {
    /// The token.
    pub link_token: LinkToken,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub expiration: Option<DateTime<Utc>>,
    /// What happened with it. Plaid forgets a session after six hours.
    #[serde(default, deserialize_with = "null_as_default")]
    pub link_sessions: Vec<LinkSession>,
    /// What it was made with.
    pub metadata: LinkTokenMetadata,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What a link token was made with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkTokenMetadata {
    /// What every bank shown must support.
    #[serde(default, deserialize_with = "null_as_default")]
    pub initial_products: Vec<String>,
    /// Where Plaid sends webhooks.
    pub webhook: Option<String>,
    /// The countries whose banks are shown.
    #[serde(default, deserialize_with = "null_as_default")]
    pub country_codes: Vec<String>,
    /// The language of Link.
    pub language: Option<String>,
    /// Which kinds of accounts are shown.
    pub account_filters: Option<AccountFilters>,
    /// Where a bank that redirects returns to.
    pub redirect_uri: Option<String>,
    /// The app's name in Link.
    pub client_name: Option<String>,
}

/// One time that Link was open.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkSession {
    /// Plaid's id.
    pub link_session_id: String,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; none: it is open.
    pub finished_at: Option<DateTime<Utc>>,
    /// How the person left without a link.
    pub exit: Option<LinkSessionExit>,
    /// What the person did, step by step.
    #[serde(default, deserialize_with = "null_as_default")]
    pub events: Vec<LinkEvent>,
    /// What came of it.
    pub results: Option<LinkSessionResults>,
}

/// How a person left Link without a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSessionExit {
    /// What went wrong; none: the person simply left.
    pub error: Option<PlaidError>,
    /// Where it was.
    pub metadata: Option<LinkSessionExitMetadata>,
}

/// Where a person left Link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkSessionExitMetadata {
    /// The bank that had been chosen.
    pub institution: Option<LinkSessionInstitution>,
    /// The step, in Plaid's words, for example `requires_credentials`.
    pub status: Option<String>,
    /// Plaid's id of the session.
    pub link_session_id: Option<String>,
    /// Plaid's id of the session's last call.
    pub request_id: Option<String>,
}

/// What came of a session of Link.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct LinkSessionResults {
    /// The items that were linked.
    #[serde(default, deserialize_with = "null_as_default")]
    pub item_add_results: Vec<LinkSessionItem>,
}

/// An item that was linked.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkSessionItem {
    /// What to exchange for its access token.
    pub public_token: PublicToken,
    /// The accounts that the person chose.
    #[serde(default, deserialize_with = "null_as_default")]
    pub accounts: Vec<LinkSessionAccount>,
    /// The bank.
    pub institution: Option<LinkSessionInstitution>,
}

/// An account that a person chose in Link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkSessionAccount {
    /// Plaid's id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The last 2 to 4 characters of the number.
    pub mask: Option<String>,
    /// The type.
    pub r#type: Option<String>,
    /// What it is more closely.
    pub subtype: Option<String>,
    /// How far the verification by small deposits is, where that is used.
    pub verification_status: Option<String>,
}

/// A bank in a session of Link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkSessionInstitution {
    /// Plaid's id.
    pub institution_id: Option<String>,
    /// The name.
    pub name: Option<String>,
}

/// A step in Link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkEvent {
    /// The step, one of a growing list of Plaid's words, for example `TRANSITION_VIEW`.
    pub event_name: String,
    /// When, as Plaid writes it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub timestamp: String,
    /// Plaid's id.
    #[serde(default, deserialize_with = "null_as_default")]
    pub event_id: String,
    /// What belongs to it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub event_metadata: LinkEventMetadata,
}

/// What belongs to a step in Link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkEventMetadata {
    /// The group of the error that the person met.
    pub error_type: Option<String>,
    /// The error.
    pub error_code: Option<String>,
    /// What was wrong, for developers.
    pub error_message: Option<String>,
    /// Where the person left.
    pub exit_status: Option<String>,
    /// The bank's id.
    pub institution_id: Option<String>,
    /// The bank's name.
    pub institution_name: Option<String>,
    /// What the person searched for.
    pub institution_search_query: Option<String>,
    /// Plaid's id of the call.
    pub request_id: Option<String>,
    /// The kind of second factor.
    pub mfa_type: Option<String>,
    /// What was shown.
    pub view_name: Option<String>,
    /// What the person chose.
    pub selection: Option<String>,
    /// The name under which the bank was shown.
    pub brand_name: Option<String>,
    /// Why a known login was offered.
    pub match_reason: Option<String>,
    /// The routing number that the person typed.
    pub routing_number: Option<String>,
    /// The last characters of the account number that the person typed.
    pub account_number_mask: Option<String>,
}
