//! The errors that Plaid documents: code, type, message, and what a user may be shown.
//!
//! They lie in `catalogue.json`. Messages that were recorded from the real sandbox are verbatim; the
//! others are our own words, since a client must never decide on them. The HTTP status follows from
//! type and code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use http::StatusCode;
use serde::Deserialize;

/// One documented error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorKind {
    /// The family that the code belongs to.
    #[serde(skip)]
    pub error_type: String,
    /// The code, on which a client decides.
    pub code: String,
    /// The message for developers.
    pub message: String,
    /// The message for the user, where Plaid gives one.
    pub display_message: Option<String>,
}

impl ErrorKind {
    /// The HTTP status that Plaid answers with.
    pub fn status(&self) -> StatusCode {
        match (self.error_type.as_str(), self.code.as_str()) {
            (_, "NOT_FOUND" | "NO_LONGER_AVAILABLE") => StatusCode::NOT_FOUND,
            ("RATE_LIMIT_EXCEEDED", _) => StatusCode::TOO_MANY_REQUESTS,
            (_, "PLANNED_MAINTENANCE") => StatusCode::SERVICE_UNAVAILABLE,
            ("API_ERROR", _) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// The documented error of that code.
pub fn find(code: &str) -> Option<&'static ErrorKind> {
    CATALOGUE.get(code)
}

static CATALOGUE: LazyLock<BTreeMap<String, ErrorKind>> = LazyLock::new(|| {
    let families: BTreeMap<String, Vec<ErrorKind>> =
        serde_json::from_str(include_str!("catalogue.json")).expect("the catalogue is well formed");
    families
        .into_iter()
        .flat_map(|(error_type, kinds)| {
            kinds.into_iter().map(move |kind| {
                (kind.code.clone(), ErrorKind { error_type: error_type.clone(), ..kind })
            })
        })
        .collect()
});
