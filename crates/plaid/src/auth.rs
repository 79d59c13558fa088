//! The numbers by which money reaches an account. Whether transfers over them are possible is left
//! out: Plaid doesn't document it.

use serde::{Deserialize, Serialize};

use crate::account::{Account, AccountsGetOptions};
use crate::item::Item;
use crate::secret::{self, AccessToken};
use crate::wire::null_as_default;

/// What `/auth/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct AuthGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Which accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<AccountsGetOptions>,
}

/// What `/auth/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthGetResponse {
    /// The accounts that have numbers.
    pub accounts: Vec<Account>,
    /// Their numbers.
    pub numbers: AuthNumbers,
    /// The item that they belong to.
    pub item: Item,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// Numbers of accounts, by the system that they belong to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuthNumbers {
    /// In the United States.
    #[serde(default, deserialize_with = "null_as_default")]
    pub ach: Vec<AchNumbers>,
    /// In Canada.
    #[serde(default, deserialize_with = "null_as_default")]
    pub eft: Vec<EftNumbers>,
    /// By IBAN.
    #[serde(default, deserialize_with = "null_as_default")]
    pub international: Vec<AccountInternationalNumbers>,
    /// In the United Kingdom.
    #[serde(default, deserialize_with = "null_as_default")]
    pub bacs: Vec<AccountBacsNumbers>,
}

/// The numbers of an account in the United States.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AchNumbers {
    /// The account.
    pub account_id: String,
    /// Its number.
    pub account: String,
    /// Whether the bank made that number for this link alone: it differs from the one that the
    /// person knows.
    pub is_tokenized_account_number: Option<bool>,
    /// The bank's routing number.
    pub routing: String,
    /// The bank's routing number for wires.
    pub wire_routing: Option<String>,
}

/// The numbers of an account in Canada.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EftNumbers {
    /// The account.
    pub account_id: String,
    /// Its number.
    pub account: String,
    /// The bank's number.
    pub institution: String,
    /// The branch's number.
    pub branch: String,
}

/// The numbers of an account that has an IBAN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountInternationalNumbers {
    /// The account.
    pub account_id: String,
    /// The IBAN.
    pub iban: String,
    /// The BIC.
    pub bic: String,
}

/// The numbers of an account in the United Kingdom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountBacsNumbers {
    /// The account.
    pub account_id: String,
    /// Its number.
    pub account: String,
    /// The sort code.
    pub sort_code: String,
}
