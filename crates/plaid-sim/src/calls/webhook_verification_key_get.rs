//! `POST /webhook_verification_key/get`: the key that proves a webhook.

use super::Call;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/webhook_verification_key/get",
    purpose: "the key that proves a webhook",
    rate_limit: "RATE_LIMIT",
    fields: &[required("key_id")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let key = world.keys.json(request.required_text("key_id")?);
    let key = key.ok_or_else(|| Refusal::of("INVALID_WEBHOOK_VERIFICATION_KEY_ID"))?;
    Ok(object([("key", key)]))
}
