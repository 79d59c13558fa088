//! `POST /item/public_token/exchange`: the access token of a fresh item, once.

use super::Call;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/item/public_token/exchange",
    purpose: "a public token for an access token",
    rate_limit: "RATE_LIMIT",
    fields: &[required("public_token")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let public_token = request.required_text("public_token")?;
    let (access_token, item_id) = world.exchange(public_token)?;
    Ok(object([("access_token", access_token.into()), ("item_id", item_id.into())]))
}
