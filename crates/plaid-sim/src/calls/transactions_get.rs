//! `POST /transactions/get`: the transactions between two days, newest first, by pages.
//!
//! Until the first extraction it answers PRODUCT_NOT_READY, and until the second it knows the last
//! 30 days alone. Pages are cut from what the bank knows at each call, so they shift under a
//! client while rows change, as Plaid's do.

use super::chosen::{Chosen, accounts_json};
use super::transactions_sync::{extracted, look, with_transactions};
use super::{Call, ledger, readable_item};
use crate::bank::account::Account;
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::request::{Field, Request, group, missing_fields, optional, required};
use crate::world::World;
use crate::world::items::{DAYS_REQUESTED, DAYS_REQUESTED_MAX};

pub const CALL: Call = Call {
    path: "/transactions/get",
    purpose: "the transactions between two days",
    rate_limit: "TRANSACTIONS_LIMIT",
    fields: FIELDS,
    answer,
};

const FIELDS: &[Field] = &[
    required("access_token"),
    required("start_date"),
    required("end_date"),
    group(
        "options",
        &[
            optional("account_ids"),
            optional("count"),
            optional("offset"),
            optional("include_original_description"),
            optional("include_personal_finance_category_beta"),
            optional("include_personal_finance_category"),
            optional("include_logo_and_counterparty_beta"),
            optional("personal_finance_category_version"),
            optional("days_requested"),
        ],
    ),
];

const COUNT: u64 = 100;
const COUNT_MAX: u64 = 500;
const OFFSET_MAX: u64 = 1_000_000;

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let day = |name: &str| request.date(name)?.ok_or_else(|| missing_fields(&[name.to_owned()]));
    let (first, last) = (day("start_date")?, day("end_date")?);
    if last < first {
        return Err(Refusal::field("start_date must not be after end_date"));
    }
    let number = |name: &str, least, most, usual| {
        let number = request.number(name, least, most)?.unwrap_or(usual);
        Ok(usize::try_from(number).expect("a page's bound fits into a usize"))
    };
    let count = number("options.count", 1, COUNT_MAX, COUNT)?;
    let offset = number("options.offset", 0, OFFSET_MAX, 0)?;
    let days_requested = request.number("options.days_requested", 1, DAYS_REQUESTED_MAX)?;
    let look = look(request)?;
    let chosen = Chosen::read(request, "options.account_ids")?;
    let item = readable_item(world, request)?;
    let item = with_transactions(world, item, days_requested.unwrap_or(DAYS_REQUESTED))?;
    let readiness = world.readiness(&item);
    let ledger = ledger(world, &item);
    chosen.check(ledger)?;
    let extracted = extracted(ledger, readiness).ok_or_else(|| Refusal::of("PRODUCT_NOT_READY"))?;
    let currency = item.institution().currency();
    let mut rows = ledger.rows_at(extracted);
    rows.retain(|row| {
        let is_between = (first..=last).contains(&row.line.date);
        is_between && chosen.has(ledger.account_id(row.line.account))
    });
    let page = rows.iter().skip(offset).take(count);
    let page = page.map(|row| row.json(ledger.account_id(row.line.account), currency, look));
    let accounts = chosen.accounts(ledger, Account::has_transactions);
    Ok(object([
        ("accounts", accounts_json(&accounts, currency)),
        ("item", item.json()),
        ("total_transactions", rows.len().into()),
        ("transactions", list(page)),
    ]))
}
