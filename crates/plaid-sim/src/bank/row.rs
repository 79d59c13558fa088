//! A row of the ledger, and Plaid's transaction object of it.
//!
//! A row is never changed: what a bank alters becomes a new row with the same id. Keys that Plaid
//! always sends are always there, with null where nothing is known.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::identifiers::identifier;
use super::purchase::{Description, Merchant, Payment, Place, PurchaseKey};
use crate::json::{Json, list, object};

/// One version of one transaction.
#[derive(Clone, Debug)]
pub struct Row {
    /// Plaid's id of it.
    pub transaction_id: String,
    /// The id of the pending row that it replaces.
    pub pending_transaction_id: Option<String>,
    /// What it says.
    pub line: Line,
}

/// What a row says, before it has an id.
#[derive(Clone, Debug)]
pub struct Line {
    /// The purchase that it stands for.
    pub purchase: PurchaseKey,
    /// The account's place in its person's list.
    pub account: usize,
    /// Whether it is still to be booked.
    pub pending: bool,
    /// Whether a pending row came before it.
    pub replaces_pending: bool,
    /// The amount, positive when money leaves the account.
    pub amount: Decimal,
    /// The currency, where it isn't the account's.
    pub currency: Option<Cow<'static, str>>,
    /// The day it was booked, or came up while it is pending.
    pub date: NaiveDate,
    /// The day it was authorised, where the bank tells.
    pub authorized_on: Option<NaiveDate>,
    /// The bank's text.
    pub name: String,
    /// The rest, shared by all versions.
    pub description: Arc<Description>,
}

/// What a caller may choose about how transactions look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Whether the bank's own text is shown.
    pub original_description: bool,
    /// Whether categories are of the second taxonomy.
    pub second_taxonomy: bool,
}

/// The dollars that a bank books for a euro. It stands still, so that balances can be checked.
pub const DOLLARS_PER_EURO: Decimal = Decimal::from_parts(108, 0, 0, false, 2);

impl Line {
    /// The row that this line is at that item.
    pub fn row(self, item_id: &str) -> Row {
        let day = self.purchase.day.to_string();
        let place = self.purchase.place.to_string();
        let id = |stage| identifier(&["transaction", item_id, &day, &place, stage]);
        Row {
            transaction_id: id(if self.pending { "pending" } else { "posted" }),
            pending_transaction_id: self.replaces_pending.then(|| id("pending")),
            line: self,
        }
    }

    /// Whether nobody could tell it from the other one, of the same transaction.
    pub fn says_the_same(&self, other: &Line) -> bool {
        self.pending == other.pending && self.amount == other.amount && self.name == other.name
    }

    /// What the row does to its account's balance, in the account's currency.
    pub fn booked(&self) -> Decimal {
        match self.currency.as_deref() {
            Some("EUR") => (self.amount * DOLLARS_PER_EURO).round_dp(2),
            _ => self.amount,
        }
    }
}

impl Row {
    /// Plaid's category object.
    pub fn category_json(&self, look: Look) -> Json {
        category(&self.line.description, look).1
    }

    /// Plaid's transaction object.
    pub fn json(&self, account_id: &str, account_currency: &str, look: Look) -> Json {
        let Row { line, .. } = self;
        let description = &*line.description;
        let original = look.original_description.then_some(line.name.as_str());
        let (primary, category) = category(description, look);
        let merchant = description.merchant.as_ref();
        let shown = object([
            ("account_id", account_id.into()),
            ("account_owner", Json::Null),
            ("amount", line.amount.into()),
            ("authorized_date", line.authorized_on.into()),
            ("authorized_datetime", Json::Null),
            ("category", description.legacy.map(|(path, _)| list(path)).into()),
            ("category_id", description.legacy.map(|(_, id)| id).into()),
            ("check_number", description.check_number.as_deref().into()),
            ("counterparties", merchant.map_or_else(|| Json::List(Vec::new()), counterparties)),
            ("date", line.date.into()),
            ("datetime", Json::Null),
            ("iso_currency_code", line.currency.as_deref().unwrap_or(account_currency).into()),
            ("location", location(&description.place)),
            ("logo_url", merchant.and_then(|merchant| merchant.logo_url).into()),
            (
                "merchant_entity_id",
                merchant.and_then(|merchant| merchant.entity_id.as_deref()).into(),
            ),
            ("merchant_name", merchant.map(|merchant| &*merchant.name).into()),
            ("name", line.name.as_str().into()),
            ("original_description", original.into()),
            ("payment_channel", description.channel.into()),
            ("payment_meta", payment_meta(&description.payment)),
            ("pending", line.pending.into()),
            ("pending_transaction_id", self.pending_transaction_id.as_deref().into()),
            ("personal_finance_category", category),
            (
                "personal_finance_category_icon_url",
                format!("https://plaid-category-icons.plaid.com/PFC_{primary}.png").into(),
            ),
            ("transaction_code", Json::Null),
            ("transaction_id", self.transaction_id.as_str().into()),
            ("transaction_type", description.transaction_type.into()),
            ("unofficial_currency_code", Json::Null),
            ("website", merchant.and_then(|merchant| merchant.website).into()),
        ]);
        if description.shows_running_balance && !line.pending {
            return shown.with("running_balance", Json::Null);
        }
        shown
    }
}

/// The primaries of both taxonomies: a detailed code begins with its primary.
const PRIMARIES: [&str; 17] = [
    "INCOME",
    "TRANSFER_IN",
    "TRANSFER_OUT",
    "LOAN_PAYMENTS",
    "LOAN_DISBURSEMENTS",
    "BANK_FEES",
    "ENTERTAINMENT",
    "FOOD_AND_DRINK",
    "GENERAL_MERCHANDISE",
    "HOME_IMPROVEMENT",
    "MEDICAL",
    "PERSONAL_CARE",
    "GENERAL_SERVICES",
    "GOVERNMENT_AND_NON_PROFIT",
    "TRANSPORTATION",
    "TRAVEL",
    "RENT_AND_UTILITIES",
];

fn category(description: &Description, look: Look) -> (&'static str, Json) {
    // Of the codes that our persons use, the second taxonomy renamed these.
    let detailed = match description.category {
        "INCOME_WAGES" if look.second_taxonomy => "INCOME_SALARY",
        "INCOME_OTHER_INCOME" if look.second_taxonomy => "INCOME_OTHER",
        "TRANSFER_IN_CASH_ADVANCES_AND_LOANS" if look.second_taxonomy => "LOAN_DISBURSEMENTS_EWA",
        code => code,
    };
    let primary = PRIMARIES.into_iter().find(|primary| detailed.starts_with(primary));
    let primary = primary.expect("every detailed category begins with its primary");
    let category = object([
        ("confidence_level", description.confidence.into()),
        ("detailed", detailed.into()),
        ("primary", primary.into()),
        ("version", (if look.second_taxonomy { "v2" } else { "v1" }).into()),
    ]);
    (primary, category)
}

fn counterparties(merchant: &Merchant) -> Json {
    let known = if merchant.entity_id.is_some() { "VERY_HIGH" } else { "LOW" };
    list([object([
        ("confidence_level", known.into()),
        ("entity_id", merchant.entity_id.as_deref().into()),
        ("logo_url", merchant.logo_url.into()),
        ("name", (&*merchant.name).into()),
        ("type", merchant.counterparty.into()),
        ("website", merchant.website.into()),
    ])])
}

fn location(place: &Place) -> Json {
    let degrees = |value: Option<i64>| value.map(|value| Decimal::new(value, 4));
    object([
        ("address", place.address.into()),
        ("city", place.city.into()),
        ("country", place.country.into()),
        ("lat", degrees(place.latitude).into()),
        ("lon", degrees(place.longitude).into()),
        ("postal_code", place.postal_code.into()),
        ("region", place.region.into()),
        ("store_number", place.store_number.into()),
    ])
}

fn payment_meta(payment: &Payment) -> Json {
    object([
        ("by_order_of", Json::Null),
        ("payee", payment.payee.into()),
        ("payer", payment.payer.into()),
        ("payment_method", payment.method.into()),
        ("payment_processor", Json::Null),
        ("ppd_id", Json::Null),
        ("reason", Json::Null),
        ("reference_number", payment.reference.as_deref().into()),
    ])
}
