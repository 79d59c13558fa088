//! Recurring transactions: the salary, the rent, the subscriptions. What Plaid marks as deprecated
//! or hidden is left out.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::secret::{self, AccessToken};
use crate::transaction::PersonalFinanceCategory;
use crate::wire::{day, decimal, null_as_default, open_enum};

/// What `/transactions/recurring/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionsRecurringGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Only of these accounts. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_ids: Option<Vec<String>>,
    /// What else is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransactionsRecurringGetOptions>,
}

/// What else is wanted of recurring transactions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TransactionsRecurringGetOptions {
    /// The version of the taxonomy, `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_finance_category_version: Option<String>,
}

/// What `/transactions/recurring/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionsRecurringGetResponse {
    /// What comes in.
    pub inflow_streams: Vec<TransactionStream>,
    /// What goes out.
    pub outflow_streams: Vec<TransactionStream>,
    /// When Plaid last looked for streams.
    pub updated_datetime: Option<DateTime<Utc>>,
    /// The version of the taxonomy, `v1` or `v2`.
    pub personal_finance_category_version: Option<String>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// Transactions that recur.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionStream {
    /// Plaid's id.
    pub stream_id: String,
    /// The account.
    pub account_id: String,
    /// What the bank's texts have in common.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// The merchant's name.
    pub merchant_name: Option<String>,
    /// The day of the oldest transaction.
    #[serde(deserialize_with = "day::required")]
    pub first_date: NaiveDate,
    /// The day of the newest transaction.
    #[serde(deserialize_with = "day::required")]
    pub last_date: NaiveDate,
    /// When the next one is due.
    #[serde(default, deserialize_with = "day::optional")]
    pub predicted_next_date: Option<NaiveDate>,
    /// How often.
    pub frequency: RecurringFrequency,
    /// The transactions.
    #[serde(default, deserialize_with = "null_as_default")]
    pub transaction_ids: Vec<String>,
    /// The mean of the amounts.
    pub average_amount: StreamAmount,
    /// The newest amount.
    pub last_amount: StreamAmount,
    /// Whether it goes on.
    pub is_active: bool,
    /// How sure Plaid is of it.
    pub status: StreamStatus,
    /// Plaid's guess of what it is for.
    pub personal_finance_category: Option<PersonalFinanceCategory>,
}

/// An amount of a stream, with Plaid's sign: positive when money leaves the account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreamAmount {
    /// How much.
    #[serde(default, with = "decimal::option")]
    pub amount: Option<Decimal>,
    /// The currency by ISO 4217, or none where it is an unofficial one.
    pub iso_currency_code: Option<String>,
    /// The code of an unofficial currency.
    pub unofficial_currency_code: Option<String>,
}

open_enum! {
    /// How often a stream's transactions come.
    RecurringFrequency {
        Irregular = "UNKNOWN",
        Weekly = "WEEKLY",
        Biweekly = "BIWEEKLY",
        SemiMonthly = "SEMI_MONTHLY",
        Monthly = "MONTHLY",
        Annually = "ANNUALLY",
    }
}

open_enum! {
    /// How sure Plaid is of a stream.
    StreamStatus {
        Undecided = "UNKNOWN",
        Mature = "MATURE",
        EarlyDetection = "EARLY_DETECTION",
        Tombstoned = "TOMBSTONED",
    }
}
