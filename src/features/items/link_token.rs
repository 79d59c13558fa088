//! The tokens that open Plaid Link: for a new bank, in update mode for one that is linked, and for a
//! page that Plaid hosts.
//!
//! A token that nobody has used is given again while it is good for a while, so that a page that is
//! opened often costs Plaid no calls. When Link has ended with one, it is never given again: after
//! an exchange none of the owner's is, because nobody says which of them Link was opened with.

use chrono::{SubsecRound as _, TimeDelta};
use sea_orm::Set;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::link_store::{self, Wanted};
use super::model::{ItemError, LinkToken, LinkTokenInput};
use super::plaid_words::item_error;
use super::{Item, exchange, store};
use crate::entities::link_token;
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;
use crate::platform::vault::Place;

const PRODUCTS_MAX: usize = 10;

/// How long a token that is given again must still be good: a person takes minutes to link a bank.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(15);

/// A token that opens Link: one of before, if it may be, or a new one of Plaid's.
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
        let item = store::by_id(&platform.db.of(actor.user), actor.user, id).await?;
        let item = item.ok_or(ItemError::NotFound)?;
        let token = store::open_access_token(platform, &item)?;
        update_request(platform, actor, token, &input)
    } else {
        exchange::check_limit(platform, actor.user).await?;
        new_request(platform, actor, &input)
    };
    let request_hash = request_hash(&input, &request)?;
    if input.use_cache
        && let Some(kept) = find(platform, actor, &request_hash).await?
    {
        return Ok(kept);
    }
    let made = platform.plaid.link_token_create(&request).await;
    let made = made.map_err(|error| item_error(&error))?;
    let token = LinkToken {
        token: SecretString::from(made.link_token.expose()),
        expires_at: made.expiration,
        request_id: made.request_id,
        hosted_link_url: made.hosted_link_url,
    };
    keep(platform, actor, &input, request_hash, &token).await?;
    Ok(token)
}

/// Whether the item's owner has gone through update mode since the last sync, by Plaid's word. Asked
/// only where something hangs on it: Plaid fires no webhook for one's own update mode. Nothing worse
/// than a notice that stays comes of not knowing, so that it fails alone.
pub async fn was_mended(platform: &Platform, item: &Item) -> Result<bool, Fault> {
    if item.ends_at.is_none() && item.new_accounts_at.is_none() {
        return Ok(false);
    }
    let now = platform.clock.now();
    let db = platform.db.of(item.user_id);
    let tokens = link_store::of_item(&db, item.user_id, item.id, now).await?;
    for row in tokens {
        let link_token = plaid::LinkToken::from(SecretString::from(open(platform, &row)?.token));
        let told = platform.plaid.link_token_get(&plaid::LinkTokenGetRequest { link_token }).await;
        match told {
            Ok(told) => {
                // Plaid's moments here are whole seconds.
                let last = item.last_synced_at.map(|last| last.trunc_subsecs(0));
                let is_news = |at| last.is_none_or(|last| at >= last);
                let went_well = |session: &plaid::LinkSession| {
                    session.exit.is_none() && session.finished_at.is_some_and(is_news)
                };
                if told.link_sessions.iter().any(went_well) {
                    return Ok(true);
                }
            }
            Err(error) => tracing::warn!(%error, "Plaid did not tell what came of a link token"),
        }
    }
    Ok(false)
}

/// What is sealed of a token.
#[derive(Serialize, Deserialize)]
struct Sealed {
    token: String,
    hosted_link_url: Option<String>,
}

async fn find(
    platform: &Platform,
    actor: &Actor,
    request_hash: &[u8],
) -> Result<Option<LinkToken>, Fault> {
    let good_until = platform.clock.now() + GOOD_FOR;
    let wanted = Wanted { owner: actor.user, request_hash, good_until };
    let Some(row) = link_store::unused(&platform.db.of(actor.user), wanted).await? else {
        return Ok(None);
    };
    let sealed = open(platform, &row)?;
    Ok(Some(LinkToken {
        token: sealed.token.into(),
        expires_at: row.expires_at,
        request_id: row.plaid_request_id,
        hosted_link_url: sealed.hosted_link_url,
    }))
}

fn open(platform: &Platform, row: &link_token::Model) -> Result<Sealed, Fault> {
    let place = Place::LinkToken { owner: row.user_id, row: row.id };
    let opened = platform.vault.open_sealed(place, &row.sealed)?;
    serde_json::from_str(opened.expose_secret()).or_fault("reading a kept link token")
}

/// Each token is kept, also one that is never given again: Plaid names it when a hosted page ends.
async fn keep(
    platform: &Platform,
    actor: &Actor,
    input: &LinkTokenInput,
    request_hash: Vec<u8>,
    made: &LinkToken,
) -> Result<(), Fault> {
    let now = platform.clock.now();
    let id = platform.ids.new_uuid(now);
    let place = Place::LinkToken { owner: actor.user, row: id };
    let sealed = Sealed {
        token: made.token.expose_secret().to_owned(),
        hosted_link_url: made.hosted_link_url.clone(),
    };
    let sealed = serde_json::to_string(&sealed).or_fault("writing a link token")?;
    let row = link_token::ActiveModel {
        user_id: Set(actor.user),
        id: Set(id),
        item_id: Set(input.item),
        request_hash: Set(request_hash),
        token_hash: Set(token_hash(made.token.expose_secret())),
        sealed: Set(platform.vault.seal(place, &SecretString::from(sealed))?),
        plaid_request_id: Set(made.request_id.clone()),
        hosted: Set(input.hosted),
        created_at: Set(now),
        expires_at: Set(made.expires_at),
        used_at: Set(None),
    };
    link_store::insert_token(&platform.db.of(actor.user), row).await
}

/// What a token is found by when Plaid names it.
pub(super) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Equal wishes have equal hashes; a change of the server's settings is another wish.
fn request_hash(
    input: &LinkTokenInput,
    request: &plaid::LinkTokenCreateRequest,
) -> Result<Vec<u8>, Fault> {
    let request = serde_json::to_vec(request).or_fault("writing a request for a link token")?;
    let item = input.item.map(|id| id.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [item.as_bytes(), &[0], &request] {
        hash.update(part);
    }
    Ok(hash.finalize().to_vec())
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
