//! Accounts and their balances, as of the bank's last update or asked of the bank now. What
//! verifying account numbers adds in detail is left out.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::item::Item;
use crate::secret::{self, AccessToken};
use crate::wire::{decimal, open_enum};

/// What `/accounts/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct AccountsGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Which accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<AccountsGetOptions>,
}

/// Which accounts are wanted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountsGetOptions {
    /// Only these. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_ids: Option<Vec<String>>,
}

/// What `/accounts/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountsGetResponse {
    /// The active accounts.
    pub accounts: Vec<Account>,
    /// The item that they belong to.
    pub item: Item,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/accounts/balance/get` is asked. It answers an [`AccountsGetResponse`].
#[derive(Clone, Debug, Serialize)]
pub struct AccountsBalanceGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Which accounts, and how fresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<AccountsBalanceGetOptions>,
}

/// Which balances are wanted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountsBalanceGetOptions {
    /// Only of these accounts. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_ids: Option<Vec<String>>,
    /// The oldest balance that will do. Needed at the few banks that don't tell it live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_last_updated_datetime: Option<DateTime<Utc>>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Plaid's id, stable while the item lives.
    pub account_id: String,
    /// What is on it.
    pub balances: Balances,
    /// The last 2 to 4 characters of the number. Not unique.
    pub mask: Option<String>,
    /// The name that the person or the bank gave.
    pub name: String,
    /// The bank's own name of it.
    pub official_name: Option<String>,
    /// The type.
    pub r#type: AccountType,
    /// What it is more closely, one of a long and growing list of Plaid's words.
    pub subtype: Option<String>,
    /// How far the verification by small deposits is, where that is used.
    pub verification_status: Option<String>,
    /// Whose name it was verified for.
    pub verification_name: Option<String>,
    /// An id that outlives the item, at the few banks that give one.
    pub persistent_account_id: Option<String>,
    /// Whose it is.
    pub holder_category: Option<HolderCategory>,
}

open_enum! {
    /// The type of an account.
    AccountType {
        Investment = "investment",
        Credit = "credit",
        Depository = "depository",
        Loan = "loan",
        Brokerage = "brokerage",
        Payroll = "payroll",
        Other = "other",
    }
}

open_enum! {
    /// Whose account it is.
    HolderCategory {
        Business = "business",
        Personal = "personal",
        Unrecognized = "unrecognized",
    }
}

/// What is on an account: for credit and loans, what is owed is positive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Balances {
    /// What can be spent.
    #[serde(default, with = "decimal::option")]
    pub available: Option<Decimal>,
    /// What is booked.
    #[serde(default, with = "decimal::option")]
    pub current: Option<Decimal>,
    /// The credit limit or the overdraft.
    #[serde(default, with = "decimal::option")]
    pub limit: Option<Decimal>,
    /// The currency by ISO 4217, or none where it is an unofficial one.
    pub iso_currency_code: Option<String>,
    /// The code of an unofficial currency.
    pub unofficial_currency_code: Option<String>,
    /// When the bank reckoned it, at the few banks that say so.
    pub last_updated_datetime: Option<DateTime<Utc>>,
}
