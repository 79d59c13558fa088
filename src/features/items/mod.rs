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
mod standing;
mod store;

pub use crate::entities::item::{ItemState, ItemStatus, Model as Item};
pub use link::{create_link_token, exchange_public_token};
pub use model::{
    ExchangeInput, ItemError, LinkToken, LinkTokenInput, Linked, NewStatus, PlaidFailure, Shown,
    SyncTrigger, shown,
};
pub use plaid_words::{item_failure, job_failure, new_status, status_of_item_error};
pub use remove::{REMOVE_JOB, RemoveHandler, remove};
pub use standing::{EXPIRY_NOTICE, Standing, standing};
pub use store::{
    Applied, SYNC_JOB, active_by_plaid_id, active_silent_since, ask_for_sync, by_id, by_ids,
    job_of, list, note_end, note_new_accounts, open_access_token, set_status, write_applied,
};
