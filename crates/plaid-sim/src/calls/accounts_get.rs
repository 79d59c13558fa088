//! `POST /accounts/get`: an item's accounts with their balances.

use super::{Call, item, ledger};
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

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    let malformed =
        || Refusal::field("options.account_ids must be a non-empty array of valid account ids");
    let wanted = request.texts("options.account_ids").map_err(|_| malformed())?;
    if wanted.as_ref().is_some_and(Vec::is_empty) {
        return Err(malformed());
    }
    let currency = item.institution().currency();
    let ledger = ledger(world, &item);
    let is_unknown = |id: &str| ledger.account_place(id).is_none();
    if wanted.iter().flatten().any(|id| is_unknown(id)) {
        return Err(Refusal::of("INVALID_ACCOUNT_ID"));
    }
    let is_wanted = |id: &str| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
    let accounts = ledger.accounts().filter(|(_, id, _)| is_wanted(id));
    let accounts = accounts.map(|(account, id, balances)| account.json(id, currency, &balances));
    let accounts = Json::List(accounts.collect());
    Ok(object([("accounts", accounts), ("item", item.json())]))
}
