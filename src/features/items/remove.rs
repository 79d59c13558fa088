//! Removing an item: gone for its owner at once, told to Plaid by a durable job.

use std::time::Duration;

use async_trait::async_trait;
use jobs::{Claim, Ending, Finished, Handler, NewJob, Setback};
use plaid::ErrorClass;

use super::model::{ItemError, named};
use super::plaid_words::job_failure;
use super::setback::{setback, setback_of_end};
use super::{Item, SYNC_JOB, store};
use crate::features::accounts::{self, Holder};
use crate::features::audit::{self, Entry, Kind};
use crate::features::transactions::{self, Bank};
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;
use crate::kernel::fault::OrFault as _;
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::sight::Sight;
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

/// The kind of the jobs that tell Plaid of a removal.
pub const REMOVE_JOB: &str = "remove_item";

/// Pause after a 429 that names none.
const AFTER_RATE_LIMIT: Duration = Duration::from_mins(1);

/// Takes an item and its data out of its owner's sight. A sync that runs is fenced off: it will find
/// that its job was canceled, and write nothing. The owner's own words are kept for when the bank is
/// linked again.
pub async fn remove(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    id: ItemId,
) -> Result<Item, ItemError> {
    let now = platform.clock.now();
    let tx = platform.db.begin_write(actor.user).await?;
    // The job's row is locked before the item's, as a sync that is being applied does it.
    let canceled = jobs::cancel(&tx, actor.user.0, SYNC_JOB, id.0, now).await;
    let canceled = canceled.or_fault("canceling the sync of a removed item")?;
    let item = store::lock_active(&tx, actor.user, id).await?.ok_or(ItemError::NotFound)?;
    store::set_removing(&tx, &item, now).await?;
    let accounts = accounts::of_item(&tx, actor.user, id).await?;
    let bank = Bank { institution_id: item.institution_id.as_deref(), accounts: &accounts };
    let holder = Holder { owner: actor.user, item: id, now };
    transactions::keep_words(&tx, holder, bank, &platform.ids).await?;
    accounts::delete_of_item(&tx, actor.user, id).await?;
    if let Some(job) = &canceled {
        store::delete_staged(&tx, actor.user, JobId(job.id)).await?;
    }
    let new = NewJob {
        owner: actor.user.0,
        id: platform.ids.new_uuid(now),
        kind: REMOVE_JOB,
        subject: id.0,
        cause: "owner".to_owned(),
    };
    jobs::enqueue(&tx, new, now).await.or_fault("asking for a removal at Plaid")?;
    let removed = Entry {
        owner: actor.user,
        at: now,
        actor: actor.credential.into(),
        origin: origin.clone(),
        kind: Kind::ItemRemoved,
        subject: Some(named(&item)),
    };
    audit::record(&tx, &platform.ids, removed).await?;
    failpoint("removal.before_commit")?;
    tx.commit().await.or_fault("committing a removal")?;
    failpoint("removal.after_commit")?;
    tracing::info!(item.id = %id, "an item was removed");
    if let Some(job) = canceled {
        platform.events.publish(Event::JobChanged { owner: actor.user, job: JobId(job.id) });
    }
    platform.wake.notify_one();
    let removed = store::by_ids(&platform.db.of(actor.user), actor.sight(), &[id]).await?.pop();
    Ok(removed.or_fault("loading a removed item")?)
}

/// Tells Plaid, and forgets the token once Plaid has confirmed.
pub struct RemoveHandler;

#[async_trait]
impl Handler<Platform> for RemoveHandler {
    fn kind(&self) -> &'static str {
        REMOVE_JOB
    }

    async fn run(&self, platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
        let owner = UserId(claim.job.owner);
        let id = ItemId(claim.job.subject);
        let found = store::by_ids(&platform.db.of(owner), Sight::whole(owner), &[id])
            .await
            .map_err(setback)?
            .pop();
        if let Some(item) = found.filter(|item| item.access_token.is_some()) {
            failpoint("removal.before_plaid").map_err(setback)?;
            tell_plaid(platform, &item).await?;
            failpoint("removal.after_plaid").map_err(setback)?;
        }
        let now = platform.clock.now();
        let tx = platform.db.begin_write(owner).await.map_err(setback)?;
        let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
        store::set_removed(&tx, owner, id).await.map_err(setback)?;
        let follow_up = platform.ids.new_uuid(now);
        let progress = &claim.job.progress;
        let finished = jobs::finish(&tx, claim, Ending::Succeeded, progress, now, follow_up).await;
        let finished = finished.map_err(setback_of_end)?;
        failpoint("removal.before_end").map_err(setback)?;
        tx.commit().await.or_fault("committing the end of a removal").map_err(setback)?;
        failpoint("removal.after_end").map_err(setback)?;
        Ok(finished)
    }
}

/// An item that Plaid no longer knows is as good as removed.
async fn tell_plaid(platform: &Platform, item: &Item) -> Result<(), Setback> {
    let access_token = store::open_access_token(platform, item).map_err(setback)?;
    let request = plaid::ItemRemoveRequest { access_token };
    let Err(error) = platform.plaid.item_remove(&request).await else { return Ok(()) };
    match error.class() {
        ErrorClass::ItemGone => Ok(()),
        ErrorClass::RateLimited { retry_after } => Err(Setback::Wait {
            after: retry_after.unwrap_or(AFTER_RATE_LIMIT),
            failure: Some(job_failure(&error)),
        }),
        _ => Err(Setback::Retry(job_failure(&error))),
    }
}
