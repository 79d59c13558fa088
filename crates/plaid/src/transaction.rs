//! A transaction, and what Plaid knows around it.
//!
//! Plaid's sign is kept: positive is money that leaves the account. What Plaid marks as deprecated
//! or hidden (the old categories, the transaction type) is left out.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::wire::{day, decimal, null_as_default, open_enum};

/// A transaction. A pending one and the posted one that replaces it have different ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// Plaid's id, case sensitive.
    pub transaction_id: String,
    /// The account.
    pub account_id: String,
    /// How much, positive when money leaves the account.
    #[serde(with = "decimal")]
    pub amount: Decimal,
    /// The currency by ISO 4217, or none where it is an unofficial one.
    pub iso_currency_code: Option<String>,
    /// The code of an unofficial currency.
    pub unofficial_currency_code: Option<String>,
    /// The day of posting; of a pending one, the day on which it took place.
    #[serde(deserialize_with = "day::required")]
    pub date: NaiveDate,
    /// The moment of posting, at the few banks that tell it.
    pub datetime: Option<DateTime<Utc>>,
    /// The day of authorisation.
    #[serde(default, deserialize_with = "day::optional")]
    pub authorized_date: Option<NaiveDate>,
    /// The moment of authorisation, at the few banks that tell it.
    pub authorized_datetime: Option<DateTime<Utc>>,
    /// Whether it has yet to post.
    pub pending: bool,
    /// The pending one that this one replaced, where Plaid could tell.
    pub pending_transaction_id: Option<String>,
    /// The bank's text, tidied. Plaid has deprecated it, so that it may be missing one day.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// The merchant's name.
    pub merchant_name: Option<String>,
    /// Plaid's id of the merchant.
    pub merchant_entity_id: Option<String>,
    /// The bank's raw text, when asked for.
    pub original_description: Option<String>,
    /// The merchant's logo.
    pub logo_url: Option<String>,
    /// The merchant's website.
    pub website: Option<String>,
    /// How it was paid.
    pub payment_channel: PaymentChannel,
    /// Plaid's guess of what it was for.
    pub personal_finance_category: Option<PersonalFinanceCategory>,
    /// The icon of that category.
    pub personal_finance_category_icon_url: Option<String>,
    /// Who took part, the merchant and the payment app for example.
    pub counterparties: Option<Vec<Counterparty>>,
    /// Where it took place.
    #[serde(default, deserialize_with = "null_as_default")]
    pub location: Location,
    /// What a transfer says of itself.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payment_meta: PaymentMeta,
    /// The number of a check.
    pub check_number: Option<String>,
    /// The bank's classification, in Europe only.
    pub transaction_code: Option<TransactionCode>,
    /// Whose card it was, in commercial feeds.
    pub account_owner: Option<String>,
}

open_enum! {
    /// How a transaction was paid.
    PaymentChannel {
        Online = "online",
        InStore = "in store",
        Other = "other",
    }
}

open_enum! {
    /// A bank's classification of a transaction.
    TransactionCode {
        Adjustment = "adjustment",
        Atm = "atm",
        BankCharge = "bank charge",
        BillPayment = "bill payment",
        Cash = "cash",
        Cashback = "cashback",
        Cheque = "cheque",
        DirectDebit = "direct debit",
        Interest = "interest",
        Payment = "payment",
        Purchase = "purchase",
        Refund = "refund",
        StandingOrder = "standing order",
        Transfer = "transfer",
    }
}

/// What a transaction was for, in Plaid's taxonomy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonalFinanceCategory {
    /// The group, for example `FOOD_AND_DRINK`.
    pub primary: String,
    /// The category, for example `FOOD_AND_DRINK_COFFEE`.
    pub detailed: String,
    /// How sure Plaid is, from `VERY_HIGH` to `LOW`, or `UNKNOWN`.
    pub confidence_level: Option<String>,
    /// The version of the taxonomy, `v1` or `v2`.
    pub version: Option<String>,
}

/// Where a transaction took place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Latitude.
    #[serde(default, with = "decimal::option")]
    pub lat: Option<Decimal>,
    /// Longitude.
    #[serde(default, with = "decimal::option")]
    pub lon: Option<Decimal>,
    /// The merchant's number of the store.
    pub store_number: Option<String>,
}

/// What a transfer says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentMeta {
    /// The number by which it can be traced.
    pub reference_number: Option<String>,
    /// The ACH id of who ordered a pre-arranged payment.
    pub ppd_id: Option<String>,
    /// Who gets the money.
    pub payee: Option<String>,
    /// On whose behalf it is paid.
    pub by_order_of: Option<String>,
    /// Who pays.
    pub payer: Option<String>,
    /// The kind of transfer, for example `ACH`.
    pub payment_method: Option<String>,
    /// Who carries it out.
    pub payment_processor: Option<String>,
    /// What the payer wrote.
    pub reason: Option<String>,
}

/// Someone who took part in a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counterparty {
    /// The name.
    pub name: String,
    /// Plaid's id, equal across transactions.
    pub entity_id: Option<String>,
    /// The part that was taken.
    pub r#type: CounterpartyType,
    /// The website.
    pub website: Option<String>,
    /// The logo.
    pub logo_url: Option<String>,
    /// How sure Plaid is, from `VERY_HIGH` to `LOW`, or `UNKNOWN`.
    pub confidence_level: Option<String>,
    /// The account on the other side, in Europe only.
    pub account_numbers: Option<CounterpartyNumbers>,
}

open_enum! {
    /// The part that someone took in a transaction.
    CounterpartyType {
        Merchant = "merchant",
        FinancialInstitution = "financial_institution",
        PaymentApp = "payment_app",
        Marketplace = "marketplace",
        PaymentTerminal = "payment_terminal",
        IncomeSource = "income_source",
    }
}

/// The account on the other side of a transfer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CounterpartyNumbers {
    /// In the United Kingdom.
    pub bacs: Option<BacsNumbers>,
    /// Elsewhere.
    pub international: Option<InternationalNumbers>,
}

/// An account in the United Kingdom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BacsNumbers {
    /// The account number.
    pub account: Option<String>,
    /// The sort code.
    pub sort_code: Option<String>,
}

/// An account by its international numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InternationalNumbers {
    /// The IBAN.
    pub iban: Option<String>,
    /// The BIC.
    pub bic: Option<String>,
}
