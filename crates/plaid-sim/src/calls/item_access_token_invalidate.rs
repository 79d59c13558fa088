//! `POST /item/access_token/invalidate`: a new access token for an item; the old one ends at once.

use super::{Call, item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/item/access_token/invalidate",
    purpose: "a new access token in place of the old one",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    item(world, request)?;
    let fresh = world.rotate(request.required_text("access_token")?)?;
    Ok(object([("new_access_token", fresh.into())]))
}
