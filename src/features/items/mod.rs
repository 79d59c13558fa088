//! Items: connections to a bank, linked through Plaid.
//!
//! Rules. The access token is sealed and stored before anything else can fail, in the transaction that
//! asks for the first sync; it never leaves the server. A removed item and its data are gone for its
//! owner at once; Plaid is told by a durable job, and the token is kept until Plaid has confirmed.
//! Which accounts an item shows is what its owner chose when linking.
//!
//! Items ask for syncs and don't know how one is done: that is the `sync` feature's.

mod exchange;
mod hosted;
mod link_store;
mod link_token;
mod model;
mod plaid_words;
mod remove;
mod setback;
mod standing;
mod store;
mod twins;

pub use crate::entities::item::{ItemState, ItemStatus, Model as Item};
pub use exchange::{exchange_public_token, forget_old_links, settle_attempts};
pub use hosted::session_finished;
pub use link_store::count_lost;
pub use link_token::{create_link_token, was_mended};
pub use model::{
    ExchangeInput, ItemError, LinkToken, LinkTokenInput, Linked, NewStatus, PlaidFailure, Shown,
    SyncTrigger, shown,
};
pub use plaid_words::{item_failure, job_failure, new_status, status_of_item_error};
pub use remove::{REMOVE_JOB, RemoveHandler, remove};
pub use setback::{setback, setback_of_end};
pub use standing::{EXPIRY_NOTICE, Sight, Standing, standing};
pub use store::{
    Applied, SYNC_JOB, active_by_plaid_id, active_silent_since, ask_for_sync, by_id, by_ids,
    forget_new_accounts, in_sight, job_of, list, note_end, note_new_accounts, note_refresh,
    open_access_token, set_status, write_applied,
};
pub use twins::twin_of;
