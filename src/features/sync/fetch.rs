//! Fetching: the pages of one update, with no transaction open, staged until they are applied.

use std::time::Duration;

use jobs::{Claim, Setback};
use plaid::{ErrorClass, TransactionsUpdateStatus};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

use super::model::{Progress, patience};
use crate::entities::sync_page;
use crate::features::items::{
    self, Item, NewStatus, job_failure, new_status, setback, setback_of_end,
};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{JobId, UserId};
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

/// Updates of one page: Plaid's maximum, which makes a mutation during the pagination rare.
const PAGE_ROWS: u32 = 500;

/// Pages of one update: five million changes.
const PAGES_MAX: i32 = 10_000;

/// Times that an update is started again before the job is put off.
const RESTARTS_MAX: u32 = 5;

/// Pause after that many restarts: the bank is busy writing.
const AFTER_RESTARTS: Duration = Duration::from_mins(1);

/// Pause after a 429 that names none.
const AFTER_RATE_LIMIT: Duration = Duration::from_mins(1);

/// A whole update, staged.
pub(super) struct Fetched {
    /// The cursor to go on from next time.
    pub cursor: String,
    /// Whether Plaid's history is complete.
    pub history_complete: bool,
    /// The counts up to here.
    pub progress: Progress,
}

/// Why a run can't go on: what becomes of the job, and what its item says to its owner.
pub(super) struct Stop {
    /// For the job.
    pub setback: Setback,
    /// For the item, where trying again doesn't mend it.
    pub status: Option<NewStatus>,
}

impl<S: Into<Setback>> From<S> for Stop {
    fn from(setback: S) -> Self {
        Self { setback: setback.into(), status: None }
    }
}

/// How one pass over the pages ended.
enum Pass {
    Whole(Fetched),
    Restart,
}

/// Fetches and stages every page from the item's cursor on.
pub(super) async fn fetch(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
) -> Result<Fetched, Stop> {
    let token = items::open_access_token(platform, item).map_err(setback)?;
    for _ in 0..=RESTARTS_MAX {
        delete_pages(&platform.db.of(item.user_id), claim).await.map_err(setback)?;
        match pass(platform, claim, item, &token).await? {
            Pass::Whole(fetched) => return Ok(fetched),
            Pass::Restart => tracing::info!(item.id = %item.id, "the update starts again"),
        }
    }
    Err(Setback::Wait { after: AFTER_RESTARTS, failure: None }.into())
}

async fn pass(
    platform: &Platform,
    claim: &Claim,
    item: &Item,
    token: &plaid::AccessToken,
) -> Result<Pass, Stop> {
    let mut cursor = item.cursor.clone();
    let mut progress = Progress::of(&claim.job).at_start();
    for number in 0..PAGES_MAX {
        let request = plaid::TransactionsSyncRequest {
            access_token: token.clone(),
            cursor: cursor.clone(),
            count: Some(PAGE_ROWS),
            options: Some(plaid::TransactionsSyncOptions {
                include_original_description: Some(true),
                ..plaid::TransactionsSyncOptions::default()
            }),
        };
        let page = match platform.plaid.transactions_sync(&request).await {
            Ok(page) => page,
            Err(error) => match error.class() {
                ErrorClass::RestartPagination => return Ok(Pass::Restart),
                _ => return Err(stop(claim, &error)),
            },
        };
        // Plaid's first form of "not ready" is an empty page without a cursor; the other is an error.
        if page.next_cursor.is_empty() {
            return Err(not_ready(claim).into());
        }
        if page.has_more && Some(&page.next_cursor) == cursor.as_ref() {
            return Err(Setback::Retry(cursor_loop(&page.request_id)).into());
        }
        progress.so_far = progress.so_far.and(&page);
        stage(platform, claim, number, &page).await?;
        failpoint("sync.after_page").map_err(setback)?;
        if !page.has_more {
            let status = &page.transactions_update_status;
            let history_complete = *status == TransactionsUpdateStatus::HistoricalUpdateComplete;
            let cursor = page.next_cursor;
            return Ok(Pass::Whole(Fetched { cursor, history_complete, progress }));
        }
        cursor = Some(page.next_cursor);
        let now = platform.clock.now();
        let recorded =
            jobs::record_progress(platform.db.system.writers(), claim, &progress.json(), now).await;
        recorded.map_err(setback_of_end)?;
    }
    Err(Setback::Retry(cursor_loop("")).into())
}

/// What an error of Plaid's means for the job and the item.
pub(super) fn stop(claim: &Claim, error: &plaid::Error) -> Stop {
    let setback = match error.class() {
        ErrorClass::NotReady => not_ready(claim),
        ErrorClass::RateLimited { retry_after } => Setback::Wait {
            after: retry_after.unwrap_or(AFTER_RATE_LIMIT),
            failure: Some(job_failure(error)),
        },
        ErrorClass::Retry | ErrorClass::RestartPagination => Setback::Retry(job_failure(error)),
        ErrorClass::UserMustRelink
        | ErrorClass::UserMustActAtBank
        | ErrorClass::ItemGone
        | ErrorClass::Caller
        | ErrorClass::Operator
        | ErrorClass::Permanent => Setback::Fail(job_failure(error)),
    };
    Stop { setback, status: new_status(error) }
}

/// What an error that Plaid notes on the item means; none where it may pass by itself.
pub(super) fn stop_of_item(error: &plaid::PlaidError) -> Option<Stop> {
    let status = items::status_of_item_error(error)?;
    Some(Stop { setback: Setback::Fail(items::item_failure(error)), status: Some(status) })
}

fn not_ready(claim: &Claim) -> Setback {
    Setback::Wait { after: patience(claim.job.waits), failure: None }
}

/// A bank that never stops: the same cursor, or more pages than any history has.
fn cursor_loop(request_id: &str) -> jobs::Failure {
    jobs::Failure {
        code: "PLAID_CURSOR_LOOP".into(),
        message: "Plaid's pages of this bank don't come to an end.".into(),
        retryable: true,
        reference: Some(request_id.to_owned()).filter(|id| !id.is_empty()),
    }
}

/// Keeps a page until it is applied, behind the fence: a worker that slept past its lease would leave
/// one behind that nobody deletes.
async fn stage(
    platform: &Platform,
    claim: &Claim,
    number: i32,
    page: &plaid::TransactionsSyncResponse,
) -> Result<(), Setback> {
    let body = serde_json::to_string(page).or_fault("writing a page").map_err(setback)?;
    let row = sync_page::ActiveModel {
        user_id: Set(UserId(claim.job.owner)),
        job_id: Set(JobId(claim.job.id)),
        epoch: Set(claim.job.epoch),
        page: Set(number),
        body: Set(body),
    };
    let tx = platform.db.begin_write(UserId(claim.job.owner)).await.map_err(setback)?;
    let _locked = jobs::check(&tx, claim).await.map_err(setback_of_end)?;
    row.insert(&tx).await.or_fault("staging a page").map_err(setback)?;
    tx.commit().await.or_fault("committing a page").map_err(setback)?;
    Ok(())
}

/// One staged page of this claim.
pub(super) async fn staged_page(
    db: &impl ConnectionTrait,
    claim: &Claim,
    number: i32,
) -> Result<Option<plaid::TransactionsSyncResponse>, Fault> {
    let row = sync_page::owned_by(UserId(claim.job.owner))
        .filter(sync_page::Column::JobId.eq(JobId(claim.job.id)))
        .filter(sync_page::Column::Epoch.eq(claim.job.epoch))
        .filter(sync_page::Column::Page.eq(number))
        .order_by_asc(sync_page::Column::Page)
        .one(db)
        .await
        .or_fault("loading a staged page")?;
    row.map(|row| serde_json::from_str(&row.body)).transpose().or_fault("reading a staged page")
}

/// Throws the job's staged pages away, those of earlier claims too.
pub(super) async fn delete_pages(db: &impl ConnectionTrait, claim: &Claim) -> Result<(), Fault> {
    sync_page::Entity::delete_many()
        .filter(sync_page::Column::UserId.eq(UserId(claim.job.owner)))
        .filter(sync_page::Column::JobId.eq(JobId(claim.job.id)))
        .filter(sync_page::Column::Epoch.lte(claim.job.epoch))
        .exec(db)
        .await
        .or_fault("deleting staged pages")?;
    Ok(())
}

/// Deletes pages whose claim is over without their having been applied or deleted: its worker died. Run
/// by each instance's schedule.
pub async fn forget_dead_pages(db: &impl ConnectionTrait) -> Result<u64, Fault> {
    let sql = "delete from sync_pages where not exists (select 1 from jobs \
        where jobs.user_id = sync_pages.user_id and jobs.id = sync_pages.job_id \
            and jobs.epoch = sync_pages.epoch and jobs.state = 'running')";
    let deleted = db.execute_unprepared(sql).await;
    Ok(deleted.or_fault("deleting the pages of dead claims")?.rows_affected())
}
