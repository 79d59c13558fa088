//! `POST /accounts/get`: an item's accounts with their balances.

use super::chosen::{Chosen, accounts_json};
use super::{Call, ledger, readable_item};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/accounts/get",
    purpose: "an item's accounts with their balances",
    rate_limit: "ACCOUNTS_LIMIT",
    fields: &[required("access_token"), group("options", &[optional("account_ids")])],
    answer,
};

/// Answers with the accounts that the request chooses.
pub fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = readable_item(world, request)?;
    let chosen = Chosen::read(request, "options.account_ids")?;
    let shown = world.item_json(&item);
    let ledger = ledger(world, &item);
    chosen.check(ledger)?;
    let accounts = chosen.accounts(ledger, |_| true);
    let accounts = accounts_json(&accounts, item.institution().currency());
    Ok(object([("accounts", accounts), ("item", shown)]))
}
