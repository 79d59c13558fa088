//! `POST /transactions/recurring/get`: what comes and goes again and again.
//!
//! Not ready before all days are extracted. The streams are found anew at each call, so they follow
//! the rows; from the first call on, RECURRING_TRANSACTIONS_UPDATE tells when they change.

use super::chosen::Chosen;
use super::transactions_sync::{look, with_transactions};
use super::{Call, ledger, readable_item};
use crate::bank::identifiers::identifier;
use crate::bank::ledger::Ledger;
use crate::bank::row::Look;
use crate::bank::streams::{self, Stream};
use crate::json::{Json, list, milliseconds, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;
use crate::world::durable::Item;
use crate::world::items::{DAYS_REQUESTED, Readiness};

pub const CALL: Call = Call {
    path: "/transactions/recurring/get",
    purpose: "what comes and goes again and again",
    rate_limit: "TRANSACTIONS_LIMIT",
    fields: &[
        required("access_token"),
        optional("account_ids"),
        group(
            "options",
            &[
                optional("include_personal_finance_category"),
                optional("personal_finance_category_version"),
            ],
        ),
    ],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = readable_item(world, request)?;
    let look = look(request)?;
    let chosen = Chosen::read(request, "account_ids")?;
    chosen.check(ledger(world, &item))?;
    let item = with_transactions(world, item, DAYS_REQUESTED)?;
    let updated_at = world.last_update(&item);
    let updated_at = updated_at.filter(|_| world.readiness(&item) == Readiness::Historical);
    let updated_at = updated_at.ok_or_else(|| Refusal::of("PRODUCT_NOT_READY"))?;
    let item = world.announce_streams(item)?;
    let ledger = ledger(world, &item);
    let mut rows = ledger.rows();
    rows.retain(|row| chosen.has(ledger.account_id(row.line.account)));
    let (inflow, outflow): (Vec<_>, Vec<_>) =
        streams::find(&rows).into_iter().partition(Stream::is_inflow);
    let shown = |streams: &[Stream]| {
        list(streams.iter().map(|stream| stream_json(stream, ledger, &item, look)))
    };
    Ok(object([
        ("inflow_streams", shown(&inflow)),
        ("outflow_streams", shown(&outflow)),
        (
            "personal_finance_category_version",
            (if look.second_taxonomy { "v2" } else { "v1" }).into(),
        ),
        ("updated_datetime", milliseconds(updated_at)),
    ]))
}

fn stream_json(stream: &Stream, ledger: &Ledger, item: &Item, look: Look) -> Json {
    let last = stream.last();
    let description = &last.line.description;
    let account_id = ledger.account_id(last.line.account);
    let direction = if stream.is_inflow() { "in" } else { "out" };
    let id = identifier(&["stream", account_id, stream.counterparty(), direction]);
    let currency = last.line.currency.as_deref().unwrap_or(item.institution().currency());
    let money = |amount: rust_decimal::Decimal| {
        object([
            ("amount", amount.into()),
            ("iso_currency_code", currency.into()),
            ("unofficial_currency_code", Json::Null),
        ])
    };
    let today = ledger.today();
    let is_active = stream.is_active(today);
    let merchant = description.merchant.as_ref().map(|merchant| &*merchant.name);
    object([
        ("account_id", account_id.into()),
        ("average_amount", money(stream.average())),
        ("category", description.legacy.map(|(path, _)| list(path)).into()),
        ("category_id", description.legacy.map(|(_, id)| id).into()),
        ("description", last.line.name.as_str().into()),
        ("first_date", stream.first().line.date.into()),
        ("frequency", stream.rhythm.name().into()),
        ("is_active", is_active.into()),
        ("is_user_modified", false.into()),
        ("last_amount", money(last.line.amount)),
        ("last_date", last.line.date.into()),
        ("merchant_name", merchant.into()),
        ("personal_finance_category", last.category_json(look)),
        ("predicted_next_date", is_active.then(|| stream.next_on()).into()),
        ("status", stream.status(today).into()),
        ("stream_id", id.into()),
        ("transaction_ids", list(stream.rows.iter().map(|row| &row.transaction_id))),
    ])
}
