//! The job that deletes an account.

use std::time::Duration;

use async_trait::async_trait;
use jobs::{Claim, Ending, Finished, Handler, NewJob, Setback};

use super::store;
use crate::entities::item::ItemState;
use crate::features::identity;
use crate::features::items::{self, ItemError, REMOVE_JOB, setback, setback_of_end};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

/// The kind of the jobs that delete an account.
pub const DELETE_JOB: &str = "delete_account";

/// Pause between two looks whether Plaid has confirmed every removal.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Removes every bank, and erases the account once Plaid has confirmed.
pub struct DeleteHandler;

#[async_trait]
impl Handler<Platform> for DeleteHandler {
    fn kind(&self) -> &'static str {
        DELETE_JOB
    }

    async fn run(&self, platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
        let owner = UserId(claim.job.subject);
        remove_banks(platform, owner).await.map_err(setback)?;
        if store::count_held(&platform.db.system, owner).await.map_err(setback)? > 0 {
            return Err(Setback::Wait { after: LOOK_AGAIN, failure: None });
        }
        failpoint("deletion.before_erasure").map_err(setback)?;
        erase(platform, claim, owner).await
    }
}

/// Removes what is there as its owner could, and asks again where a removal has given up.
async fn remove_banks(platform: &Platform, owner: UserId) -> Result<(), Fault> {
    let actor = Actor { user: owner, credential: Credential::Operator };
    for item in store::held_items(&platform.db.system, owner).await? {
        if item.state == ItemState::Active {
            match items::remove(platform, &actor, &Origin::default(), item.id).await {
                Ok(_) | Err(ItemError::NotFound) => {}
                Err(ItemError::Fault(fault)) => return Err(fault),
                Err(error) => return Err(Fault::caused("removing a bank", error)),
            }
            continue;
        }
        let latest = jobs::latest(&platform.db.system, owner.0, REMOVE_JOB, item.id.0).await;
        let latest = latest.or_fault("looking at a removal")?;
        if latest.is_none_or(|job| job.finished_at.is_some()) {
            ask(platform, REMOVE_JOB, owner, item.id.0).await?;
        }
    }
    Ok(())
}

/// Erases everything in one transaction, the job included: whoever reads the receipt afterwards reads
/// that it is done.
async fn erase(platform: &Platform, claim: &Claim, owner: UserId) -> Result<Finished, Setback> {
    let now = platform.clock.now();
    let tx = platform.db.begin_system_write().await.map_err(setback)?;
    let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
    let deletion = identity::lock_closed(&tx, owner).await.map_err(setback)?;
    let deletion = deletion.or_fault("deleting an account that is not closed").map_err(setback)?;
    // A link that was under way may have come to its end just now.
    if store::count_held(&tx, owner).await.map_err(setback)? > 0 {
        return Err(Setback::Wait { after: LOOK_AGAIN, failure: None });
    }
    let (progress, follow_up) = (&claim.job.progress, platform.ids.new_uuid(now));
    let finished = jobs::finish(&tx, claim, Ending::Succeeded, progress, now, follow_up).await;
    let finished = finished.map_err(setback_of_end)?;
    jobs::forget_owner(&tx, owner.0).await?;
    identity::erase(&tx, owner).await.map_err(setback)?;
    store::complete(&tx, deletion, now).await.map_err(setback)?;
    tx.commit().await?;
    tracing::info!(deletion.id = %deletion, "an account was deleted");
    Ok(finished)
}

/// Asks again for the deletions whose job has given up. Run by each instance's schedule.
pub async fn resume(platform: &Platform) -> Result<u64, Fault> {
    let mut asked = 0;
    for user in identity::closed(&platform.db.system).await? {
        let latest = jobs::latest(&platform.db.system, user.id.0, DELETE_JOB, user.id.0).await;
        let latest = latest.or_fault("looking at a deletion")?;
        if latest.is_none_or(|job| job.finished_at.is_some()) {
            ask(platform, DELETE_JOB, user.id, user.id.0).await?;
            asked += 1;
        }
    }
    Ok(asked)
}

async fn ask(
    platform: &Platform,
    kind: &'static str,
    owner: UserId,
    subject: uuid::Uuid,
) -> Result<(), Fault> {
    let now = platform.clock.now();
    let id = platform.ids.new_uuid(now);
    let new = NewJob { owner: owner.0, id, kind, subject, cause: "deletion".to_owned() };
    let tx = platform.db.begin_write(owner).await?;
    jobs::enqueue(&tx, new, now).await.or_fault("asking for a deletion again")?;
    tx.commit().await.or_fault("asking for a deletion again")?;
    platform.wake.notify_one();
    Ok(())
}
