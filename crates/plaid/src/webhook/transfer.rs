//! Webhooks about transfers. They name nothing: what happened is told by the events.

use serde::{Deserialize, Serialize};

use super::WebhookEnvironment;

/// There are events to read
/// ([`transfer_event_sync`](crate::Client::transfer_event_sync)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferEventsUpdateWebhook {
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}
