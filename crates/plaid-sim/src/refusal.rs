//! A call that Plaid refuses, with the body that it sends then.
//!
//! Every refusal names a code of the catalogue, which decides its type, HTTP status and text for
//! the user. What the simulator refuses on its own control side has a body of its own
//! (`control/mod.rs`).

use http::StatusCode;

use crate::catalogue::{self, ErrorKind};
use crate::json::{Json, object};

/// One of Plaid's errors, ready to be answered.
#[derive(Clone, Debug)]
pub struct Refusal {
    kind: &'static ErrorKind,
    message: String,
}

impl Refusal {
    /// A refusal with the catalogue's own message.
    pub fn of(code: &str) -> Self {
        Self::kind(catalogue::find(code).expect("the simulator refuses with codes it lists"))
    }

    /// A refusal whose message depends on the call.
    pub fn saying(code: &str, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::of(code) }
    }

    /// A field whose value cannot be.
    pub fn field(message: impl Into<String>) -> Self {
        Self::saying("INVALID_FIELD", message)
    }

    /// A refusal by a listed kind, for an injected fault.
    pub fn kind(kind: &'static ErrorKind) -> Self {
        Self { kind, message: kind.message.clone() }
    }

    /// The error code.
    pub fn code(&self) -> &'static str {
        &self.kind.code
    }

    /// The type of the code.
    pub fn family(&self) -> &'static str {
        &self.kind.error_type
    }

    /// The message for the user, where Plaid has one.
    pub fn display_message(&self) -> Option<&'static str> {
        self.kind.display_message.as_deref()
    }

    /// The message for developers.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status that goes with the code.
    pub fn status(&self) -> StatusCode {
        self.kind.status()
    }

    /// What Link's callbacks are given of it.
    pub fn for_page(&self) -> Json {
        object([
            ("display_message", self.display_message().unwrap_or("").into()),
            ("error_code", self.code().into()),
            ("error_message", self.message().into()),
            ("error_type", self.family().into()),
        ])
    }

    /// The body without its request id. Every key is present, also where the value is null.
    pub fn body(&self) -> Json {
        let slug = self.kind.error_type.to_lowercase().replace('_', "-");
        let page = slug.strip_suffix("-error").unwrap_or(&slug);
        object([
            ("display_message", self.kind.display_message.as_deref().into()),
            (
                "documentation_url",
                format!("https://plaid.com/docs/?ref=error#{page}-errors").into(),
            ),
            ("error_code", self.kind.code.as_str().into()),
            ("error_message", self.message.as_str().into()),
            ("error_type", self.kind.error_type.as_str().into()),
            ("suggested_action", Json::Null),
        ])
    }
}
