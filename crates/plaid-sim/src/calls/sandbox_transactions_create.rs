//! `POST /sandbox/transactions/create`: rows of the caller's own at a person's bank.
//!
//! Only `user_transactions_dynamic` takes them, and they are booked at once, since no day may lie
//! ahead. They land on the account that is named, or on the first depository account, and are told as
//! a refresh is. What Plaid answers for another person is not documented; here it is INVALID_FIELD.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{Call, healthy_item, ledger};
use crate::bank::event::CreatedRow;
use crate::bank::ledger::Ledger;
use crate::bank::person::DYNAMIC;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Field, Request, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/sandbox/transactions/create",
    purpose: "rows of one's own at the bank of user_transactions_dynamic",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), required("transactions")],
    answer,
};

const ROW_FIELDS: &[Field] = &[
    required("date_transacted"),
    required("date_posted"),
    required("amount"),
    required("description"),
    optional("iso_currency_code"),
    optional("account_id"),
];
const ROWS_MAX: usize = 10;
/// How many days back a row may lie.
const DAYS_BACK: u64 = 14;
/// What a number of JSON carries without loss.
const DIGITS_MAX: usize = 15;

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = healthy_item(world, request)?;
    if item.username != DYNAMIC {
        let message = format!("transactions can only be created for items of {DYNAMIC}");
        return Err(Refusal::field(message));
    }
    if item.transactions_since.is_none() {
        return Err(Refusal::of("PRODUCT_NOT_ENABLED"));
    }
    let rows = request.value("transactions").and_then(Value::as_array);
    let rows = rows.filter(|rows| (1..=ROWS_MAX).contains(&rows.len())).ok_or_else(|| {
        Refusal::field(format!("transactions must be a list of 1 to {ROWS_MAX} objects"))
    })?;
    let ledger = ledger(world, &item);
    let row = |(place, row): (usize, &Value)| {
        let members = row
            .as_object()
            .cloned()
            .ok_or_else(|| Refusal::field(format!("transactions[{place}] must be an object")))?;
        read(&format!("transactions[{place}]"), members, ledger)
    };
    let rows = rows.iter().enumerate().map(row).collect::<Result<_, _>>()?;
    world.create_rows(&item, rows)?;
    Ok(object([]))
}

fn read(path: &str, members: Map<String, Value>, ledger: &Ledger) -> Result<CreatedRow, Refusal> {
    let within = |refusal: Refusal| {
        Refusal::saying(refusal.code(), format!("{path}: {}", refusal.message()))
    };
    let row = Request::of(members);
    row.check(ROW_FIELDS).map_err(within)?;
    let (first, last) = (ledger.today() - Days::new(DAYS_BACK), ledger.today());
    let date = |name: &str| -> Result<NaiveDate, Refusal> {
        let date = row.date(name).map_err(within)?;
        date.filter(|date| (first..=last).contains(date)).ok_or_else(|| {
            Refusal::field(format!("{path}.{name} must be between {first} and {last}"))
        })
    };
    let currency = row.text("iso_currency_code").map_err(within)?;
    let is_code =
        |code: &&str| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    if currency.is_some_and(|code| !is_code(&code)) {
        return Err(Refusal::field(format!("{path}.iso_currency_code must be a currency code")));
    }
    let account = if let Some(id) = row.text("account_id").map_err(within)? {
        ledger.account_place(id).ok_or_else(|| Refusal::of("INVALID_ACCOUNT_ID"))?
    } else {
        let mut offers = ledger.offers().filter(|offer| offer.is_shared);
        let depository = offers.find(|offer| offer.account.family == "depository");
        depository.ok_or_else(|| Refusal::of("NO_ACCOUNTS"))?.place
    };
    Ok(CreatedRow {
        account,
        date_transacted: date("date_transacted")?,
        date_posted: date("date_posted")?,
        amount: amount(row.value("amount"))
            .ok_or_else(|| Refusal::field(format!("{path}.amount must be a number of money")))?,
        description: row.required_text("description").map_err(within)?.to_owned(),
        currency: currency.map(ToOwned::to_owned),
    })
}

/// An amount exactly as it was written: a number with more digits would have lost some by now.
fn amount(value: Option<&Value>) -> Option<Decimal> {
    let text = value?.as_number()?.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    Decimal::from_str_exact(&text).ok().filter(|_| digits <= DIGITS_MAX)
}
