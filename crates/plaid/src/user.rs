//! Plaid's users: a person's record at Plaid, across items. What only reports and the checks of
//! identities need is left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::secret::UserToken;

/// What `/user/create` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct UserCreateRequest {
    /// An opaque id, of 128 characters at most. Plaid forbids e-mail addresses and phone numbers
    /// here.
    pub client_user_id: String,
    /// Who the person is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<UserIdentity>,
}

/// Who a person is. It is not printed.
#[derive(Clone, Default, Serialize)]
pub struct UserIdentity {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<UserName>,
    /// The day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// E-mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<UserEmail>,
    /// Telephone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phone_numbers: Vec<UserPhoneNumber>,
}

impl std::fmt::Debug for UserIdentity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("UserIdentity").finish_non_exhaustive()
    }
}

/// A person's name.
#[derive(Clone, Default, Serialize)]
pub struct UserName {
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
}

/// An e-mail address of a person.
#[derive(Clone, Default, Serialize)]
pub struct UserEmail {
    /// The address.
    pub data: String,
    /// Whether it is the first one to write to.
    pub primary: bool,
}

/// A telephone number of a person.
#[derive(Clone, Default, Serialize)]
pub struct UserPhoneNumber {
    /// The number, as E.164 writes it.
    pub data: String,
    /// Whether it is the first one to call.
    pub primary: bool,
}

/// What `/user/create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct UserCreateResponse {
    /// Plaid's id of the person.
    pub user_id: String,
    /// What older teams name the person by.
    pub user_token: Option<UserToken>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
