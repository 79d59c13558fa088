//! `POST /sandbox/item/set_verification_status`: the end of a verification by micro-deposits.
//!
//! No item of the simulator is ever verified that way, so the call checks what it is given and then
//! says so.

use super::{Call, item, ledger};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/sandbox/item/set_verification_status",
    purpose: "the end of a verification by micro-deposits, which no item here is in",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), required("account_id"), required("verification_status")],
    answer,
};

const STATUSES: [&str; 2] = ["automatically_verified", "verification_expired"];

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    if !STATUSES.contains(&request.required_text("verification_status")?) {
        let message = format!("verification_status must be one of {}", STATUSES.join(", "));
        return Err(Refusal::field(message));
    }
    let account_id = request.required_text("account_id")?;
    let account = ledger(world, &item).account_place(account_id);
    account.ok_or_else(|| Refusal::of("INVALID_ACCOUNT_ID"))?;
    Err(Refusal::field("account_id must be in the state of automated micro-deposits"))
}
