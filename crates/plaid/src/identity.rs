//! Who a bank says its accounts belong to. How well a person's own word fits to it is left out.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::account::{Account, AccountsGetOptions};
use crate::item::Item;
use crate::secret::{self, AccessToken};
use crate::wire::{null_as_default, open_enum};

/// What `/identity/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct IdentityGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Which accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<AccountsGetOptions>,
}

/// What `/identity/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityGetResponse {
    /// The accounts and whose they are.
    pub accounts: Vec<OwnedAccount>,
    /// The item that they belong to.
    pub item: Item,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// An account and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnedAccount {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Its owners. Banks often put joint owners into one.
    pub owners: Vec<Owner>,
}

impl<'de> Deserialize<'de> for OwnedAccount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Owned {
            #[serde(default, deserialize_with = "null_as_default")]
            owners: Vec<Owner>,
        }
        // Its text is read twice: serde's flattening would put the balances through a float.
        let whole = Box::<RawValue>::deserialize(deserializer)?;
        let account = serde_json::from_str(whole.get()).map_err(D::Error::custom)?;
        let Owned { owners } = serde_json::from_str(whole.get()).map_err(D::Error::custom)?;
        Ok(Self { account, owners })
    }
}

/// Someone that an account belongs to, as the bank knows them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// Names: of one person, or of several.
    #[serde(default, deserialize_with = "null_as_default")]
    pub names: Vec<String>,
    /// Telephone numbers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub phone_numbers: Vec<PhoneNumber>,
    /// E-mail addresses.
    #[serde(default, deserialize_with = "null_as_default")]
    pub emails: Vec<Email>,
    /// Postal addresses.
    #[serde(default, deserialize_with = "null_as_default")]
    pub addresses: Vec<OwnerAddress>,
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// The number, as the bank writes it.
    pub data: String,
    /// Whether it is the first one to call.
    #[serde(default, deserialize_with = "null_as_default")]
    pub primary: bool,
    /// Whose or where it is.
    pub r#type: Option<PhoneNumberType>,
}

open_enum! {
    /// Whose or where a telephone is.
    PhoneNumberType {
        Home = "home",
        Work = "work",
        Office = "office",
        Mobile = "mobile",
        Mobile1 = "mobile1",
        Other = "other",
    }
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Email {
    /// The address.
    pub data: String,
    /// Whether it is the first one to write to.
    #[serde(default, deserialize_with = "null_as_default")]
    pub primary: bool,
    /// Its rank.
    pub r#type: Option<EmailType>,
}

open_enum! {
    /// The rank of an e-mail address.
    EmailType {
        Primary = "primary",
        Secondary = "secondary",
        Other = "other",
    }
}

/// A postal address of an owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnerAddress {
    /// Its parts.
    pub data: PostalAddress,
    /// Whether it is the first one to write to.
    #[serde(default, deserialize_with = "null_as_default")]
    pub primary: bool,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, by ISO 3166-1 alpha-2.
    pub country: Option<String>,
}
