//! `POST /auth/get`: the numbers under which money reaches an item's accounts.

use super::chosen::{Chosen, accounts_json};
use super::{Call, healthy_item, item_with, ledger};
use crate::bank::numbers::{Numbers, has_numbers};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/auth/get",
    purpose: "account and routing numbers",
    rate_limit: "AUTH_LIMIT",
    fields: &[required("access_token"), group("options", &[optional("account_ids")])],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = healthy_item(world, request)?;
    let chosen = Chosen::read(request, "options.account_ids")?;
    chosen.check(ledger(world, &item))?;
    let item = item_with(world, &item, "auth")?;
    let accounts = chosen.accounts(ledger(world, &item), has_numbers);
    if accounts.is_empty() {
        return Err(Refusal::of("NO_AUTH_ACCOUNTS"));
    }
    let mut numbers = Numbers::default();
    for (account, id, _) in &accounts {
        numbers.add(account, id, item.institution().country);
    }
    let accounts = accounts_json(&accounts, item.institution().currency());
    Ok(object([("accounts", accounts), ("item", item.json()), ("numbers", numbers.json())]))
}
