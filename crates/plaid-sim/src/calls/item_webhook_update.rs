//! `POST /item/webhook/update`: where an item's webhooks go from now on. Null and "" mean nowhere.

use super::{Call, item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/item/webhook/update",
    purpose: "where an item's webhooks go from now on",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), optional("webhook")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    let webhook = match request.text("webhook") {
        Ok(Some("")) => None,
        Ok(_) | Err(_) => request.web_address("webhook")?,
    };
    let item = world.set_webhook(&item, webhook)?;
    Ok(object([("item", world.item_json(&item))]))
}
