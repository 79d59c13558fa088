//! Syncs: their history, and subscriptions that tell each state as it comes.

#![expect(clippy::unused_async, reason = "async-graphql takes subscriptions as async only")]

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, SimpleObject, Subscription};
use futures_util::{Stream, StreamExt as _};

use super::access::{actor, platform};
use super::error::{bad_input, fault};
use super::items::Item;
use super::loaders::{ItemKey, RowLoader};
use super::needs::{Needs, scope};
use super::page_info::{PageInfo, print_moment, read_forward, read_moment};
use super::scalars::DateTime;
use crate::features::items::SyncTrigger as Trigger;
use crate::features::sync::{self, HistoryCursor, SyncStatus};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId};
use crate::kernel::page::Page;

/// What the cursors of the history begin with.
const LIST: &str = "sync";

/// Who asked for a sync.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Trigger")]
pub enum SyncTrigger {
    /// The bank was just linked.
    Link,
    /// The schedule.
    Schedule,
    /// Its owner.
    Manual,
    /// A webhook of Plaid's: something has changed.
    Webhook,
}

/// Where a sync stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "SyncStatus")]
pub enum SyncJobStatus {
    /// Asked for.
    Queued,
    /// Under way.
    Running,
    /// Plaid isn't ready, or a retry is due at `nextAttemptAt`.
    Waiting,
    /// The ledger equals what Plaid has.
    Succeeded,
    /// Given up; `error` says why.
    Failed,
    /// The bank was removed meanwhile.
    Canceled,
}

/// What a sync has done so far.
#[derive(SimpleObject)]
pub struct SyncProgress {
    /// Pages fetched from Plaid.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    pages: u32,
    /// Transactions that Plaid told to be new.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    added: u32,
    /// Transactions that Plaid told to have changed.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    modified: u32,
    /// Transactions that Plaid took back.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    removed: u32,
}

/// Why a sync failed or waits.
#[derive(SimpleObject)]
pub struct SyncError {
    /// Plaid's error code, as "ITEM_LOGIN_REQUIRED", or one of ours.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    code: String,
    /// In a plain sentence.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    message: String,
    /// Whether trying again can help.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    retryable: bool,
    /// Plaid's id of the call, for its support.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    plaid_request_id: Option<String>,
}

pub struct SyncJob(pub sync::SyncJob);

/// A sync of a bank connection.
#[Object]
impl SyncJob {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The connection that is synced.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn item(&self, ctx: &Context<'_>) -> async_graphql::Result<Item> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = ItemKey(actor(ctx)?.sight(), self.0.item);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        let item = found.or_fault("loading the item of a sync");
        item.map(Item).map_err(|cause| fault(ctx, &cause))
    }

    /// Who asked.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn trigger(&self) -> SyncTrigger {
        self.0.trigger.into()
    }

    /// Where it stands.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn status(&self) -> SyncJobStatus {
        self.0.status.into()
    }

    /// The attempt, from 1; 0 before the first. Waiting for Plaid to be ready uses up none.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn attempt(&self) -> i32 {
        self.0.attempt
    }

    /// When it goes on, while it waits.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.map(DateTime)
    }

    /// What it has done so far.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn progress(&self) -> SyncProgress {
        let counts = self.0.progress.so_far;
        SyncProgress {
            pages: counts.pages,
            added: counts.added,
            modified: counts.modified,
            removed: counts.removed,
        }
    }

    /// When it was asked for.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it first ran.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(DateTime)
    }

    /// When it ended.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }

    /// Why it failed or waits.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn error(&self) -> Option<SyncError> {
        self.0.error.clone().map(|error| SyncError {
            code: error.code,
            message: error.message,
            retryable: error.retryable,
            plaid_request_id: error.plaid_request_id,
        })
    }
}

/// A sync and its place in the history.
#[derive(SimpleObject)]
pub struct SyncJobEdge {
    /// The place, for `after`.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    cursor: String,
    /// The sync.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    node: SyncJob,
}

pub struct SyncJobConnection(Page<sync::SyncJob>);

/// A page of the history.
#[Object]
impl SyncJobConnection {
    /// The syncs with their places.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn edges(&self) -> Vec<SyncJobEdge> {
        let edge = |job: &sync::SyncJob| SyncJobEdge {
            cursor: print_cursor(job),
            node: SyncJob(job.clone()),
        };
        self.0.rows.iter().map(edge).collect()
    }

    /// The syncs.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn nodes(&self) -> Vec<SyncJob> {
        self.0.rows.iter().cloned().map(SyncJob).collect()
    }

    /// What lies before and behind.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.0, print_cursor)
    }
}

#[derive(Default)]
pub struct SyncJobQuery;

#[Object]
impl SyncJobQuery {
    /// The sync of this id, if it is yours.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn sync_job(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<SyncJob>> {
        let actor = actor(ctx)?;
        let Ok(id) = JobId::parse(&id) else {
            return Ok(None);
        };
        let found = sync::by_id(platform(ctx), &actor, id).await;
        Ok(found.map_err(|cause| fault(ctx, &cause))?.map(SyncJob))
    }

    /// The history of your syncs, newest first; of one connection where `itemId` is given. `first` is 1
    /// to 500, 50 when it isn't given.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn sync_jobs(
        &self,
        ctx: &Context<'_>,
        item_id: Option<ID>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<SyncJobConnection> {
        let actor = actor(ctx)?;
        let item = read_item_id(item_id)?;
        let page = read_forward(first, after, read_cursor)?;
        let rows = page.rows_to_fetch();
        let found = sync::history(platform(ctx), &actor, item, page.after, rows).await;
        Ok(SyncJobConnection(page.cut(found.map_err(|cause| fault(ctx, &cause))?)))
    }
}

#[derive(Default)]
pub struct SyncJobSubscription;

#[Subscription]
impl SyncJobSubscription {
    /// One sync: first the state as it stands, then each change; ends after the final one.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn sync_job<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        id: ID,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<SyncJob>> + 'ctx> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let not_found = || bad_input("There is no such sync of yours.");
        let id = JobId::parse(&id).map_err(|_| not_found())?;
        let found = sync::by_id(platform, &actor, id).await;
        found.map_err(|cause| fault(ctx, &cause))?.ok_or_else(not_found)?;
        Ok(told(ctx, sync::watch_one(platform.clone(), actor, id)))
    }

    /// Every sync of yours, or of one connection: the open ones as they stand, then each change of any.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn sync_jobs<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        item_id: Option<ID>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<SyncJob>> + 'ctx> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let item = read_item_id(item_id)?;
        Ok(told(ctx, sync::watch_all(platform.clone(), actor, item)))
    }
}

fn told<'ctx>(
    ctx: &Context<'ctx>,
    states: impl Stream<Item = Result<sync::SyncJob, Fault>> + 'ctx,
) -> impl Stream<Item = async_graphql::Result<SyncJob>> + 'ctx {
    let ctx = ctx.clone();
    states.map(move |state| state.map(SyncJob).map_err(|cause| fault(&ctx, &cause)))
}

fn read_item_id(id: Option<ID>) -> async_graphql::Result<Option<ItemId>> {
    let read = id.map(|id| ItemId::parse(&id)).transpose();
    read.map_err(|told| bad_input(&format!("itemId: {told}.")))
}

fn print_cursor(job: &sync::SyncJob) -> String {
    print_moment(LIST, job.created_at, job.id.0)
}

fn read_cursor(text: &str) -> Option<HistoryCursor> {
    read_moment(LIST, text).map(|(created_at, id)| HistoryCursor { created_at, id: JobId(id) })
}
