//! `POST /transfer/event/sync` and its retired forerunner: the steps of transfers, from an id on.

use super::Call;
use crate::json::{Json, object, seconds};
use crate::refusal::Refusal;
use crate::request::{Request, optional, required};
use crate::world::World;
use crate::world::transfers::TransferEvent;

pub const CALL: Call = Call {
    path: "/transfer/event/sync",
    purpose: "the steps of transfers",
    rate_limit: "RATE_LIMIT",
    fields: &[required("after_id"), optional("count")],
    answer,
};
pub const BANK: Call = Call {
    path: "/bank_transfer/event/sync",
    purpose: "the steps of bank transfers",
    rate_limit: "RATE_LIMIT",
    fields: &[required("after_id"), optional("count")],
    answer: answer_bank,
};

const COUNT: u64 = 100;
const COUNT_MAX: u64 = 500;
const BANK_COUNT_MAX: u64 = 25;
const ID_MAX: u64 = i64::MAX.unsigned_abs();
/// The steps that bank transfers know.
const BANK_KINDS: [&str; 5] = ["pending", "cancelled", "failed", "posted", "reversed"];

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let is_known = |event: &&TransferEvent| event.kind != "reversed";
    let (events, has_more) = page(world, request, (COUNT, COUNT_MAX), is_known)?;
    let shown = events.into_iter().map(event_json).collect();
    Ok(object([("has_more", has_more.into()), ("transfer_events", Json::List(shown))]))
}

fn answer_bank(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let is_known = |event: &&TransferEvent| BANK_KINDS.contains(&event.kind.as_str());
    let (events, _) = page(world, request, (BANK_COUNT_MAX, BANK_COUNT_MAX), is_known)?;
    let shown = events.into_iter().map(bank_event_json).collect();
    Ok(object([("bank_transfer_events", Json::List(shown))]))
}

/// The events behind an id, at most as many as are wanted, and whether there are more.
fn page<'a>(
    world: &'a World,
    request: &Request,
    (usual, most): (u64, u64),
    is_known: impl Fn(&&TransferEvent) -> bool,
) -> Result<(Vec<&'a TransferEvent>, bool), Refusal> {
    let after = request.number("after_id", 0, ID_MAX)?.unwrap_or_default();
    let count = request.number("count", 1, most)?.unwrap_or(usual);
    let count = usize::try_from(count).expect("a page's bound fits into a usize");
    let events = world.durable().transfer_events.iter();
    let mut events = events.filter(|event| event.id > after).filter(is_known);
    let page = events.by_ref().take(count).collect();
    Ok((page, events.next().is_some()))
}

fn event_json(event: &TransferEvent) -> Json {
    object([
        ("account_id", event.account_id.as_str().into()),
        ("event_id", event.id.to_string().parse().map_or(Json::Null, Json::Exact)),
        ("event_type", event.kind.as_str().into()),
        ("failure_reason", failure_json(event)),
        ("funding_account_id", Json::Null),
        ("intent_id", Json::Null),
        ("origination_account_id", Json::Null),
        ("originator_client_id", Json::Null),
        ("refund_id", Json::Null),
        ("sweep_amount", Json::Null),
        ("sweep_id", Json::Null),
        ("timestamp", seconds(event.at)),
        ("transfer_amount", event.amount.as_str().into()),
        ("transfer_id", event.transfer_id.as_str().into()),
        ("transfer_type", event.direction.name().into()),
        ("wire_return_fee", Json::Null),
    ])
}

fn bank_event_json(event: &TransferEvent) -> Json {
    // Seen from the one who asks for the money, taking it from an account is inbound.
    let direction = if event.direction.name() == "debit" { "inbound" } else { "outbound" };
    object([
        ("account_id", event.account_id.as_str().into()),
        ("bank_transfer_amount", event.amount.as_str().into()),
        ("bank_transfer_id", event.transfer_id.as_str().into()),
        ("bank_transfer_iso_currency_code", "USD".into()),
        ("bank_transfer_type", event.direction.name().into()),
        ("direction", direction.into()),
        ("event_id", event.id.to_string().parse().map_or(Json::Null, Json::Exact)),
        ("event_type", event.kind.as_str().into()),
        ("failure_reason", failure_json(event)),
        ("origination_account_id", Json::Null),
        ("timestamp", seconds(event.at)),
    ])
}

fn failure_json(event: &TransferEvent) -> Json {
    event.failure.as_deref().map_or(Json::Null, |description| {
        object([("ach_return_code", Json::Null), ("description", description.into())])
    })
}
