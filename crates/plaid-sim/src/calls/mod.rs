//! Plaid's calls, one file each, and the table of them.
//!
//! A call names its path, the fields it knows and the function that answers it. Credentials,
//! unknown and missing fields, faults and the request id are settled around it (`answer.rs`).

mod accounts_balance_get;
mod accounts_get;
mod auth_get;
pub mod categories_get;
mod chosen;
mod identity_get;
mod institutions_get;
mod institutions_get_by_id;
mod item_access_token_invalidate;
mod item_get;
mod item_public_token_exchange;
mod item_remove;
mod item_webhook_update;
mod link_token_create;
mod link_token_get;
mod processor_token_create;
mod products;
mod sandbox_item_fire_webhook;
mod sandbox_item_reset_login;
mod sandbox_item_set_verification_status;
pub mod sandbox_public_token_create;
mod sandbox_transactions_create;
mod sandbox_transfer_simulate;
mod transactions_get;
mod transactions_recurring_get;
mod transactions_refresh;
pub mod transactions_sync;
mod transfer_event_sync;
mod user_create;
mod webhook_verification_key_get;

use crate::bank::ledger::Ledger;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::{Field, Request};
use crate::switches::LOGIN_REQUIRED_DATA;
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
pub const CALLS: [&Call; 31] = [
    &link_token_create::CALL,
    &link_token_get::CALL,
    &sandbox_public_token_create::CALL,
    &item_public_token_exchange::CALL,
    &item_get::CALL,
    &item_remove::CALL,
    &item_webhook_update::CALL,
    &item_access_token_invalidate::CALL,
    &institutions_get::LIST,
    &institutions_get_by_id::CALL,
    &institutions_get::SEARCH,
    &categories_get::CALL,
    &accounts_get::CALL,
    &accounts_balance_get::CALL,
    &auth_get::CALL,
    &identity_get::CALL,
    &transactions_sync::CALL,
    &transactions_get::CALL,
    &transactions_refresh::CALL,
    &transactions_recurring_get::CALL,
    &processor_token_create::CALL,
    &sandbox_item_reset_login::CALL,
    &sandbox_item_fire_webhook::CALL,
    &sandbox_transactions_create::CALL,
    &webhook_verification_key_get::CALL,
    &sandbox_item_set_verification_status::CALL,
    &user_create::CALL,
    &transfer_event_sync::CALL,
    &transfer_event_sync::BANK,
    &sandbox_transfer_simulate::CALL,
    &sandbox_transfer_simulate::BANK,
];

/// The call at a path.
pub fn find(path: &str) -> Option<&'static Call> {
    CALLS.into_iter().find(|call| call.path == path)
}

/// The item that the request's access token stands for.
fn item(world: &World, request: &Request) -> Result<Item, Refusal> {
    world.item_of_token(request.required_text("access_token")?).cloned()
}

/// The item that the request's access token stands for, if its bank can be asked.
fn healthy_item(world: &World, request: &Request) -> Result<Item, Refusal> {
    let item = item(world, request)?;
    world.trouble(&item).map_or(Ok(item), Err)
}

/// The item that the request's access token stands for, if what was extracted from its bank can be
/// had.
fn readable_item(world: &World, request: &Request) -> Result<Item, Refusal> {
    let item = item(world, request)?;
    let is_cached = item.revoked_at.is_none() && world.switches.is(&LOGIN_REQUIRED_DATA, "cached");
    world.trouble(&item).filter(|_| !is_cached).map_or(Ok(item), Err)
}

/// The item with that product. One that it was linked without begins with the first call for it.
fn item_with(world: &mut World, item: &Item, product: &str) -> Result<Item, Refusal> {
    if item.products.iter().any(|name| name == product) {
        return Ok(item.clone());
    }
    sandbox_public_token_create::check_support(item.institution(), &[product.to_owned()])?;
    world.start_product(&item.id, product)
}

/// The ledger of an item that was linked.
fn ledger<'a>(world: &'a mut World, item: &Item) -> &'a Ledger {
    world.readable_ledger(item).expect("only a person with a ledger can be linked")
}
