//! Linking a bank: what becomes of the public token that Link gives.
//!
//! The intent is written down before Plaid is asked, because an exchange can't be undone or repeated:
//! a server that dies between Plaid's answer and the stored item finds the attempt at its next start
//! and asks again. Where Plaid says then that the token was used, the item is at Plaid and nobody
//! holds it: the attempt is lost, and the log and `florin doctor` say so. At most one item is lost
//! by a crash, and none silently.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::link_store::{self, Ended, NewAttempt};
use super::model::{
    ExchangeInput, ItemError, Linked, SyncTrigger, check_exchange, idempotency_hash, named,
};
use super::plaid_words::item_error;
use super::{Item, ItemState, ItemStatus, store};
use crate::entities::link_attempt::{self, AttemptState};
use crate::features::audit::{self, Entry, Kind};
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::secret::SecretString;
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;
use crate::platform::vault::Place;

/// How long a call waits for a concurrent one with its key: a commit takes milliseconds.
const CONCURRENT_LOOKS_MAX: u32 = 30;
const CONCURRENT_LOOK_EVERY: Duration = Duration::from_millis(100);

/// Leases of a job that an attempt belongs to whoever has asked Plaid last: two minutes, unless the
/// setting is changed, which is longer than a call can take.
const ATTEMPT_HELD_LEASES: u32 = 4;
/// How long attempts that have ended are kept.
const ENDED_KEPT: TimeDelta = TimeDelta::days(30);
/// Attempts that are settled in one run of the schedule.
const SETTLED_MAX: u64 = 100;

/// Turns the public token that Link gave into a linked item, and asks for its first sync.
///
/// Runs to its end even if the caller goes away: between Plaid's answer and the stored token there
/// must be nothing that a closed browser could interrupt.
pub async fn exchange_public_token(
    platform: Arc<Platform>,
    actor: Actor,
    origin: Origin,
    input: ExchangeInput,
) -> Result<Linked, ItemError> {
    check_exchange(&input)?;
    let by = By { actor: actor.credential.into(), origin };
    let task = tokio::spawn(async move {
        // What it leaves behind then is settled as if the process had ended.
        platform.db.while_it_speaks(exchange(&platform, actor.user, &by, input)).await
    });
    task.await.or_fault("linking a bank")??
}

/// Who links, and from where.
struct By {
    actor: audit::Actor,
    origin: Origin,
}

async fn exchange(
    platform: &Platform,
    owner: UserId,
    by: &By,
    input: ExchangeInput,
) -> Result<Linked, ItemError> {
    let hash = idempotency_hash(&input);
    if let Some(linked) = linked_before(platform, owner, &input, &hash).await? {
        return Ok(linked);
    }
    check_wanted(platform, owner, &input).await?;
    let attempt = begin_attempt(platform, owner, &input).await?;
    failpoint("link.after_intent")?;
    match settle(platform, by, &attempt, &input).await {
        Err(ItemError::InvalidPublicToken) => {
            let linked = linked_meanwhile(platform, owner, &input, &hash).await?;
            linked.ok_or(ItemError::InvalidPublicToken)
        }
        settled => settled,
    }
}

/// Takes up the attempts that nobody works on: those of a server that died, and those that a hosted
/// page of Plaid's has brought. Run by each instance's schedule.
pub async fn settle_attempts(platform: &Platform) -> Result<u64, Fault> {
    let mut linked = 0;
    let by = By { actor: audit::Actor::Server, origin: Origin::default() };
    for _ in 0..SETTLED_MAX {
        let now = platform.clock.now();
        let Some(attempt) =
            link_store::take_attempt(&platform.db, now, now - held(platform)).await?
        else {
            break;
        };
        let input = read_input(platform, &attempt)?;
        let settled = match check_wanted(platform, attempt.user_id, &input).await {
            Ok(()) => settle(platform, &by, &attempt, &input).await,
            Err(ItemError::Fault(fault)) => return Err(fault),
            Err(unwanted) => {
                end(platform, &attempt, Ended::refused(None)).await?;
                Err(unwanted)
            }
        };
        match settled {
            Ok(_) => linked += 1,
            Err(ItemError::Fault(fault)) => return Err(fault),
            Err(error) => {
                tracing::warn!(attempt.id = %attempt.id, %error, "a link did not come about");
            }
        }
    }
    Ok(linked)
}

fn held(platform: &Platform) -> TimeDelta {
    let held = platform.config.job_lease.saturating_mul(ATTEMPT_HELD_LEASES);
    TimeDelta::from_std(held).unwrap_or(TimeDelta::MAX)
}

/// Forgets tokens that have run out and attempts that ended long ago. Run by each instance's
/// schedule.
pub async fn forget_old_links(platform: &Platform) -> Result<u64, Fault> {
    let now = platform.clock.now();
    link_store::forget_links(&platform.db.system, now, now - ENDED_KEPT).await
}

/// Writes the intent down, and takes the tokens that open Link out of use.
async fn begin_attempt(
    platform: &Platform,
    owner: UserId,
    input: &ExchangeInput,
) -> Result<link_attempt::Model, ItemError> {
    let now = platform.clock.now();
    let tx = platform.db.begin_write(owner).await?;
    let attempt = new_attempt(platform, owner, input)?;
    let new = NewAttempt { asked_at: Some(now), ..attempt };
    let attempt = link_store::insert_attempt(&tx, owner, now, new).await?;
    link_store::use_up_tokens(&tx, owner, now).await?;
    tx.commit().await.or_fault("committing an intent to link")?;
    Ok(attempt)
}

/// An attempt that somebody is to take up, with its token sealed.
pub(super) fn new_attempt(
    platform: &Platform,
    owner: UserId,
    input: &ExchangeInput,
) -> Result<NewAttempt, Fault> {
    let id = platform.ids.new_uuid(platform.clock.now());
    let place = Place::PublicToken { owner, row: id };
    let rest = KeptInput {
        account_ids: input.account_ids.clone(),
        institution_id: input.institution_id.clone(),
        institution_name: input.institution_name.clone(),
        idempotency_key: input.idempotency_key.clone(),
        allow_duplicate: input.allow_duplicate,
    };
    Ok(NewAttempt {
        id,
        public_token: platform.vault.seal(place, &input.public_token)?,
        input: serde_json::to_string(&rest).or_fault("writing an intent to link")?,
        asked_at: None,
    })
}

/// What is kept of an exchange beside its token.
#[derive(Serialize, Deserialize)]
struct KeptInput {
    account_ids: Option<Vec<String>>,
    institution_id: Option<String>,
    institution_name: Option<String>,
    idempotency_key: Option<String>,
    allow_duplicate: bool,
}

fn read_input(platform: &Platform, attempt: &link_attempt::Model) -> Result<ExchangeInput, Fault> {
    let place = Place::PublicToken { owner: attempt.user_id, row: attempt.id };
    let sealed = attempt.public_token.as_deref().or_fault("opening the token of an ended link")?;
    let kept: KeptInput =
        serde_json::from_str(&attempt.input).or_fault("reading an intent to link")?;
    Ok(ExchangeInput {
        public_token: platform.vault.open_sealed(place, sealed)?,
        account_ids: kept.account_ids,
        institution_id: kept.institution_id,
        institution_name: kept.institution_name,
        idempotency_key: kept.idempotency_key,
        allow_duplicate: kept.allow_duplicate,
    })
}

/// Exchanges the token and stores the item. The attempt has ended on return, unless nobody can say
/// what became of the call.
async fn settle(
    platform: &Platform,
    by: &By,
    attempt: &link_attempt::Model,
    input: &ExchangeInput,
) -> Result<Linked, ItemError> {
    let owner = attempt.user_id;
    let request = plaid::PublicTokenExchangeRequest {
        public_token: plaid::PublicToken::from(input.public_token.clone()),
    };
    let exchanged = match platform.plaid.item_public_token_exchange(&request).await {
        Ok(exchanged) => exchanged,
        Err(error) => {
            end_without_item(platform, attempt, &error).await?;
            return Err(item_error(&error));
        }
    };
    let stored = match store_linked(platform, by, (attempt, input), &exchanged).await {
        Err(ItemError::Fault(fault)) => look_again(platform, attempt, &exchanged, fault).await?,
        stored => stored,
    };
    match stored {
        Ok(linked) => {
            tracing::info!(item.id = %linked.item.id, "a bank was linked");
            platform.events.publish(Event::JobChanged { owner, job: linked.job });
            platform.wake.notify_one();
            Ok(linked)
        }
        // Plaid gave the item that is linked already: it isn't to be removed.
        Err(ItemError::DuplicateItem(known)) if known.plaid_item_id == exchanged.item_id => {
            end(platform, attempt, Ended::refused(None)).await?;
            Err(ItemError::DuplicateItem(known))
        }
        Err(error) => {
            give_back(platform, exchanged.access_token).await;
            end(platform, attempt, Ended::refused(None)).await?;
            Err(error)
        }
    }
}

/// A commit whose answer was lost may have taken effect, and what is stored isn't to be given back.
/// Where nobody can look, the outer fault leaves the attempt as it is.
async fn look_again(
    platform: &Platform,
    attempt: &link_attempt::Model,
    exchanged: &plaid::PublicTokenExchangeResponse,
    fault: Fault,
) -> Result<Result<Linked, ItemError>, Fault> {
    let owner = attempt.user_id;
    let db = &platform.db.of(owner);
    let found = store::by_plaid_id(db, owner, &exchanged.item_id).await?;
    let Some(item) = found else { return Ok(Err(fault.into())) };
    if item.created_at < attempt.created_at {
        return Ok(Err(ItemError::DuplicateItem(Box::new(item))));
    }
    tracing::warn!(fault = fault.story(), item.id = %item.id, "a link was stored all the same");
    let job = store::job_of(db, owner, item.id).await?;
    Ok(Ok(Linked { item, job: job.or_fault("looking up the first sync of an item")? }))
}

/// Whether another item is wanted at all. Asked before the exchange, which can't be undone.
async fn check_wanted(
    platform: &Platform,
    owner: UserId,
    input: &ExchangeInput,
) -> Result<(), ItemError> {
    check_limit(platform, owner).await?;
    check_duplicate(&platform.db.of(owner), owner, input).await
}

/// The same bank twice doubles every balance. Its owner may still want that: two people of one
/// household have a login each.
async fn check_duplicate(
    db: &impl sea_orm::ConnectionTrait,
    owner: UserId,
    input: &ExchangeInput,
) -> Result<(), ItemError> {
    let Some(institution_id) = input.institution_id.as_deref().filter(|_| !input.allow_duplicate)
    else {
        return Ok(());
    };
    match store::living_at(db, owner, institution_id).await? {
        Some(known) => Err(ItemError::DuplicateItem(Box::new(known))),
        None => Ok(()),
    }
}

/// What an exchange that gave no item means for its attempt.
async fn end_without_item(
    platform: &Platform,
    attempt: &link_attempt::Model,
    error: &plaid::Error,
) -> Result<(), Fault> {
    let code = error.error_code().map(ToOwned::to_owned);
    let was_asked_before =
        attempt.asked_at.is_some_and(|at| at < platform.clock.now() - held(platform));
    match error {
        plaid::Error::Api(told)
            if told.error_code == "INVALID_PUBLIC_TOKEN" && was_asked_before =>
        {
            tracing::error!(
                attempt.id = %attempt.id,
                owner.id = %attempt.user_id,
                "a link is lost: its token was used and the answer never came; \
                 at Plaid there may be an item that nobody holds"
            );
            end(platform, attempt, Ended { state: AttemptState::Lost, code }).await
        }
        // Plaid has said no, or has seen nothing: there is no item.
        plaid::Error::Api(_)
        | plaid::Error::Withheld { .. }
        | plaid::Error::Transport { kind: plaid::TransportKind::Connect, .. } => {
            end(platform, attempt, Ended::refused(code)).await
        }
        // Plaid may have acted. The attempt stays, and is taken up again.
        _ => Ok(()),
    }
}

async fn end(
    platform: &Platform,
    attempt: &link_attempt::Model,
    ended: Ended,
) -> Result<(), Fault> {
    let db = platform.db.of(attempt.user_id);
    link_store::end_attempt(&db, attempt, ended, platform.clock.now()).await
}

/// The token, the wish for a sync and the end of the attempt, in one transaction.
async fn store_linked(
    platform: &Platform,
    by: &By,
    (attempt, input): (&link_attempt::Model, &ExchangeInput),
    exchanged: &plaid::PublicTokenExchangeResponse,
) -> Result<Linked, ItemError> {
    failpoint("link.after_exchange")?;
    let owner = attempt.user_id;
    let now = platform.clock.now();
    let id = ItemId(platform.ids.new_uuid(now));
    let place = Place::AccessToken { owner, item: id };
    let token = SecretString::from(exchanged.access_token.expose());
    let sealed = platform.vault.seal(place, &token)?;
    let tx = platform.db.begin_write(owner).await?;
    if let Some(known) = store::by_plaid_id(&tx, owner, &exchanged.item_id).await? {
        return Err(ItemError::DuplicateItem(Box::new(known)));
    }
    check_duplicate(&tx, owner, input).await?;
    let item = new_item(owner, input, now, NewItem { id, sealed, exchanged })?;
    store::insert(&tx, item.clone()).await?;
    let job = store::ask_for_sync(&tx, platform, owner, id, SyncTrigger::Link).await?;
    link_store::note_linked(&tx, attempt, id, now).await?;
    let linked = Entry {
        owner,
        at: now,
        actor: by.actor,
        origin: by.origin.clone(),
        kind: Kind::ItemLinked,
        subject: Some(named(&item)),
    };
    audit::record(&tx, &platform.ids, linked).await?;
    failpoint("link.before_commit")?;
    tx.commit().await.or_fault("committing a link")?;
    failpoint("link.after_commit")?;
    Ok(Linked { item, job })
}

/// What a new item gets that its owner doesn't give.
struct NewItem<'a> {
    id: ItemId,
    sealed: Vec<u8>,
    exchanged: &'a plaid::PublicTokenExchangeResponse,
}

fn new_item(
    owner: UserId,
    input: &ExchangeInput,
    now: DateTime<Utc>,
    new: NewItem<'_>,
) -> Result<Item, Fault> {
    let selected = input.account_ids.as_ref().map(serde_json::to_string).transpose();
    Ok(Item {
        user_id: owner,
        id: new.id,
        plaid_item_id: new.exchanged.item_id.clone(),
        access_token: Some(new.sealed),
        institution_id: input.institution_id.clone(),
        institution_name: input.institution_name.clone(),
        state: ItemState::Active,
        status: ItemStatus::AwaitingFirstData,
        status_reason: Some("The bank's data is being fetched for the first time.".into()),
        selected_accounts: selected.or_fault("writing the chosen accounts")?,
        idempotency_key: input.idempotency_key.clone(),
        idempotency_hash: input.idempotency_key.as_ref().map(|_| idempotency_hash(input)),
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
    owner: UserId,
    input: &ExchangeInput,
    hash: &[u8],
) -> Result<Option<Linked>, ItemError> {
    let Some(key) = &input.idempotency_key else {
        return Ok(None);
    };
    let db = &platform.db.of(owner);
    let Some(item) = store::by_idempotency_key(db, owner, key).await? else {
        return Ok(None);
    };
    if item.idempotency_hash.as_deref() != Some(hash) {
        return Err(ItemError::IdempotencyMismatch);
    }
    let job: Option<JobId> = store::job_of(db, owner, item.id).await?;
    let job = job.or_fault("looking up the first sync of an item")?;
    Ok(Some(Linked { item, job }))
}

/// The item of a concurrent call with the same key, which has used the token up and is about to
/// store what it got for it.
async fn linked_meanwhile(
    platform: &Platform,
    owner: UserId,
    input: &ExchangeInput,
    hash: &[u8],
) -> Result<Option<Linked>, ItemError> {
    let mut looks = tokio::time::interval(CONCURRENT_LOOK_EVERY);
    for _ in 0..CONCURRENT_LOOKS_MAX {
        looks.tick().await;
        let linked = linked_before(platform, owner, input, hash).await?;
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

/// Whether the owner may link another bank.
pub(super) async fn check_limit(platform: &Platform, owner: UserId) -> Result<(), ItemError> {
    let Some(limit) = platform.config.item_limit else {
        return Ok(());
    };
    if store::count(&platform.db.of(owner), owner).await? >= u64::from(limit) {
        return Err(ItemError::ItemLimitReached);
    }
    Ok(())
}
