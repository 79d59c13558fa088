//! Which schema a webhook's type and code stand for.
//!
//! The document lists its webhook schemas and leaves to its prose which code each is for.

/// Type, code and the name of the schema.
const WEBHOOKS: &[(&str, &str, &str)] = &[
    ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE", "SyncUpdatesAvailableWebhook"),
    ("TRANSACTIONS", "INITIAL_UPDATE", "InitialUpdateWebhook"),
    ("TRANSACTIONS", "HISTORICAL_UPDATE", "HistoricalUpdateWebhook"),
    ("TRANSACTIONS", "DEFAULT_UPDATE", "DefaultUpdateWebhook"),
    ("TRANSACTIONS", "TRANSACTIONS_REMOVED", "TransactionsRemovedWebhook"),
    ("TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE", "RecurringTransactionsUpdateWebhook"),
    ("ITEM", "ERROR", "ItemErrorWebhook"),
    ("ITEM", "LOGIN_REPAIRED", "ItemLoginRepairedWebhook"),
    ("ITEM", "PENDING_EXPIRATION", "PendingExpirationWebhook"),
    ("ITEM", "PENDING_DISCONNECT", "PendingDisconnectWebhook"),
    ("ITEM", "USER_PERMISSION_REVOKED", "UserPermissionRevokedWebhook"),
    ("ITEM", "USER_ACCOUNT_REVOKED", "UserAccountRevokedWebhook"),
    ("ITEM", "NEW_ACCOUNTS_AVAILABLE", "NewAccountsAvailableWebhook"),
    ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED", "WebhookUpdateAcknowledgedWebhook"),
    ("LINK", "SESSION_FINISHED", "LinkSessionFinishedWebhook"),
    ("LINK", "ITEM_ADD_RESULT", "ItemAddResultWebhook"),
    ("LINK", "EVENTS", "LinkEventsWebhook"),
    ("AUTH", "DEFAULT_UPDATE", "AuthDefaultUpdateWebhook"),
    ("AUTH", "AUTOMATICALLY_VERIFIED", "AutomaticallyVerifiedWebhook"),
    ("AUTH", "VERIFICATION_EXPIRED", "VerificationExpiredWebhook"),
    ("TRANSFER", "TRANSFER_EVENTS_UPDATE", "TransferEventsUpdateWebhook"),
];

/// The schema of a webhook.
pub fn schema(family: &str, code: &str) -> Option<&'static str> {
    let found = WEBHOOKS.iter().find(|(known, its_code, _)| (*known, *its_code) == (family, code));
    found.map(|(_, _, schema)| *schema)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_webhook_of_the_document_has_its_code() {
        // `shared` says it where the document is absent.
        let (Some(_), Some(path)) = (crate::shared(), crate::document()) else { return };
        let document: Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let listed = document["info"]["x-webhook-schemas"].as_array().unwrap();
        let listed: BTreeSet<&str> = listed.iter().filter_map(Value::as_str).collect();
        let known: BTreeSet<&str> = WEBHOOKS.iter().map(|(_, _, schema)| *schema).collect();
        assert_eq!(listed, known);
    }
}
