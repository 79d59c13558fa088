//! Syncing: keeping the local ledger equal to the bank's, and telling how it goes.
//!
//! Rules. One sync of an item runs at a time (the `jobs` crate's open-job index, lease and fence).
//! Pages are fetched with no transaction open and staged; one transaction applies all of them with
//! the balances, the cursor and the job's end. When Plaid's data moves during the pagination, the
//! pages are thrown away and the loop starts again from the cursor that the item stands at, never
//! from null. Not ready is a wait and no failure. The first sync ends when the whole history that
//! was asked for is in; what comes earlier is applied and shown while it waits.
//!
//! Source: Plaid's documentation of `/transactions/sync`.

mod apply;
mod engine;
mod fetch;
mod model;
mod service;
mod watch;

#[cfg(any(test, feature = "fuzzing"))]
pub use apply::rows_of;
pub use engine::SyncHandler;
pub use fetch::forget_dead_pages;
pub use model::{Progress, SyncError, SyncJob, SyncStatus};
pub use service::{
    HistoryCursor, SyncRefusal, by_id, history, latest_of_items, next_sync_at, refresh, request,
    sync_silent_items,
};
pub use watch::{watch_all, watch_one};
