//! Every type that we read a body into, and what it writes of it again.

use plaid::{
    AccountsGetResponse, AuthGetResponse, BankTransferEventSyncResponse, CategoriesGetResponse,
    IdentityGetResponse, InstitutionsGetByIdResponse, InstitutionsGetResponse,
    InstitutionsSearchResponse, ItemAccessTokenInvalidateResponse, ItemGetResponse,
    ItemRemoveResponse, ItemWebhookUpdateResponse, LinkSession, LinkTokenCreateResponse,
    LinkTokenGetResponse, ProcessorTokenCreateResponse, PublicToken, PublicTokenExchangeResponse,
    SandboxItemFireWebhookResponse, SandboxItemResetLoginResponse,
    SandboxItemSetVerificationStatusResponse, SandboxPublicTokenCreateResponse,
    SandboxTransactionsCreateResponse, TransactionsGetResponse, TransactionsRecurringGetResponse,
    TransactionsRefreshResponse, TransactionsSyncResponse, TransferEventSyncResponse,
    UserCreateResponse, UserToken, Webhook, WebhookVerificationKeyGetResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value, json};

/// Reads a body and writes what it understood.
pub type Read = fn(&str) -> Result<String, Error>;

/// Every call, and how its answer is read.
pub const ANSWERS: &[(&str, Read)] = &[
    ("/accounts/balance/get", again::<AccountsGetResponse>),
    ("/accounts/get", again::<AccountsGetResponse>),
    ("/auth/get", again::<AuthGetResponse>),
    ("/bank_transfer/event/sync", again::<BankTransferEventSyncResponse>),
    ("/categories/get", again::<CategoriesGetResponse>),
    ("/identity/get", again::<IdentityGetResponse>),
    ("/institutions/get", again::<InstitutionsGetResponse>),
    ("/institutions/get_by_id", again::<InstitutionsGetByIdResponse>),
    ("/institutions/search", again::<InstitutionsSearchResponse>),
    ("/item/access_token/invalidate", |text| {
        let told: ItemAccessTokenInvalidateResponse = serde_json::from_str(text)?;
        let token = told.new_access_token.expose();
        Ok(json!({ "new_access_token": token, "request_id": told.request_id }).to_string())
    }),
    ("/item/get", again::<ItemGetResponse>),
    ("/item/public_token/exchange", |text| {
        let told: PublicTokenExchangeResponse = serde_json::from_str(text)?;
        let (token, item_id) = (told.access_token.expose(), told.item_id);
        let request_id = told.request_id;
        let again = json!({ "access_token": token, "item_id": item_id, "request_id": request_id });
        Ok(again.to_string())
    }),
    ("/item/remove", again::<ItemRemoveResponse>),
    ("/item/webhook/update", again::<ItemWebhookUpdateResponse>),
    ("/link/token/create", |text| {
        let told: LinkTokenCreateResponse = serde_json::from_str(text)?;
        let again = json!({
            "link_token": told.link_token.expose(),
            "expiration": told.expiration,
            "hosted_link_url": told.hosted_link_url,
            "request_id": told.request_id,
        });
        Ok(again.to_string())
    }),
    ("/link/token/get", |text| {
        let told: LinkTokenGetResponse = serde_json::from_str(text)?;
        let again = json!({
            "link_token": told.link_token.expose(),
            "created_at": told.created_at,
            "expiration": told.expiration,
            "link_sessions": told.link_sessions.iter().map(session).collect::<Vec<_>>(),
            "metadata": told.metadata,
            "request_id": told.request_id,
        });
        Ok(again.to_string())
    }),
    ("/processor/token/create", |text| {
        let told: ProcessorTokenCreateResponse = serde_json::from_str(text)?;
        let token = told.processor_token.expose();
        Ok(json!({ "processor_token": token, "request_id": told.request_id }).to_string())
    }),
    ("/sandbox/item/fire_webhook", again::<SandboxItemFireWebhookResponse>),
    ("/sandbox/item/reset_login", again::<SandboxItemResetLoginResponse>),
    ("/sandbox/item/set_verification_status", again::<SandboxItemSetVerificationStatusResponse>),
    ("/sandbox/public_token/create", |text| {
        let told: SandboxPublicTokenCreateResponse = serde_json::from_str(text)?;
        let token = told.public_token.expose();
        Ok(json!({ "public_token": token, "request_id": told.request_id }).to_string())
    }),
    ("/sandbox/transactions/create", again::<SandboxTransactionsCreateResponse>),
    ("/transactions/get", again::<TransactionsGetResponse>),
    ("/transactions/recurring/get", again::<TransactionsRecurringGetResponse>),
    ("/transactions/refresh", again::<TransactionsRefreshResponse>),
    ("/transactions/sync", again::<TransactionsSyncResponse>),
    ("/transfer/event/sync", again::<TransferEventSyncResponse>),
    ("/user/create", |text| {
        let told: UserCreateResponse = serde_json::from_str(text)?;
        let (id, token) = (told.user_id, told.user_token.as_ref().map(UserToken::expose));
        let request_id = told.request_id;
        Ok(json!({ "user_id": id, "user_token": token, "request_id": request_id }).to_string())
    }),
    ("/webhook_verification_key/get", again::<WebhookVerificationKeyGetResponse>),
];

fn again<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

/// Sessions hold tokens, which nothing but a request serialises.
fn session(session: &LinkSession) -> Value {
    let results = session.results.as_ref().map(|results| {
        let items = results.item_add_results.iter().map(|item| {
            json!({
                "public_token": item.public_token.expose(),
                "accounts": item.accounts,
                "institution": item.institution,
            })
        });
        json!({ "item_add_results": items.collect::<Vec<_>>() })
    });
    json!({
        "link_session_id": session.link_session_id,
        "started_at": session.started_at,
        "finished_at": session.finished_at,
        "exit": session.exit,
        "events": session.events,
        "results": results,
    })
}

/// The webhooks of the document, by the names of their schemas, with type and code.
pub const WEBHOOKS: &[(&str, &str, &str)] = &[
    ("AuthDefaultUpdateWebhook", "AUTH", "DEFAULT_UPDATE"),
    ("AutomaticallyVerifiedWebhook", "AUTH", "AUTOMATICALLY_VERIFIED"),
    ("DefaultUpdateWebhook", "TRANSACTIONS", "DEFAULT_UPDATE"),
    ("HistoricalUpdateWebhook", "TRANSACTIONS", "HISTORICAL_UPDATE"),
    ("InitialUpdateWebhook", "TRANSACTIONS", "INITIAL_UPDATE"),
    ("ItemAddResultWebhook", "LINK", "ITEM_ADD_RESULT"),
    ("ItemErrorWebhook", "ITEM", "ERROR"),
    ("ItemLoginRepairedWebhook", "ITEM", "LOGIN_REPAIRED"),
    ("LinkEventsWebhook", "LINK", "EVENTS"),
    ("LinkSessionFinishedWebhook", "LINK", "SESSION_FINISHED"),
    ("NewAccountsAvailableWebhook", "ITEM", "NEW_ACCOUNTS_AVAILABLE"),
    ("PendingDisconnectWebhook", "ITEM", "PENDING_DISCONNECT"),
    ("PendingExpirationWebhook", "ITEM", "PENDING_EXPIRATION"),
    ("RecurringTransactionsUpdateWebhook", "TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE"),
    ("SyncUpdatesAvailableWebhook", "TRANSACTIONS", "SYNC_UPDATES_AVAILABLE"),
    ("TransactionsRemovedWebhook", "TRANSACTIONS", "TRANSACTIONS_REMOVED"),
    ("TransferEventsUpdateWebhook", "TRANSFER", "TRANSFER_EVENTS_UPDATE"),
    ("UserAccountRevokedWebhook", "ITEM", "USER_ACCOUNT_REVOKED"),
    ("UserPermissionRevokedWebhook", "ITEM", "USER_PERMISSION_REVOKED"),
    ("VerificationExpiredWebhook", "AUTH", "VERIFICATION_EXPIRED"),
    ("WebhookUpdateAcknowledgedWebhook", "ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED"),
];

/// What was understood of a webhook; nothing of an unknown one, and not its tokens' type.
pub fn webhook(webhook: &Webhook) -> Option<Value> {
    let again = match webhook {
        Webhook::SyncUpdatesAvailable(webhook) => serde_json::to_value(webhook),
        Webhook::InitialUpdate(webhook)
        | Webhook::HistoricalUpdate(webhook)
        | Webhook::DefaultUpdate(webhook) => serde_json::to_value(webhook),
        Webhook::TransactionsRemoved(webhook) => serde_json::to_value(webhook),
        Webhook::RecurringTransactionsUpdate(webhook) => serde_json::to_value(webhook),
        Webhook::ItemError(webhook) => serde_json::to_value(webhook),
        Webhook::LoginRepaired(webhook) => serde_json::to_value(webhook),
        Webhook::PendingExpiration(webhook) => serde_json::to_value(webhook),
        Webhook::PendingDisconnect(webhook) => serde_json::to_value(webhook),
        Webhook::UserPermissionRevoked(webhook) => serde_json::to_value(webhook),
        Webhook::UserAccountRevoked(webhook) => serde_json::to_value(webhook),
        Webhook::NewAccountsAvailable(webhook) => serde_json::to_value(webhook),
        Webhook::WebhookUpdateAcknowledged(webhook) => serde_json::to_value(webhook),
        Webhook::AuthDefaultUpdate(webhook) => serde_json::to_value(webhook),
        Webhook::AutomaticallyVerified(webhook) | Webhook::VerificationExpired(webhook) => {
            serde_json::to_value(webhook)
        }
        Webhook::TransferEventsUpdate(webhook) => serde_json::to_value(webhook),
        Webhook::LinkSessionFinished(webhook) => Ok(json!({
            "link_session_id": webhook.link_session_id,
            "link_token": webhook.link_token.expose(),
            "status": webhook.status,
            "public_tokens":
                webhook.public_tokens.iter().map(PublicToken::expose).collect::<Vec<_>>(),
            "public_token": webhook.public_token.as_ref().map(PublicToken::expose),
            "user_id": webhook.user_id,
            "environment": webhook.environment,
        })),
        Webhook::LinkItemAddResult(webhook) => Ok(json!({
            "link_session_id": webhook.link_session_id,
            "link_token": webhook.link_token.expose(),
            "public_token": webhook.public_token.expose(),
            "environment": webhook.environment,
        })),
        Webhook::LinkEvents(webhook) => Ok(json!({
            "link_session_id": webhook.link_session_id,
            "link_token": webhook.link_token.expose(),
            "events": webhook.events,
            "environment": webhook.environment,
        })),
        Webhook::Unknown { .. } => return None,
    };
    Some(again.unwrap())
}
