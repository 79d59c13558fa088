//! `POST /accounts/balance/get`: an item's accounts with the balances that the bank has right now.
//!
//! The simulated bank has one set of balances, so these are those of `/accounts/get`.

use chrono::DateTime;

use super::{Call, accounts_get, healthy_item};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/accounts/balance/get",
    purpose: "an item's accounts with live balances",
    rate_limit: "ACCOUNTS_BALANCE_GET_LIMIT",
    fields: &[
        required("access_token"),
        group("options", &[optional("account_ids"), optional("min_last_updated_datetime")]),
    ],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let path = "options.min_last_updated_datetime";
    if request.text(path)?.is_some_and(|moment| DateTime::parse_from_rfc3339(moment).is_err()) {
        return Err(Refusal::field(format!("{path} must be an RFC 3339 date and time")));
    }
    // The bank is asked, so what was extracted before does not do.
    healthy_item(world, request)?;
    accounts_get::answer(world, request)
}
