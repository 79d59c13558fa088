//! Linking a bank: the token that opens Plaid Link, and what becomes of the one that Link returns.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::model::{ExchangeInput, ItemError, LinkToken, LinkTokenInput, Linked, SyncTrigger};
use super::plaid_words::item_error;
use super::{Item, ItemState, ItemStatus, store};
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId};
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;
use crate::platform::vault::Place;

/// Longest texts that are taken. Plaid's own tokens have about 50 characters, its ids 37.
const TOKEN_BYTES_MAX: usize = 512;
const ID_BYTES_MAX: usize = 128;
const ACCOUNTS_MAX: usize = 200;
const NAME_CHARS_MAX: usize = 200;
const KEY_BYTES_MAX: usize = 255;
const PRODUCTS_MAX: usize = 10;

/// How long a call waits for another one with the same key to store its item: three seconds, where
/// a commit takes milliseconds.
const CONCURRENT_LOOKS_MAX: u32 = 30;
const CONCURRENT_LOOK_EVERY: Duration = Duration::from_millis(100);

/// Asks Plaid for a token to open Link with: for a new bank, or in update mode for one that is linked.
pub async fn create_link_token(
    platform: &Platform,
    actor: &Actor,
    input: LinkTokenInput,
) -> Result<LinkToken, ItemError> {
    if input.products.as_ref().is_some_and(|list| list.is_empty() || list.len() > PRODUCTS_MAX) {
        return Err(ItemError::InvalidInput {
            field: "products",
            message: "Give one to ten products, or leave them out.",
        });
    }
    let request = if let Some(id) = input.item {
        let item = store::by_id(&platform.db.pool, actor.user, id).await?;
        let item = item.ok_or(ItemError::NotFound)?;
        let token = store::open_access_token(platform, &item)?;
        update_request(platform, actor, token, &input)
    } else {
        check_limit(platform, actor).await?;
        new_request(platform, actor, &input)
    };
    let made = platform.plaid.link_token_create(&request).await;
    let made = made.map_err(|error| item_error(&error))?;
    Ok(LinkToken {
        token: SecretString::from(made.link_token.expose()),
        expires_at: made.expiration,
        request_id: made.request_id,
        hosted_link_url: made.hosted_link_url,
    })
}

/// Turns the public token that Link gave into a linked item, and asks for its first sync.
///
/// Runs to its end even if the caller goes away: between Plaid's answer and the stored token there
/// must be nothing that a closed browser could interrupt.
pub async fn exchange_public_token(
    platform: Arc<Platform>,
    actor: Actor,
    input: ExchangeInput,
) -> Result<Linked, ItemError> {
    check_exchange(&input)?;
    let task = tokio::spawn(async move { exchange(&platform, &actor, input).await });
    task.await.or_fault("linking a bank")?
}

async fn exchange(
    platform: &Platform,
    actor: &Actor,
    input: ExchangeInput,
) -> Result<Linked, ItemError> {
    let hash = idempotency_hash(&input);
    if let Some(linked) = linked_before(platform, actor, &input, &hash).await? {
        return Ok(linked);
    }
    check_limit(platform, actor).await?;
    let request = plaid::PublicTokenExchangeRequest {
        public_token: plaid::PublicToken::from(input.public_token.clone()),
    };
    let exchanged = match platform.plaid.item_public_token_exchange(&request).await {
        Ok(exchanged) => exchanged,
        Err(error) => {
            let told = item_error(&error);
            if let ItemError::InvalidPublicToken = told
                && let Some(linked) = linked_meanwhile(platform, actor, &input, &hash).await?
            {
                return Ok(linked);
            }
            return Err(told);
        }
    };
    match store_linked(platform, actor, &input, hash, &exchanged).await {
        Ok(linked) => {
            tracing::info!(item.id = %linked.item.id, "a bank was linked");
            platform.events.publish(Event::JobChanged { owner: actor.user, job: linked.job });
            platform.wake.notify_one();
            Ok(linked)
        }
        Err(ItemError::DuplicateItem(item)) => Err(ItemError::DuplicateItem(item)),
        Err(error) => {
            give_back(platform, exchanged.access_token).await;
            Err(error)
        }
    }
}

/// The token and the wish for a sync, in one transaction.
async fn store_linked(
    platform: &Platform,
    actor: &Actor,
    input: &ExchangeInput,
    hash: Vec<u8>,
    exchanged: &plaid::PublicTokenExchangeResponse,
) -> Result<Linked, ItemError> {
    let now = platform.clock.now();
    let id = ItemId(platform.ids.new_uuid(now));
    let place = Place::AccessToken { owner: actor.user, item: id };
    let token = SecretString::from(exchanged.access_token.expose());
    let sealed = platform.vault.seal(place, &token)?;
    let tx = platform.db.begin_write().await?;
    if let Some(known) = store::by_plaid_id(&tx, actor.user, &exchanged.item_id).await? {
        return Err(ItemError::DuplicateItem(Box::new(known)));
    }
    let item = new_item(actor, input, now, NewItem { id, sealed, hash, exchanged })?;
    store::insert(&tx, item.clone()).await?;
    let job = store::ask_for_sync(&tx, platform, actor.user, id, SyncTrigger::Link).await?;
    tx.commit().await.or_fault("committing a link")?;
    Ok(Linked { item, job })
}

/// What a new item gets that its owner doesn't give.
struct NewItem<'a> {
    id: ItemId,
    sealed: Vec<u8>,
    hash: Vec<u8>,
    exchanged: &'a plaid::PublicTokenExchangeResponse,
}

fn new_item(
    actor: &Actor,
    input: &ExchangeInput,
    now: DateTime<Utc>,
    new: NewItem<'_>,
) -> Result<Item, Fault> {
    let selected = input.account_ids.as_ref().map(serde_json::to_string).transpose();
    Ok(Item {
        user_id: actor.user,
        id: new.id,
        plaid_item_id: new.exchanged.item_id.clone(),
        access_token: Some(new.sealed),
        institution_id: None,
        institution_name: input.institution_name.clone(),
        state: ItemState::Active,
        status: ItemStatus::AwaitingFirstData,
        status_reason: Some("The bank's data is being fetched for the first time.".into()),
        selected_accounts: selected.or_fault("writing the chosen accounts")?,
        idempotency_key: input.idempotency_key.clone(),
        idempotency_hash: input.idempotency_key.as_ref().map(|_| new.hash),
        cursor: None,
        last_synced_at: None,
        created_at: now,
        removed_at: None,
        new_accounts_at: None,
        ends_at: None,
        bank_read_at: None,
        refreshed_at: None,
        excluded_accounts: None,
    })
}

/// The item of an earlier call with the same key.
async fn linked_before(
    platform: &Platform,
    actor: &Actor,
    input: &ExchangeInput,
    hash: &[u8],
) -> Result<Option<Linked>, ItemError> {
    let Some(key) = &input.idempotency_key else {
        return Ok(None);
    };
    let db = &platform.db.pool;
    let Some(item) = store::by_idempotency_key(db, actor.user, key).await? else {
        return Ok(None);
    };
    if item.idempotency_hash.as_deref() != Some(hash) {
        return Err(ItemError::IdempotencyMismatch);
    }
    let job: Option<JobId> = store::job_of(db, actor.user, item.id).await?;
    let job = job.or_fault("looking up the first sync of an item")?;
    Ok(Some(Linked { item, job }))
}

/// The item of a concurrent call with the same key, which has used the token up and is about to
/// store what it got for it.
async fn linked_meanwhile(
    platform: &Platform,
    actor: &Actor,
    input: &ExchangeInput,
    hash: &[u8],
) -> Result<Option<Linked>, ItemError> {
    let mut looks = tokio::time::interval(CONCURRENT_LOOK_EVERY);
    for _ in 0..CONCURRENT_LOOKS_MAX {
        looks.tick().await;
        let linked = linked_before(platform, actor, input, hash).await?;
        if linked.is_some() || input.idempotency_key.is_none() {
            return Ok(linked);
        }
    }
    Ok(None)
}

/// An item that could not be stored must not live on at Plaid, billed and unreachable.
async fn give_back(platform: &Platform, access_token: plaid::AccessToken) {
    let request = plaid::ItemRemoveRequest { access_token };
    match platform.plaid.item_remove(&request).await {
        Ok(_) => tracing::warn!("a link could not be stored and was removed at Plaid again"),
        Err(error) => tracing::error!(%error, "a link could not be stored and lives on at Plaid"),
    }
}

async fn check_limit(platform: &Platform, actor: &Actor) -> Result<(), ItemError> {
    let Some(limit) = platform.config.item_limit else {
        return Ok(());
    };
    if store::count(&platform.db.pool, actor.user).await? >= u64::from(limit) {
        return Err(ItemError::ItemLimitReached);
    }
    Ok(())
}

fn check_exchange(input: &ExchangeInput) -> Result<(), ItemError> {
    let token = input.public_token.expose_secret();
    if token.trim().is_empty() {
        return Err(ItemError::PublicTokenRequired);
    }
    if token.len() > TOKEN_BYTES_MAX {
        return Err(ItemError::InvalidPublicToken);
    }
    if let Some(ids) = &input.account_ids {
        if ids.is_empty() {
            return Err(ItemError::AccountRequired);
        }
        let wrong = |id: &String| id.is_empty() || id.len() > ID_BYTES_MAX;
        if ids.len() > ACCOUNTS_MAX || ids.iter().any(wrong) {
            return Err(ItemError::InvalidInput {
                field: "accountIds",
                message: "Give up to 200 account ids, as Plaid Link returns them.",
            });
        }
    }
    if input.institution_name.as_ref().is_some_and(|name| name.chars().count() > NAME_CHARS_MAX) {
        return Err(ItemError::InvalidInput {
            field: "institutionName",
            message: "An institution's name has at most 200 characters.",
        });
    }
    if let Some(key) = &input.idempotency_key
        && !(1..=KEY_BYTES_MAX).contains(&key.len())
    {
        return Err(ItemError::InvalidInput {
            field: "idempotencyKey",
            message: "An idempotency key has 1 to 255 characters.",
        });
    }
    Ok(())
}

fn idempotency_hash(input: &ExchangeInput) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(input.public_token.expose_secret());
    for id in input.account_ids.iter().flatten() {
        hash.update([0]);
        hash.update(id);
    }
    hash.finalize().to_vec()
}

fn new_request(
    platform: &Platform,
    actor: &Actor,
    input: &LinkTokenInput,
) -> plaid::LinkTokenCreateRequest {
    let settings = &platform.config.link;
    let products = input.products.clone().unwrap_or_else(|| settings.products.clone());
    let optional =
        settings.optional_products.iter().filter(|product| !products.contains(product)).cloned();
    plaid::LinkTokenCreateRequest {
        optional_products: Some(optional.collect::<Vec<_>>()).filter(|list| !list.is_empty()),
        products: Some(products),
        webhook: settings.webhook_url.as_ref().map(ToString::to_string),
        transactions: Some(plaid::LinkTokenTransactions {
            days_requested: Some(u32::from(settings.days_requested)),
        }),
        ..common_request(platform, actor, input)
    }
}

/// In update mode Plaid wants the access token and no products; the webhook stays what it was.
fn update_request(
    platform: &Platform,
    actor: &Actor,
    access_token: plaid::AccessToken,
    input: &LinkTokenInput,
) -> plaid::LinkTokenCreateRequest {
    plaid::LinkTokenCreateRequest {
        access_token: Some(access_token),
        update: input
            .account_selection
            .then_some(plaid::LinkTokenUpdate { account_selection_enabled: Some(true) }),
        ..common_request(platform, actor, input)
    }
}

fn common_request(
    platform: &Platform,
    actor: &Actor,
    input: &LinkTokenInput,
) -> plaid::LinkTokenCreateRequest {
    let settings = &platform.config.link;
    plaid::LinkTokenCreateRequest {
        redirect_uri: settings.redirect_uri.as_ref().map(ToString::to_string),
        hosted_link: input.hosted.then(plaid::HostedLink::default),
        ..plaid::LinkTokenCreateRequest::new(
            settings.client_name.clone(),
            settings.language.clone(),
            settings.country_codes.clone(),
            // Plaid wants an opaque id here, no name and no address.
            actor.user.to_string(),
        )
    }
}
