//! `POST /item/get`: an item and how its updates go.

use super::{Call, item};
use crate::json::{Json, list, milliseconds, object, seconds};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/item/get",
    purpose: "an item and how its updates go",
    rate_limit: "ITEM_GET_LIMIT",
    fields: &[required("access_token")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    let updates =
        |last| object([("last_failed_update", Json::Null), ("last_successful_update", last)]);
    let last = world.last_update(&item).map(milliseconds);
    // Plaid sends the investments' status also where that product is not used.
    let status = object([
        ("investments", updates(Json::Null)),
        ("last_webhook", world.durable().outbox.last_sent(&item.id)),
        ("transactions", updates(last.into())),
    ]);
    let shown = world
        .item_json(&item)
        .with("consented_data_scopes", list(["account_balance_info", "transactions"]))
        .with("consented_use_cases", Json::List(Vec::new()))
        .with("created_at", seconds(item.created_at));
    Ok(object([("item", shown), ("status", status)]))
}
