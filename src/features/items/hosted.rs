//! Pages of Link that Plaid hosts: their public tokens come by webhook, because no page of ours is
//! open that Link could give them to.

use sea_orm::DatabaseTransaction;

use super::exchange::new_attempt;
use super::link_token::token_hash;
use super::model::{ExchangeInput, SyncTrigger};
use super::{link_store, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{JobId, UserId};
use crate::kernel::secret::SecretString;
use crate::platform::Platform;

/// A session of Link is over. A page that has linked banks leaves an attempt for each, to be taken
/// up after the commit; one that has mended an item leads to a sync, which is given with its owner.
pub async fn session_finished(
    tx: &DatabaseTransaction,
    platform: &Platform,
    told: &plaid::LinkSessionFinishedWebhook,
) -> Result<Option<(UserId, JobId)>, Fault> {
    let now = platform.clock.now();
    let named = token_hash(told.link_token.expose());
    // A browser of ours exchanges by itself, and its tokens stay until it does.
    let Some(token) = link_store::use_up_hosted(tx, named, now).await? else { return Ok(None) };
    if told.status != plaid::LinkSessionStatus::Success {
        return Ok(None);
    }
    let owner = token.user_id;
    if let Some(item) = token.item_id {
        if store::by_id(tx, owner, item).await?.is_none() {
            return Ok(None);
        }
        let job = store::ask_for_sync(tx, platform, owner, item, SyncTrigger::Webhook).await?;
        return Ok(Some((owner, job)));
    }
    let only = told.public_token.iter().filter(|_| told.public_tokens.is_empty());
    for public_token in told.public_tokens.iter().chain(only) {
        let input = ExchangeInput {
            public_token: SecretString::from(public_token.expose()),
            account_ids: None,
            institution_id: None,
            institution_name: None,
            idempotency_key: None,
            allow_duplicate: false,
        };
        let attempt = new_attempt(platform, owner, &input)?;
        link_store::insert_attempt(tx, owner, now, attempt).await?;
    }
    Ok(None)
}
