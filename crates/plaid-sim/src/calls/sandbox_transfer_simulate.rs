//! `POST /sandbox/transfer/simulate` and its forerunner: a transfer takes its next step.

use super::Call;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Field, Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/sandbox/transfer/simulate",
    purpose: "the next step of a transfer",
    rate_limit: "RATE_LIMIT",
    fields: &[
        required("transfer_id"),
        required("event_type"),
        optional("test_clock_id"),
        optional("webhook"),
        FAILURE,
    ],
    answer: |world, request| simulate(world, request, "transfer_id"),
};
pub const BANK: Call = Call {
    path: "/sandbox/bank_transfer/simulate",
    purpose: "the next step of a bank transfer",
    rate_limit: "RATE_LIMIT",
    fields: &[required("bank_transfer_id"), required("event_type"), FAILURE],
    answer: |world, request| simulate(world, request, "bank_transfer_id"),
};

const FAILURE: Field = group(
    "failure_reason",
    &[optional("failure_code"), optional("ach_return_code"), optional("description")],
);
const UNEXPLAINED: &str = "the transfer did not succeed";

fn simulate(world: &mut World, request: &Request, id: &str) -> Result<Json, Refusal> {
    let transfer_id = request.required_text(id)?;
    let kind = request.required_text("event_type")?;
    let failure = request.text("failure_reason.description")?;
    let is_failure = matches!(kind, "failed" | "returned" | "reversed");
    let failure = is_failure.then_some(failure.unwrap_or(UNEXPLAINED));
    world.move_transfer(transfer_id, kind, failure)?;
    Ok(object([]))
}
