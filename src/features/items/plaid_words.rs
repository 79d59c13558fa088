//! What Plaid's errors mean for an item and its jobs, in words for their owner.
//!
//! Decisions go by Plaid's `error_code` (through the client's classes), never by its message or an
//! HTTP status. Plaid's own `display_message` is shown where there is one: it is made for users.

use jobs::Failure;
use plaid::ErrorClass;

use super::ItemStatus;
use super::model::{ItemError, NewStatus, PlaidFailure};

/// The code of a failure that has none of Plaid's.
const UNREACHABLE: &str = "PLAID_UNREACHABLE";

/// The error of a call that was made while a person waits for the answer.
pub fn item_error(error: &plaid::Error) -> ItemError {
    match error.error_code() {
        Some("INVALID_PUBLIC_TOKEN") => return ItemError::InvalidPublicToken,
        Some("ITEM_NOT_FOUND" | "INVALID_ACCESS_TOKEN") => return ItemError::NotFound,
        _ => {}
    }
    let failure = PlaidFailure {
        code: code(error),
        message: sentence(error),
        request_id: error.request_id().map(ToOwned::to_owned),
    };
    tracing::warn!(%error, "Plaid refused a call");
    if may_pass(error.class()) {
        ItemError::PlaidUnavailable(failure)
    } else {
        ItemError::Plaid(failure)
    }
}

/// The failure of a job.
pub fn job_failure(error: &plaid::Error) -> Failure {
    Failure {
        code: code(error),
        message: sentence(error),
        retryable: may_pass(error.class()),
        reference: error.request_id().map(ToOwned::to_owned),
    }
}

/// The failure of a job whose item has an error by Plaid's word.
pub fn item_failure(error: &plaid::PlaidError) -> Failure {
    Failure {
        code: error.error_code.clone(),
        message: item_sentence(error),
        retryable: may_pass(error.class()),
        reference: error.request_id.clone(),
    }
}

/// How the item fares after an error that trying again doesn't mend; none where it says nothing of
/// the item.
pub fn new_status(error: &plaid::Error) -> Option<NewStatus> {
    let status = status_of(error.error_code(), error.class())?;
    Some(NewStatus { status, reason: Some(sentence(error)) })
}

/// The same for an error that Plaid notes on the item itself.
pub fn status_of_item_error(error: &plaid::PlaidError) -> Option<NewStatus> {
    let status = status_of(Some(&error.error_code), error.class())?;
    Some(NewStatus { status, reason: Some(item_sentence(error)) })
}

fn status_of(code: Option<&str>, class: ErrorClass) -> Option<ItemStatus> {
    // Update mode may still bring such an item back, and until then its owner has ended it.
    if code == Some("USER_PERMISSION_REVOKED") {
        return Some(ItemStatus::Revoked);
    }
    Some(match class {
        ErrorClass::UserMustRelink => ItemStatus::LoginRequired,
        ErrorClass::ItemGone => ItemStatus::Revoked,
        ErrorClass::UserMustActAtBank
        | ErrorClass::Permanent
        | ErrorClass::Operator
        | ErrorClass::Caller => ItemStatus::Error,
        ErrorClass::NotReady
        | ErrorClass::RestartPagination
        | ErrorClass::RateLimited { .. }
        | ErrorClass::Retry => return None,
    })
}

fn may_pass(class: ErrorClass) -> bool {
    matches!(
        class,
        ErrorClass::NotReady
            | ErrorClass::RestartPagination
            | ErrorClass::RateLimited { .. }
            | ErrorClass::Retry
    )
}

fn code(error: &plaid::Error) -> String {
    error.error_code().unwrap_or(UNREACHABLE).to_owned()
}

fn sentence(error: &plaid::Error) -> String {
    let told = match error {
        plaid::Error::Api(api) => api.display_message.clone().filter(|text| !text.is_empty()),
        _ => None,
    };
    told.unwrap_or_else(|| of_class(error.class()).to_owned())
}

fn item_sentence(error: &plaid::PlaidError) -> String {
    let told = error.display_message.clone().filter(|text| !text.is_empty());
    told.unwrap_or_else(|| of_class(error.class()).to_owned())
}

fn of_class(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::NotReady => "The bank's data is being fetched for the first time.",
        ErrorClass::RestartPagination => "The bank's data changed while it was read.",
        ErrorClass::RateLimited { .. } => "Plaid asks us to slow down.",
        ErrorClass::Retry => "Plaid or the bank can't be reached at this moment.",
        ErrorClass::UserMustRelink => "The bank wants you to log in again.",
        ErrorClass::UserMustActAtBank => {
            "The bank wants you to do something in your account there."
        }
        ErrorClass::ItemGone => "This connection has ended. Link the bank again to go on.",
        ErrorClass::Operator => "Plaid refuses this server's account. Its operator has to act.",
        ErrorClass::Caller | ErrorClass::Permanent => "Plaid refused the request.",
    }
}
