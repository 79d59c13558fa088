//! Items: connections to a bank, linked through Plaid.
//!
//! Rules. The access token is sealed and stored before anything else can fail, in the transaction that
//! asks for the first sync; it never leaves the server. A removed item and its data are gone for its
//! owner at once; Plaid is told by a durable job, and the token is kept until Plaid has confirmed.
//! Which accounts an item shows is what its owner chose when linking.
//!
//! Items ask for syncs and don't know how one is done: that is the `sync` feature's.

mod link;
mod model;
mod plaid_words;
mod remove;
mod store;

pub use crate::entities::item::{ItemState, ItemStatus, Model as Item};
pub use link::{create_link_token, exchange_public_token};
pub use model::{
    ExchangeInput, ItemError, LinkToken, LinkTokenInput, Linked, NewStatus, PlaidFailure, Shown,
    SyncTrigger, shown,
};
pub use plaid_words::{job_failure, new_status};
pub use remove::{REMOVE_JOB, RemoveHandler, remove};
pub use store::{
    Applied, SYNC_JOB, active_silent_since, ask_for_sync, by_id, by_ids, job_of, list,
    open_access_token, selected_accounts, set_institution, set_status, write_applied,
};
