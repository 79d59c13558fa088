//! `POST /identity/get`: an item's accounts with whose they are.

use super::chosen::Chosen;
use super::{Call, healthy_item, item_with, ledger};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/identity/get",
    purpose: "whose an item's accounts are",
    rate_limit: "IDENTITY_LIMIT",
    fields: &[required("access_token"), group("options", &[optional("account_ids")])],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = healthy_item(world, request)?;
    let chosen = Chosen::read(request, "options.account_ids")?;
    chosen.check(ledger(world, &item))?;
    let item = item_with(world, &item, "identity")?;
    let currency = item.institution().currency();
    let ledger = ledger(world, &item);
    let accounts = chosen.accounts(ledger, |_| true);
    let accounts = accounts.iter().map(|(account, id, balances)| {
        account.json(id, currency, balances).with("owners", list(ledger.owner_json(id)))
    });
    Ok(object([("accounts", list(accounts)), ("item", item.json())]))
}
