//! One run of a sync: claim in hand, fetch, apply, end.

use async_trait::async_trait;
use chrono::TimeDelta;
use jobs::{Claim, Ending, Finished, Handler, Setback};

use super::apply::Ledger;
use super::fetch::{Fetched, Stop, delete_pages, fetch, internal, stop};
use super::model::patience;
use crate::features::accounts::Holder;
use crate::features::items::{self, Applied, Item, SYNC_JOB};
use crate::kernel::ids::{ItemId, UserId};
use crate::platform::Platform;

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
        let owner = UserId(claim.job.owner);
        let id = ItemId(claim.job.subject);
        let found = items::by_id(&platform.db.pool, owner, id).await.map_err(internal)?;
        let Some(item) = found else { return nothing_to_sync(platform, claim).await };
        let fetched = match fetch(platform, claim, &item).await {
            Ok(fetched) => fetched,
            Err(stop) => return end_early(platform, claim, &item, stop).await,
        };
        match balances(platform, claim, &item).await {
            Ok(accounts) => apply(platform, claim, &item, &fetched, &accounts).await,
            Err(stop) => end_early(platform, claim, &item, stop).await,
        }
    }
}

/// The item was removed between the wish for a sync and its start.
async fn nothing_to_sync(platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
    let now = platform.clock.now();
    let tx = platform.db.begin_write().await.map_err(internal)?;
    let progress = &claim.job.progress;
    let follow_up = platform.ids.new_uuid(now);
    let finished = jobs::finish(&tx, claim, Ending::Canceled, progress, now, follow_up).await?;
    tx.commit().await?;
    Ok(finished)
}

/// The accounts with their balances. `/transactions/sync` tells only of those with transactions.
async fn balances(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
) -> Result<Vec<plaid::Account>, Stop> {
    let access_token = items::open_access_token(platform, item).map_err(internal)?;
    let request = plaid::AccountsGetRequest { access_token, options: None };
    let told = platform.plaid.accounts_get(&request).await;
    let told = told.map_err(|error| stop(claim, &error))?;
    if item.institution_id.is_none() {
        note_institution(platform, item, &told.item).await;
    }
    Ok(told.accounts)
}

/// Writes which bank it is. Nothing depends on it, so that it fails alone.
async fn note_institution(platform: &Platform, item: &Item, told: &plaid::Item) {
    let Some(institution_id) = &told.institution_id else {
        return;
    };
    let name = match &told.institution_name {
        Some(name) => Some(name.clone()),
        None => ask_institution_name(platform, institution_id).await,
    };
    let db = &platform.db.pool;
    let written =
        items::set_institution(db, item.user_id, item.id, institution_id, name.as_deref()).await;
    if let Err(fault) = written {
        tracing::warn!(fault = fault.story(), "the bank's name was not written");
    }
}

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
    fetched: &Fetched,
    accounts: &[plaid::Account],
) -> Result<Finished, Setback> {
    let now = platform.clock.now();
    let selected = items::selected_accounts(item).map_err(internal)?;
    let tx = platform.db.begin_write().await.map_err(internal)?;
    jobs::check(&tx, claim).await?;
    let moved = items::write_applied(
        &tx,
        item.user_id,
        item.id,
        Applied { from_cursor: item.cursor.clone(), to_cursor: fetched.cursor.clone(), at: now },
    );
    if !moved.await.map_err(internal)? {
        return Err(Setback::Fenced);
    }
    let ledger = Ledger {
        tx: &tx,
        holder: Holder { owner: item.user_id, item: item.id, now },
        selected: selected.as_deref(),
        ids: &platform.ids,
    };
    ledger.write_accounts(accounts).await.map_err(internal)?;
    ledger.apply_pages(claim).await.map_err(internal)?;
    delete_pages(&tx, claim).await.map_err(internal)?;
    let waited = now - claim.job.started_at.unwrap_or(now);
    let ending = if fetched.history_complete || waited > HISTORY_PATIENCE {
        Ending::Succeeded
    } else {
        Ending::Wait { until: now + patience(claim.job.waits), failure: None }
    };
    let progress = fetched.progress.all_applied().json();
    let follow_up = platform.ids.new_uuid(now);
    let finished = jobs::finish(&tx, claim, ending, &progress, now, follow_up).await?;
    tx.commit().await?;
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
    let tx = platform.db.begin_write().await.map_err(internal)?;
    jobs::check(&tx, claim).await?;
    if let Some(status) = stop.status {
        items::set_status(&tx, item.user_id, item.id, status).await.map_err(internal)?;
    }
    delete_pages(&tx, claim).await.map_err(internal)?;
    let progress = &claim.job.progress;
    let follow_up = platform.ids.new_uuid(now);
    let ending = Ending::Failed(failure);
    let finished = jobs::finish(&tx, claim, ending, progress, now, follow_up).await?;
    tx.commit().await?;
    Ok(finished)
}
