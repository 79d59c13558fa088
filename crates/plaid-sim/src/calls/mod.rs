//! Plaid's calls, one file each, and the table of them.
//!
//! A call names its path, the fields it knows and the function that answers it. Credentials,
//! unknown and missing fields, faults and the request id are settled around it (`answer.rs`).

mod accounts_get;
mod institutions_get_by_id;
mod item_get;
mod item_public_token_exchange;
mod item_remove;
mod link_token_create;
mod products;
mod sandbox_public_token_create;
pub mod transactions_sync;

use crate::bank::ledger::Ledger;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::{Field, Request};
use crate::world::World;
use crate::world::durable::Item;

/// One call of Plaid's API.
pub struct Call {
    /// Where it is.
    pub path: &'static str,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// The code of its rate limit.
    pub rate_limit: &'static str,
    /// The fields it knows.
    pub fields: &'static [Field],
    /// What answers it; the request id is added afterwards.
    pub answer: fn(&mut World, &Request) -> Result<Json, Refusal>,
}

/// Every call that the simulator speaks.
pub const CALLS: [&Call; 8] = [
    &link_token_create::CALL,
    &sandbox_public_token_create::CALL,
    &item_public_token_exchange::CALL,
    &item_get::CALL,
    &item_remove::CALL,
    &institutions_get_by_id::CALL,
    &accounts_get::CALL,
    &transactions_sync::CALL,
];

/// The call at a path.
pub fn find(path: &str) -> Option<&'static Call> {
    CALLS.into_iter().find(|call| call.path == path)
}

/// The item that the request's access token stands for.
fn item(world: &World, request: &Request) -> Result<Item, Refusal> {
    world.item_of_token(request.required_text("access_token")?).cloned()
}

/// The ledger of an item that was linked.
fn ledger<'a>(world: &'a mut World, item: &Item) -> &'a Ledger {
    world.ledger(&item.id).expect("only a person with a ledger can be linked")
}
