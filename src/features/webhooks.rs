//! Plaid's webhooks: verified before they are read, recorded with what they lead to, and believed in
//! nothing but that something has changed.
//!
//! Rules. A webhook counts once Plaid's signature over its very bytes holds (the `plaid` crate has
//! the algorithm). Its record and the sync that it asks for are one transaction, and 200 is answered
//! after the commit: what was answered so survives a crash, and what wasn't Plaid sends again. The
//! same delivery played again does nothing a second time; the same news in a new delivery joins the
//! sync that is open.
//!
//! Whatever Plaid says of an item leads to the same act, a sync, which asks Plaid how the item fares
//! and what is new. Two pieces of news can be had nowhere else and are written down: that the person
//! has accounts which were never offered, and the day on which the bank will cut the connection.
//!
//! Source: Plaid's documentation of webhooks.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use plaid::{Webhook, WebhookRefusal};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::entities::webhook::{self, Column, WebhookOutcome};
use crate::features::items::{self, Item, SyncTrigger};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

/// The most bytes of a webhook that are looked at.
pub use plaid::WEBHOOK_BODY_BYTES_MAX as BODY_BYTES_MAX;

/// How long deliveries are remembered. A token is void after five minutes; the rest is for the
/// operator's eyes.
const KEPT: TimeDelta = TimeDelta::days(30);

/// What is kept of a type or a code: Plaid's longest has 32 characters.
const WORD_CHARS_MAX: usize = 64;

/// A webhook as it came.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The header `Plaid-Verification`, if there was exactly one.
    pub token: Option<&'a str>,
    /// The body, to the byte.
    pub body: &'a [u8],
}

/// Why a webhook is not taken.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// It is not Plaid's.
    #[error("The webhook is not Plaid's: {0}.")]
    NotPlaids(WebhookRefusal),
    /// It may be Plaid's, and can't be verified now.
    #[error("The webhook can't be verified at this moment.")]
    NotNow,
    /// Plaid has signed something that is no webhook.
    #[error("The body is no webhook.")]
    Malformed,
    /// Nobody's doing. Plaid sends it again.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Takes a webhook in. It is durable on return.
pub async fn receive(platform: &Arc<Platform>, delivery: Delivery<'_>) -> Result<(), WebhookError> {
    let now = platform.clock.now();
    let verified = platform.webhooks.verify(delivery.token, delivery.body, now).await;
    let verified = verified.map_err(|refusal| {
        tracing::warn!(%refusal, "a webhook was not taken");
        if refusal.is_temporary() { WebhookError::NotNow } else { WebhookError::NotPlaids(refusal) }
    });
    if !cfg!(feature = "sabotage-parse-first") {
        verified?;
    }
    let webhook = Webhook::parse(delivery.body).map_err(|_| WebhookError::Malformed)?;
    let tx = platform.db.begin_system_write().await?;
    let item = match webhook.item_id() {
        Some(id) => items::active_by_plaid_id(&tx, id).await?,
        None => None,
    };
    let outcome = outcome(&webhook, item.is_some());
    let Words { webhook_type, webhook_code } = Words::of(delivery.body);
    let record = webhook::ActiveModel {
        id: Set(platform.ids.new_uuid(now)),
        user_id: Set(item.as_ref().map(|item| item.user_id)),
        item_id: Set(item.as_ref().map(|item| item.id)),
        token_hash: Set(Sha256::digest(delivery.token.unwrap_or_default()).to_vec()),
        plaid_item_id: Set(webhook.item_id().map(shortened)),
        kind: Set(webhook_type.clone()),
        code: Set(webhook_code.clone()),
        outcome: Set(outcome),
        received_at: Set(now),
    };
    if !insert(&tx, record).await? {
        return Ok(());
    }
    let mut asked = None;
    if let Some(item) = item
        && outcome == WebhookOutcome::SyncAsked
    {
        note(&tx, &item, &webhook, now).await?;
        let trigger = SyncTrigger::Webhook;
        let job = items::ask_for_sync(&tx, platform, item.user_id, item.id, trigger).await?;
        asked = Some((item.user_id, job));
    }
    if let Webhook::LinkSessionFinished(told) = &webhook {
        asked = items::session_finished(&tx, platform, told).await?;
    }
    failpoint("webhook.before_commit")?;
    tx.commit().await.or_fault("committing a webhook")?;
    failpoint("webhook.after_commit")?;
    tracing::info!(
        webhook.r#type = webhook_type,
        webhook.code = webhook_code,
        ?outcome,
        "a webhook was taken"
    );
    if let Some((owner, job)) = asked {
        platform.events.publish(Event::JobChanged { owner, job });
        platform.wake.notify_one();
    }
    if matches!(webhook, Webhook::LinkSessionFinished(_)) {
        settle_soon(platform);
    }
    Ok(())
}

/// Plaid waits ten seconds for its answer, and an exchange may take longer. What isn't settled now the
/// schedule settles.
fn settle_soon(platform: &Arc<Platform>) {
    let platform = platform.clone();
    tokio::spawn(async move {
        let settled = platform.db.while_it_speaks(items::settle_attempts(&platform)).await;
        if let Err(fault) = settled.and_then(|settled| settled) {
            tracing::error!(fault = fault.story(), "a link could not be settled");
        }
    });
}

/// Forgets the deliveries that are old enough. Run by each instance's schedule.
pub async fn forget_old(platform: &Platform) -> Result<u64, Fault> {
    let before = platform.clock.now() - KEPT;
    let deleted = webhook::Entity::delete_many()
        .filter(Column::ReceivedAt.lt(before))
        .exec(&platform.db.system)
        .await
        .or_fault("forgetting old webhooks")?;
    Ok(deleted.rows_affected)
}

/// What a webhook leads to.
fn outcome(webhook: &Webhook, is_linked: bool) -> WebhookOutcome {
    let outcome = match webhook {
        Webhook::SyncUpdatesAvailable(_)
        | Webhook::ItemError(_)
        | Webhook::LoginRepaired(_)
        | Webhook::PendingExpiration(_)
        | Webhook::PendingDisconnect(_)
        | Webhook::UserPermissionRevoked(_)
        | Webhook::UserAccountRevoked(_)
        | Webhook::NewAccountsAvailable(_) => WebhookOutcome::SyncAsked,
        // The older way of following transactions. Plaid tells the same by SYNC_UPDATES_AVAILABLE.
        Webhook::InitialUpdate(_)
        | Webhook::HistoricalUpdate(_)
        | Webhook::DefaultUpdate(_)
        | Webhook::TransactionsRemoved(_)
        // Nothing here reads Plaid's recurring streams or account numbers, or moves money.
        | Webhook::RecurringTransactionsUpdate(_)
        | Webhook::AuthDefaultUpdate(_)
        | Webhook::AutomaticallyVerified(_)
        | Webhook::VerificationExpired(_)
        | Webhook::WebhookUpdateAcknowledged(_) => WebhookOutcome::Noted,
        // What comes of a session is the link's own business (`items::session_finished`).
        Webhook::LinkSessionFinished(_)
        | Webhook::LinkItemAddResult(_)
        | Webhook::LinkEvents(_)
        | Webhook::TransferEventsUpdate(_) => return WebhookOutcome::Noted,
        Webhook::Unknown { .. } => return WebhookOutcome::UnknownCode,
    };
    if is_linked { outcome } else { WebhookOutcome::UnknownItem }
}

/// Writes down what can be had nowhere else.
async fn note(
    tx: &impl ConnectionTrait,
    item: &Item,
    webhook: &Webhook,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    match webhook {
        Webhook::NewAccountsAvailable(_) => items::note_new_accounts(tx, item, now).await,
        Webhook::PendingDisconnect(told) => {
            // Plaid sends it a week ahead, and older ones without the day.
            let at = told.disconnect_time.unwrap_or(now + items::EXPIRY_NOTICE);
            items::note_end(tx, item, at).await
        }
        _ => Ok(()),
    }
}

/// False: this very delivery is recorded already.
async fn insert(tx: &impl ConnectionTrait, row: webhook::ActiveModel) -> Result<bool, Fault> {
    let written = webhook::Entity::insert(row)
        .on_conflict(OnConflict::column(Column::TokenHash).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_fault("recording a webhook")?;
    Ok(written == 1)
}

/// Type and code of a webhook, as they are recorded.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    webhook_type: String,
    webhook_code: String,
}

impl Words {
    fn of(body: &[u8]) -> Self {
        let Self { webhook_type, webhook_code } = serde_json::from_slice(body).unwrap_or_default();
        Self { webhook_type: shortened(&webhook_type), webhook_code: shortened(&webhook_code) }
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(WORD_CHARS_MAX).collect()
}
