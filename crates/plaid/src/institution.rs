//! Institutions: the banks that Plaid knows. Its reports of their health are left out.

use serde::{Deserialize, Serialize};

use crate::wire::{null_as_default, open_enum};

/// What `/institutions/get_by_id` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct InstitutionsGetByIdRequest {
    /// The id, for example `ins_109508`.
    pub institution_id: String,
    /// The countries, one of which must be the bank's.
    pub country_codes: Vec<String>,
    /// What else is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<InstitutionsGetByIdOptions>,
}

/// What else is wanted of an institution.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InstitutionsGetByIdOptions {
    /// Its address, colour and logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_optional_metadata: Option<bool>,
}

/// What `/institutions/get_by_id` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstitutionsGetByIdResponse {
    /// The institution.
    pub institution: Institution,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/institutions/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct InstitutionsGetRequest {
    /// Banks per page, 1 to 500.
    pub count: u32,
    /// How many banks come before the page.
    pub offset: u32,
    /// The countries, at least one.
    pub country_codes: Vec<String>,
    /// Which banks, and what else of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<InstitutionsGetOptions>,
}

/// Which institutions are wanted, and what else of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InstitutionsGetOptions {
    /// Only those where all of these can be fetched. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<String>>,
    /// Only those with all of these routing numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_numbers: Option<Vec<String>>,
    /// Only those where people log in at the bank's own site, or only the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth: Option<bool>,
    /// Their addresses, colours and logos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_optional_metadata: Option<bool>,
}

/// What `/institutions/get` answers: a page of banks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstitutionsGetResponse {
    /// The page.
    pub institutions: Vec<Institution>,
    /// How many banks there are on all pages.
    pub total: u64,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/institutions/search` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct InstitutionsSearchRequest {
    /// A part of the name. Plaid refuses an empty one.
    pub query: String,
    /// The countries, at least one.
    pub country_codes: Vec<String>,
    /// Only those where all of these can be fetched. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<String>>,
    /// Which banks, and what else of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<InstitutionsSearchOptions>,
}

/// Which institutions a search is for, and what else of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InstitutionsSearchOptions {
    /// Only those where people log in at the bank's own site, or only the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth: Option<bool>,
    /// Their addresses, colours and logos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_optional_metadata: Option<bool>,
}

/// What `/institutions/search` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstitutionsSearchResponse {
    /// The ten that fit best, at most.
    pub institutions: Vec<Institution>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// A bank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Institution {
    /// Plaid's id.
    pub institution_id: String,
    /// The name.
    pub name: String,
    /// What can be fetched there.
    #[serde(default, deserialize_with = "null_as_default")]
    pub products: Vec<String>,
    /// Where it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub country_codes: Vec<String>,
    /// Its website, when asked for.
    pub url: Option<String>,
    /// Its colour as `#rrggbb`, when asked for.
    pub primary_color: Option<String>,
    /// Its logo as PNG in base64, when asked for.
    pub logo: Option<String>,
    /// Its routing numbers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub routing_numbers: Vec<String>,
    /// Its numbers at the Depository Trust Company.
    #[serde(default, deserialize_with = "null_as_default")]
    pub dtc_numbers: Vec<String>,
    /// Whether people log in at the bank's own site.
    pub oauth: bool,
    /// Whether it can be linked at all.
    pub connection_availability: Option<ConnectionAvailability>,
}

open_enum! {
    /// Whether an institution can be linked.
    ConnectionAvailability {
        Supported = "SUPPORTED",
        NotSupported = "NOT_SUPPORTED",
    }
}
