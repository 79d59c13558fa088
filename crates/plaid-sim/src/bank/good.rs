//! `user_good`: Plaid's standard test person with its twelve accounts and its fixed cycle.
//!
//! A row posts on each day whose number since 1970-01-01 leaves a given rest when divided by 30,
//! and nothing else ever happens: there are no pending rows and the balances stand still. The
//! figures lie in `good.json`.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::account::{Account, Balances, Funds};
use super::purchase::{Day, Description, Merchant, Payment, Place, Purchase, Wording};

const CYCLE_DAYS: i64 = 30;

/// The accounts, in the order of their masks.
pub fn accounts() -> Vec<Account> {
    let account = |figures: &'static AccountFigures| Account {
        mask: figures.mask.clone(),
        name: Cow::Borrowed(&figures.name),
        official_name: figures.official_name.as_deref().map(Cow::Borrowed),
        family: Cow::Borrowed(&figures.family),
        subtype: Cow::Borrowed(&figures.subtype),
        holder_category: figures.holder_category.as_deref(),
        limit: decimal(figures.limit.as_deref()),
        currency: None,
        numbering: None,
        funds: Funds::Stated,
        opens_on: None,
        closes_on: None,
    };
    FIGURES.accounts.iter().map(account).collect()
}

/// The balances of the account at that place, which never change.
pub fn balances(account: usize) -> Balances {
    let figures = &FIGURES.accounts[account];
    Balances {
        available: decimal(figures.available.as_deref()),
        current: decimal(Some(&figures.current)),
    }
}

/// The rows that post on that day.
pub fn day(day: NaiveDate) -> Day {
    let rest = day.signed_duration_since(NaiveDate::default()).num_days().rem_euclid(CYCLE_DAYS);
    let due = FIGURES.rows.iter().filter(|row| row.rest == rest);
    Day { purchases: due.map(|row| purchase(row, day)).collect(), corrections: Vec::new() }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    accounts: Vec<AccountFigures>,
    rows: Vec<RowFigures>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFigures {
    mask: String,
    name: String,
    official_name: Option<String>,
    family: String,
    subtype: String,
    available: Option<String>,
    current: String,
    limit: Option<String>,
    holder_category: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFigures {
    rest: i64,
    mask: String,
    amount: String,
    name: String,
    authorized_days_before: Option<u64>,
    channel: String,
    transaction_type: String,
    merchant: Option<MerchantFigures>,
    category: String,
    confidence: String,
    legacy: Vec<String>,
    legacy_id: String,
    store_number: Option<String>,
    payment_method: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MerchantFigures {
    name: String,
    entity_id: Option<String>,
    logo_url: Option<String>,
    website: Option<String>,
}

static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    serde_json::from_str(include_str!("good.json")).expect("the figures are well formed")
});

fn purchase(row: &'static RowFigures, day: NaiveDate) -> Purchase {
    let account = FIGURES.accounts.iter().position(|account| account.mask == row.mask);
    let amount = decimal(Some(&row.amount)).expect("every row has an amount");
    let authorized_on = row.authorized_days_before.map(|days| day - Days::new(days));
    let merchant = row.merchant.as_ref().map(|merchant| Merchant {
        name: Cow::Borrowed(&merchant.name),
        entity_id: merchant.entity_id.as_deref().map(Cow::Borrowed),
        website: merchant.website.as_deref(),
        logo_url: merchant.logo_url.as_deref(),
        counterparty: "merchant",
    });
    Purchase {
        account: account.expect("every row belongs to an account"),
        authorized_on,
        posts_on: day,
        pending: None,
        posted: Some(Wording { amount, name: row.name.clone() }),
        currency: None,
        description: Description {
            merchant,
            category: &row.category,
            confidence: &row.confidence,
            channel: &row.channel,
            transaction_type: &row.transaction_type,
            legacy: Some((&row.legacy, &row.legacy_id)),
            place: Place { store_number: row.store_number.as_deref(), ..Place::default() },
            payment: Payment { method: row.payment_method.as_deref(), ..Payment::default() },
            check_number: None,
            shows_running_balance: false,
        },
    }
}

fn decimal(text: Option<&str>) -> Option<Decimal> {
    text.map(|text| Decimal::from_str_exact(text).expect("the figures are decimals"))
}
