//! `POST /sandbox/item/reset_login`: the bank asks an item's person to sign in again.

use super::{Call, item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/sandbox/item/reset_login",
    purpose: "an item that needs a new sign-in",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    world.lose_login(&item.id)?;
    Ok(object([("reset_login", true.into())]))
}
