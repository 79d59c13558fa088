//! What can go wrong in a call.
//!
//! No error repeats a token, an amount or any other value of an answer: it names the place. Plaid's
//! own `error_message` is for developers and is kept; `display_message` is for users.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::class::{self, ErrorClass};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Plaid says what is wrong.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// No whole answer came.
    #[error("{path}: {kind}")]
    Transport {
        /// The call.
        path: &'static str,
        /// How far it got.
        kind: TransportKind,
        /// What the network says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Not sent, since Plaid would refuse it: the documented rate of the call is used up.
    #[error("{path}: not sent, since Plaid's rate is used up")]
    Withheld {
        /// The call.
        path: &'static str,
        /// When there is room again.
        retry_after: Duration,
    },
    /// An answer without an error of Plaid's and with another status than success: from a gateway
    /// before Plaid, or a redirect, which is never followed.
    #[error("{path}: HTTP status {http_status}, and no error of Plaid's")]
    Status {
        /// The call.
        path: &'static str,
        /// The HTTP status.
        http_status: u16,
        /// `Retry-After`, in seconds.
        retry_after: Option<Duration>,
    },
    /// The answer is larger than the limit.
    #[error("{path}: the answer has more than {bytes_max} bytes")]
    TooLarge {
        /// The call.
        path: &'static str,
        /// The limit.
        bytes_max: usize,
    },
    /// The answer says success and is no JSON: cut short or garbled on its way.
    #[error("{path}: the answer is no JSON")]
    Malformed {
        /// The call.
        path: &'static str,
    },
    /// The answer is JSON and not what Plaid promises.
    #[error("{path}: in the answer, {field}: {reason}")]
    Decode {
        /// The call.
        path: &'static str,
        /// The place in the answer, for example `added[3].amount`.
        field: String,
        /// What is wrong there.
        reason: String,
        /// Plaid's id of the call.
        request_id: Option<String>,
    },
}

impl Error {
    /// What the error asks of us.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Api(error) => error.class(),
            Self::Status { http_status: 429, retry_after, .. } => {
                ErrorClass::RateLimited { retry_after: *retry_after }
            }
            Self::Withheld { retry_after, .. } => {
                ErrorClass::RateLimited { retry_after: Some(*retry_after) }
            }
            // No answer of Plaid's is as long as the limit: one that is comes of a mistake that
            // passes, on its way or at Plaid.
            Self::Transport { .. }
            | Self::Malformed { .. }
            | Self::TooLarge { .. }
            | Self::Status { http_status: 500.., .. } => ErrorClass::Retry,
            Self::Status { .. } | Self::Decode { .. } => ErrorClass::Permanent,
        }
    }

    /// Plaid's error code.
    pub fn error_code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(&error.error_code),
            _ => None,
        }
    }

    /// Plaid's id of the call.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::Decode { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the same call can succeed later. Not for the exchange of a public token, which may
    /// have succeeded already where its answer was lost.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.class(),
            ErrorClass::NotReady | ErrorClass::RateLimited { .. } | ErrorClass::Retry
        )
    }

    /// How long Plaid asks to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Status { retry_after, .. } => *retry_after,
            Self::Withheld { retry_after, .. } => Some(*retry_after),
            _ => None,
        }
    }

    /// The HTTP status, where one came with a failure.
    pub(crate) fn http_status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.http_status),
            Self::Status { http_status, .. } => Some(*http_status),
            _ => None,
        }
    }
}

/// How far a call got that has no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportKind {
    /// No connection came about: Plaid has seen nothing.
    #[error("no connection")]
    Connect,
    /// The answer took too long. Plaid may have acted.
    #[error("no answer in time")]
    Timeout,
    /// The connection was lost. Plaid may have acted.
    #[error("the connection was lost")]
    Lost,
}

/// An error that Plaid answered a call with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {error_type} {error_code}: {error_message} (HTTP status {http_status})")]
pub struct ApiError {
    /// The call.
    pub path: &'static str,
    /// The HTTP status.
    pub http_status: u16,
    /// The group of errors. Plaid adds to them.
    pub error_type: String,
    /// The error. Plaid adds to them.
    pub error_code: String,
    /// What is wrong, for developers. The wording changes.
    pub error_message: String,
    /// What is wrong, for the person, where there is something to do.
    pub display_message: Option<String>,
    /// Plaid's id of the call.
    pub request_id: Option<String>,
    /// Where Plaid explains the error.
    pub documentation_url: Option<String>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<Duration>,
}

impl ApiError {
    /// What the error asks of us.
    pub fn class(&self) -> ErrorClass {
        match class::of(&self.error_type, &self.error_code) {
            ErrorClass::RateLimited { .. } => {
                ErrorClass::RateLimited { retry_after: self.retry_after }
            }
            class => class,
        }
    }
}

/// An error as Plaid writes it: the body of a refused call, and what an item says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaidError {
    /// The group of errors. Plaid adds to them.
    pub error_type: String,
    /// The error. Plaid adds to them.
    pub error_code: String,
    /// The bank's own reason, where it logs people in itself.
    pub error_code_reason: Option<String>,
    /// What is wrong, for developers. The wording changes.
    #[serde(default, deserialize_with = "crate::wire::null_as_default")]
    pub error_message: String,
    /// What is wrong, for the person, where there is something to do.
    pub display_message: Option<String>,
    /// Plaid's id of the call.
    pub request_id: Option<String>,
    /// The HTTP status, inside of items only.
    pub status: Option<u16>,
    /// Where Plaid explains the error.
    pub documentation_url: Option<String>,
    /// What Plaid would do.
    pub suggested_action: Option<String>,
}

impl PlaidError {
    /// What the error asks of us.
    pub fn class(&self) -> ErrorClass {
        class::of(&self.error_type, &self.error_code)
    }
}
