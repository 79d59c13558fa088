//! The categories that Plaid used before the personal finance categories, which Plaid has deprecated
//! and still lists.

use serde::{Deserialize, Serialize};

use crate::wire::null_as_default;

/// What `/categories/get` is asked: nothing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CategoriesGetRequest {}

/// What `/categories/get` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoriesGetResponse {
    /// All of them.
    pub categories: Vec<LegacyCategory>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// A category of the old kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegacyCategory {
    /// Eight digits.
    pub category_id: String,
    /// `place`, `special` or `digital`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub group: String,
    /// Its names, from the widest to the narrowest.
    #[serde(default, deserialize_with = "null_as_default")]
    pub hierarchy: Vec<String>,
}
