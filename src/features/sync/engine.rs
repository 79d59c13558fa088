//! One run of a sync: claim in hand, fetch, apply, end.

use async_trait::async_trait;
use chrono::TimeDelta;
use jobs::{Claim, Ending, Finished, Handler, Setback};
use url::Url;

use super::apply::{Choice, Ledger};
use super::fetch::{Fetched, Stop, delete_pages, fetch, stop, stop_of_item};
use super::model::patience;
use crate::features::accounts::Holder;
use crate::features::items::{
    self, Applied, Item, SYNC_JOB, Sight, Standing, setback, setback_of_end,
};
use crate::kernel::fault::OrFault as _;
use crate::kernel::ids::{ItemId, UserId};
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

/// How long a first sync waits for the rest of the history before it is content with what it has.
/// Plaid's own jobs take minutes; a bank that takes longer sends it with a later sync.
const HISTORY_PATIENCE: TimeDelta = TimeDelta::hours(12);

/// Syncs an item.
pub struct SyncHandler;

#[async_trait]
impl Handler<Platform> for SyncHandler {
    fn kind(&self) -> &'static str {
        SYNC_JOB
    }

    async fn run(&self, platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
        failpoint("sync.after_claim").map_err(setback)?;
        let owner = UserId(claim.job.owner);
        let id = ItemId(claim.job.subject);
        let found = items::by_id(&platform.db.of(owner), owner, id).await.map_err(setback)?;
        let Some(item) = found else { return nothing_to_sync(platform, claim).await };
        match sync(platform, claim, &item).await {
            Ok(finished) => Ok(finished),
            Err(stop) => end_early(platform, claim, &item, stop).await,
        }
    }
}

async fn sync(platform: &Platform, claim: &Claim, item: &Item) -> Result<Finished, Stop> {
    let standing = ask_standing(platform, claim, item).await?;
    failpoint("sync.after_standing").map_err(setback)?;
    let fetched = fetch(platform, claim, item).await?;
    let accounts = ask_accounts(platform, claim, item).await?;
    failpoint("sync.after_balances").map_err(setback)?;
    let told = Told { standing, fetched, accounts };
    Ok(apply(platform, claim, item, told).await?)
}

/// All that Plaid has told in one run.
struct Told {
    standing: Standing,
    fetched: Fetched,
    accounts: Vec<plaid::Account>,
}

/// The item was removed between the wish for a sync and its start, or while an earlier claim read it:
/// who removes an item calls off the sync that is open then, and one may be asked for a moment later.
async fn nothing_to_sync(platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
    let now = platform.clock.now();
    let tx = platform.db.begin_write(UserId(claim.job.owner)).await.map_err(setback)?;
    let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
    delete_pages(&tx, claim).await.map_err(setback)?;
    let progress = &claim.job.progress;
    let follow_up = platform.ids.new_uuid(now);
    let finished = jobs::finish(&tx, claim, Ending::Canceled, progress, now, follow_up).await;
    let finished = finished.map_err(setback_of_end)?;
    tx.commit().await.or_fault("committing a sync").map_err(setback)?;
    Ok(finished)
}

/// How the item stands. An error that only its owner can mend ends the run; one that may pass doesn't,
/// because what Plaid has read before can be had all the same.
async fn ask_standing(platform: &Platform, claim: &Claim, item: &Item) -> Result<Standing, Stop> {
    let access_token = items::open_access_token(platform, item).map_err(setback)?;
    let told = platform.plaid.item_get(&plaid::ItemGetRequest { access_token }).await;
    let told = told.map_err(|error| stop(claim, &error))?;
    if let Some(stop) = told.item.error.as_ref().and_then(stop_of_item) {
        return Err(stop);
    }
    keep_webhook(platform, item, told.item.webhook.as_deref()).await;
    let was_mended = items::was_mended(platform, item).await.map_err(setback)?;
    let sight = Sight { told: &told, was_mended, now: platform.clock.now() };
    let mut standing = items::standing(item, sight);
    if item.institution_id.is_none()
        && standing.institution_name.is_none()
        && let Some(institution_id) = &standing.institution_id
    {
        standing.institution_name = ask_institution_name(platform, institution_id).await;
    }
    Ok(standing)
}

/// Has Plaid send the item's webhooks here, also where the link was made without that or the server
/// has moved since. Without webhooks news comes by the schedule, so that it fails alone.
async fn keep_webhook(platform: &Platform, item: &Item, told: Option<&str>) {
    let Some(ours) = platform.config.link.webhook_url.as_ref().map(Url::as_str) else { return };
    if told == Some(ours) {
        return;
    }
    let Ok(access_token) = items::open_access_token(platform, item) else { return };
    let webhook = Some(ours.to_owned());
    let request = plaid::ItemWebhookUpdateRequest { access_token, webhook };
    match platform.plaid.item_webhook_update(&request).await {
        Ok(_) => tracing::info!(item.id = %item.id, "the item's webhooks come here from now on"),
        Err(error) => {
            tracing::warn!(%error, item.id = %item.id, "the webhooks stay where they were");
        }
    }
}

/// The accounts with their balances. `/transactions/sync` tells only of those with transactions.
async fn ask_accounts(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
) -> Result<Vec<plaid::Account>, Stop> {
    let access_token = items::open_access_token(platform, item).map_err(setback)?;
    let request = plaid::AccountsGetRequest { access_token, options: None };
    let told = platform.plaid.accounts_get(&request).await;
    Ok(told.map_err(|error| stop(claim, &error))?.accounts)
}

/// The bank's name. Nothing depends on it, so that it fails alone.
async fn ask_institution_name(platform: &Platform, institution_id: &str) -> Option<String> {
    let request = plaid::InstitutionsGetByIdRequest {
        institution_id: institution_id.to_owned(),
        country_codes: platform.config.link.country_codes.clone(),
        options: None,
    };
    match platform.plaid.institutions_get_by_id(&request).await {
        Ok(told) => Some(told.institution.name),
        Err(error) => {
            tracing::warn!(%error, "Plaid did not tell the bank's name");
            None
        }
    }
}

/// The one transaction: behind the fence, rows, balances, cursor and the job's end.
async fn apply(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
    told: Told,
) -> Result<Finished, Setback> {
    let Told { standing, fetched, accounts } = told;
    let now = platform.clock.now();
    let choice = Choice::of(item, &accounts).map_err(setback)?;
    let institution_id = standing.institution_id.clone().or_else(|| item.institution_id.clone());
    let tx = platform.db.begin_write(item.user_id).await.map_err(setback)?;
    let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
    let moved = items::write_applied(
        &tx,
        item.user_id,
        item.id,
        Applied {
            from_cursor: item.cursor.clone(),
            to_cursor: fetched.cursor,
            at: now,
            standing,
            excluded_accounts: choice.json(),
        },
    );
    if !moved.await.map_err(setback)? {
        return Err(Setback::Fenced);
    }
    failpoint("sync.after_cursor").map_err(setback)?;
    let ledger = Ledger {
        tx: &tx,
        holder: Holder { owner: item.user_id, item: item.id, now },
        institution_id,
        choice,
        ids: &platform.ids,
    };
    if ledger.write_accounts(&accounts).await.map_err(setback)? {
        items::forget_new_accounts(&tx, item).await.map_err(setback)?;
    }
    ledger.apply_pages(claim).await.map_err(setback)?;
    failpoint("sync.after_rows").map_err(setback)?;
    delete_pages(&tx, claim).await.map_err(setback)?;
    let waited = now - claim.job.started_at.unwrap_or(now);
    let ending = if fetched.history_complete || waited > HISTORY_PATIENCE {
        Ending::Succeeded
    } else {
        Ending::Wait { until: now + patience(claim.job.waits), failure: None }
    };
    let progress = fetched.progress.all_applied().json();
    let follow_up = platform.ids.new_uuid(now);
    let finished = jobs::finish(&tx, claim, ending, &progress, now, follow_up).await;
    let finished = finished.map_err(setback_of_end)?;
    failpoint("sync.before_commit").map_err(setback)?;
    tx.commit().await.or_fault("committing a sync").map_err(setback)?;
    failpoint("sync.after_commit").map_err(setback)?;
    Ok(finished)
}

/// Ends the claim without new data. Where trying again doesn't mend it, the item says so to its owner,
/// in the transaction that ends the job.
async fn end_early(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
    stop: Stop,
) -> Result<Finished, Setback> {
    let Setback::Fail(failure) = stop.setback else {
        return Err(stop.setback);
    };
    let now = platform.clock.now();
    let tx = platform.db.begin_write(item.user_id).await.map_err(setback)?;
    let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
    if let Some(status) = stop.status {
        items::set_status(&tx, item.user_id, item.id, status).await.map_err(setback)?;
    }
    delete_pages(&tx, claim).await.map_err(setback)?;
    let progress = &claim.job.progress;
    let follow_up = platform.ids.new_uuid(now);
    let ending = Ending::Failed(failure);
    let finished = jobs::finish(&tx, claim, ending, progress, now, follow_up).await;
    let finished = finished.map_err(setback_of_end)?;
    tx.commit().await.or_fault("committing a sync").map_err(setback)?;
    Ok(finished)
}
