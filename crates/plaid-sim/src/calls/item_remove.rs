//! `POST /item/remove`: ends an item. Its access token answers ITEM_NOT_FOUND from then on.

use super::{Call, item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/item/remove",
    purpose: "ends an item",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), optional("reason_code"), optional("reason_note")],
    answer,
};

const REASONS: [&str; 6] = [
    "FRAUD_FIRST_PARTY",
    "FRAUD_FALSE_IDENTITY",
    "FRAUD_ABUSE",
    "FRAUD_OTHER",
    "CONNECTION_IS_NON_FUNCTIONAL",
    "OTHER",
];
const NOTE_LENGTH_MAX: usize = 512;

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    if request.text("reason_code")?.is_some_and(|reason| !REASONS.contains(&reason)) {
        return Err(Refusal::field(format!("reason_code must be one of {}", REASONS.join(", "))));
    }
    let note = request.text("reason_note")?;
    if note.is_some_and(|note| note.chars().count() > NOTE_LENGTH_MAX) {
        let message = format!("reason_note must be at most {NOTE_LENGTH_MAX} characters long");
        return Err(Refusal::field(message));
    }
    let item = item(world, request)?;
    world.remove(&item.id)?;
    Ok(object([]))
}
