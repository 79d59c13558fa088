//! The `errors` of a response: what is nobody's input mistake, each with a code and the id of the
//! request. A fault is logged here, once, and its cause is never told.

use std::fmt::Display;
use std::time::Duration;

use async_graphql::{Context, ErrorExtensions as _, Response, Value};

use crate::features::items::PlaidFailure;
use crate::kernel::fault::{Fault, Outage, RequestId};

/// `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// Nobody is signed in.
    Unauthenticated,
    /// Signed in, and still not allowed.
    Forbidden,
    /// Too much at once.
    RateLimited,
    /// An argument can't be meant.
    BadUserInput,
    /// Plaid refused.
    PlaidError,
    /// A query takes longer than anybody may have the server work.
    Timeout,
    /// The database is away. It passes: `retryAfterSeconds` says when to ask again.
    Unavailable,
    /// A fault.
    Internal,
}

impl Code {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::RateLimited => "RATE_LIMITED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::PlaidError => "PLAID_ERROR",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error with its code.
pub(super) fn error(code: Code, message: impl Into<String>) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code.as_str());
    })
}

/// An argument that can't be meant.
pub(super) fn bad_input(told: &(impl Display + ?Sized)) -> async_graphql::Error {
    error(Code::BadUserInput, told.to_string())
}

/// Too much at once, and when to ask again.
pub(super) fn rate_limited(
    told: &(impl Display + ?Sized),
    retry_after: Duration,
) -> async_graphql::Error {
    error(Code::RateLimited, told.to_string()).extend_with(|_, extensions| {
        let seconds = retry_after.as_millis().div_ceil(1000).max(1);
        extensions.set("retryAfterSeconds", u32::try_from(seconds).unwrap_or(u32::MAX));
    })
}

/// What Plaid said, for whoever supports this server.
pub(super) fn plaid_error(failure: &PlaidFailure) -> async_graphql::Error {
    let told = error(Code::PlaidError, failure.message.clone());
    told.extend_with(|_, extensions| {
        extensions.set("plaidErrorCode", failure.code.clone());
        if let Some(id) = &failure.request_id {
            extensions.set("plaidRequestId", id.clone());
        }
    })
}

/// How a fault is told to whoever asked, by every door: never its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// `extensions.code`.
    pub code: &'static str,
    /// A sentence.
    pub message: &'static str,
    /// `extensions.retryAfterSeconds`, where asking again is right.
    pub retry_after_seconds: Option<u32>,
}

/// How a fault is told.
pub fn told(fault: &Fault) -> Told {
    match fault.outage() {
        Some(Outage::Away) => Told {
            code: Code::Unavailable.as_str(),
            message: "The server can't reach its database at this moment. Try again shortly.",
            retry_after_seconds: Some(2),
        },
        Some(Outage::Full) => Told {
            code: Code::Unavailable.as_str(),
            message: "The server has no room left on its disk. Whoever runs it has to make some.",
            retry_after_seconds: Some(60),
        },
        Some(Outage::Slow) => Told {
            code: Code::Timeout.as_str(),
            message: "The query took too long and was given up. Ask for less at once.",
            retry_after_seconds: None,
        },
        None => Told {
            code: Code::Internal.as_str(),
            message: "Something went wrong on our side. Give the request id when you report it.",
            retry_after_seconds: None,
        },
    }
}

/// Logs a fault and says no more than that there was one.
pub(super) fn fault(ctx: &Context<'_>, fault: &Fault) -> async_graphql::Error {
    let request_id = ctx.data_opt::<RequestId>().map(|id| id.0.as_str());
    tracing::error!(request_id, fault = fault.story(), "a request failed");
    let Told { code, message, retry_after_seconds } = told(fault);
    async_graphql::Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Some(seconds) = retry_after_seconds {
            extensions.set("retryAfterSeconds", seconds);
        }
    })
}

/// Gives every error of a response the id of its request, and a code to those that the executor made
/// itself: a document or a variable that it did not take.
pub fn complete(mut response: Response, request_id: &RequestId) -> Response {
    for error in &mut response.errors {
        // The executor still guesses at a directive's arguments when it is told not to guess.
        if let Some(guess) = error.message.find(" Did you mean") {
            error.message.truncate(guess);
        }
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", Code::BadUserInput.as_str());
            without_value(&mut error.message);
        }
        extensions.set("requestId", Value::from(request_id.0.as_str()));
    }
    response
}

/// The executor repeats a value that it did not take, and the parser the whole line that it stumbled
/// over: there may be a password in either. Its sender knows it, and nobody who keeps answers shall.
/// Where it is stands in `locations`.
fn without_value(message: &mut String) {
    if message.starts_with(" --> ") {
        let expected = message.rsplit_once("\n  = ").map_or("something else", |(_, text)| text);
        *message = format!("The document can't be parsed: {expected}.");
    }
    for (before, instead) in
        [(", found ", "."), (" does not contain the value ", " has no such value.")]
    {
        if let Some(at) = message.find(before) {
            message.truncate(at);
            message.push_str(instead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_do_not_repeat_values() {
        for (message, kept) in [
            (
                "Expected input type \"String\", found {is: \"x\"}.",
                "Expected input type \"String\".",
            ),
            (
                "Enumeration type \"A\" does not contain the value \"x\".",
                "Enumeration type \"A\" has no such value.",
            ),
            (
                " --> 1:9\n  |\n1 | { a(b: \"x\"\n  |         ^---\n  |\n  = expected selection_set",
                "The document can't be parsed: expected selection_set.",
            ),
            ("Unknown field \"a\" on type \"B\".", "Unknown field \"a\" on type \"B\"."),
        ] {
            let mut told = message.to_owned();
            without_value(&mut told);
            assert_eq!(told, kept);
        }
    }
}
