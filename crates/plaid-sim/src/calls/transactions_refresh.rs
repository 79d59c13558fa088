//! `POST /transactions/refresh`: asks an item's bank for what is new.
//!
//! For `user_transactions_dynamic` each refresh changes rows, and for the three personas some bring
//! new ones. The other banks show what they have at once, so there is nothing more to fetch. Either
//! way webhooks tell what is new.

use super::sandbox_public_token_create::check_support;
use super::{Call, healthy_item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/transactions/refresh",
    purpose: "asks the bank for what is new",
    rate_limit: "TRANSACTIONS_REFRESH_LIMIT",
    fields: &[required("access_token")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = healthy_item(world, request)?;
    check_support(item.institution(), &["transactions".to_owned()])?;
    if item.transactions_since.is_none() {
        return Err(Refusal::of("PRODUCT_NOT_ENABLED"));
    }
    world.refresh(&item)?;
    Ok(object([]))
}
