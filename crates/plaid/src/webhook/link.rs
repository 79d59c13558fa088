//! Webhooks about sessions of Link. They go to the address that the link token was made with, and
//! hold tokens.

use serde::Deserialize;

use super::WebhookEnvironment;
use crate::link_session::LinkEvent;
use crate::secret::{LinkToken, PublicToken};
use crate::wire::{null_as_default, open_enum};

/// A session is over.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkSessionFinishedWebhook {
    /// Plaid's id of the session.
    pub link_session_id: String,
    /// The token that it was opened with.
    pub link_token: LinkToken,
    /// How it ended.
    pub status: LinkSessionStatus,
    /// What to exchange for access tokens, one for each item that was linked.
    #[serde(default, deserialize_with = "null_as_default")]
    pub public_tokens: Vec<PublicToken>,
    /// The first of them. Plaid has deprecated it, and older webhooks have only this one.
    pub public_token: Option<PublicToken>,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

open_enum! {
    /// How a session of Link ended.
    LinkSessionStatus {
        Success = "SUCCESS",
        Exited = "EXITED",
    }
}

/// An item was linked in a session that goes on: sent where one session links several.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkItemAddResultWebhook {
    /// Plaid's id of the session.
    pub link_session_id: String,
    /// The token that it was opened with.
    pub link_token: LinkToken,
    /// What to exchange for the item's access token.
    pub public_token: PublicToken,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// The steps of a session.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkEventsWebhook {
    /// Plaid's id of the session.
    pub link_session_id: String,
    /// The token that it was opened with.
    pub link_token: LinkToken,
    /// The steps.
    #[serde(default, deserialize_with = "null_as_default")]
    pub events: Vec<LinkEvent>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}
