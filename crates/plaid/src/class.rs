//! What an error of Plaid's asks of us.
//!
//! It is decided by the error code; by the error type where the code is new; never by the message.
//! Where Plaid's documentation leaves two readings, the one is taken that destroys less.

use std::time::Duration;

/// What an error asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// Plaid has yet to fetch the data from the bank: wait.
    NotReady,
    /// The data changed while it was read: begin again at the cursor of the first page.
    RestartPagination,
    /// Slow down.
    RateLimited {
        /// For how long, where Plaid says so.
        retry_after: Option<Duration>,
    },
    /// It may pass by itself.
    Retry,
    /// The person must go through Link again, in update mode.
    UserMustRelink,
    /// The person must act at the bank, or type again in Link.
    UserMustActAtBank,
    /// The item is dead: the bank can only be linked anew.
    ItemGone,
    /// The request is wrong: a mistake in the program or its settings.
    Caller,
    /// Plaid's dashboard, contract or bill needs the operator.
    Operator,
    /// It will not pass, and nobody can mend it here.
    Permanent,
}

const RATE_LIMITED: ErrorClass = ErrorClass::RateLimited { retry_after: None };

/// Classes by error code. The order within a class follows Plaid's documentation of error types.
const BY_CODE: &[(ErrorClass, &[&str])] = &[
    (ErrorClass::NotReady, &["PRODUCT_NOT_READY"]),
    (ErrorClass::RestartPagination, &["TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"]),
    (
        RATE_LIMITED,
        &[
            "ACCOUNTS_LIMIT",
            "ACCOUNTS_BALANCE_GET_LIMIT",
            "AUTH_LIMIT",
            "BALANCE_LIMIT",
            "IDENTITY_LIMIT",
            "INSTITUTIONS_GET_LIMIT",
            "INSTITUTIONS_GET_BY_ID_LIMIT",
            "INSTITUTION_RATE_LIMIT",
            "ITEM_GET_LIMIT",
            "RATE_LIMIT",
            "TRANSACTIONS_LIMIT",
            "TRANSACTIONS_REFRESH_LIMIT",
            "TRANSACTIONS_SYNC_LIMIT",
        ],
    ),
    (
        ErrorClass::Retry,
        &[
            "INSTITUTION_DOWN",
            "INSTITUTION_NOT_RESPONDING",
            "INSTITUTION_NOT_AVAILABLE",
            "INTERNAL_SERVER_ERROR",
            "PLANNED_MAINTENANCE",
        ],
    ),
    (
        ErrorClass::UserMustRelink,
        &[
            "ITEM_LOGIN_REQUIRED",
            "INSUFFICIENT_CREDENTIALS",
            "ACCESS_NOT_GRANTED",
            // Most often the consent leaves the accounts out, and update mode offers them again.
            "NO_ACCOUNTS",
            "NO_AUTH_ACCOUNTS",
            "NO_INVESTMENT_ACCOUNTS",
            "NO_INVESTMENT_AUTH_ACCOUNTS",
            "NO_LIABILITY_ACCOUNTS",
            "ADDITIONAL_CONSENT_REQUIRED",
            // Dead only once Plaid refuses a link token for it.
            "USER_PERMISSION_REVOKED",
        ],
    ),
    (
        ErrorClass::UserMustActAtBank,
        &[
            // After that, update mode: Plaid then says ITEM_LOGIN_REQUIRED.
            "PASSWORD_RESET_REQUIRED",
            "USER_SETUP_REQUIRED",
            "ITEM_LOCKED",
            "INVALID_CREDENTIALS",
            "INVALID_MFA",
            "INVALID_OTP",
            "INVALID_PHONE_NUMBER",
            "INVALID_SEND_METHOD",
            "INVALID_UPDATED_USERNAME",
            "USER_INPUT_TIMEOUT",
            "INCORRECT_DEPOSIT_VERIFICATION",
            "TOO_MANY_VERIFICATION_ATTEMPTS",
            "PROFILE_AUTHENTICATION_FAILED",
            "PLAID_DIRECT_ITEM_IMPORT_RETURNED_INVALID_MFA",
            "RECAPTCHA_REQUIRED",
            "RECAPTCHA_BAD",
            // A session of Link that is over: the person begins another.
            "INVALID_PUBLIC_TOKEN",
            "INVALID_LINK_TOKEN",
            "INCORRECT_OAUTH_NONCE",
            "INCORRECT_LINK_TOKEN",
            "OAUTH_STATE_ID_ALREADY_PROCESSED",
            "OAUTH_STATE_ID_NOT_FOUND",
        ],
    ),
    (
        ErrorClass::ItemGone,
        &[
            "ITEM_NOT_FOUND",
            "ITEM_CONCURRENTLY_DELETED",
            "INSTITUTION_NO_LONGER_SUPPORTED",
            "INVALID_ACCESS_TOKEN",
        ],
    ),
    (
        ErrorClass::Caller,
        &[
            "PRODUCT_NOT_ENABLED",
            "PRODUCTS_NOT_SUPPORTED",
            "MISSING_FIELDS",
            "UNKNOWN_FIELDS",
            "INVALID_FIELD",
            "INVALID_CONFIGURATION",
            "INCOMPATIBLE_API_VERSION",
            "INVALID_BODY",
            "INVALID_HEADERS",
            "NOT_FOUND",
            "NO_LONGER_AVAILABLE",
            "SANDBOX_ONLY",
            "INVALID_ACCOUNT_NUMBER",
            "INVALID_ACCOUNT_ID",
            "INVALID_INSTITUTION",
            "INVALID_PRODUCT",
            "INVALID_PROCESSOR_TOKEN",
            "INVALID_USER_ID",
            "INVALID_USER_TOKEN",
            "INVALID_USER_IDENTITY_DATA",
            "INVALID_AUDIT_COPY_TOKEN",
            "INVALID_STRIPE_ACCOUNT",
            "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
            "LAST_UPDATED_DATETIME_OUT_OF_RANGE",
            "SANDBOX_PRODUCT_NOT_ENABLED",
            "SANDBOX_WEBHOOK_INVALID",
            "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID",
            "USER_NOT_FOUND",
        ],
    ),
    (
        ErrorClass::Operator,
        &[
            "INSTITUTION_REGISTRATION_REQUIRED",
            "UNAUTHORIZED_INSTITUTION",
            "INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT",
            "CREDITS_EXHAUSTED",
            "INVALID_API_KEYS",
            "UNAUTHORIZED_ENVIRONMENT",
            "UNAUTHORIZED_ROUTE_ACCESS",
            "DIRECT_INTEGRATION_NOT_ENABLED",
            "INVALID_LINK_CUSTOMIZATION",
        ],
    ),
    (
        ErrorClass::Permanent,
        &[
            // A new link of the same bank would end in the same place.
            "ITEM_NOT_SUPPORTED",
            "MFA_NOT_SUPPORTED",
            "INSTANT_MATCH_FAILED",
            "MANUAL_VERIFICATION_REQUIRED",
            "UNSUPPORTED_RESPONSE",
        ],
    ),
];

/// Classes by error type, for codes that are not in the table.
const BY_TYPE: &[(ErrorClass, &str)] = &[
    (ErrorClass::Retry, "API_ERROR"),
    (ErrorClass::Retry, "INSTITUTION_ERROR"),
    (RATE_LIMITED, "RATE_LIMIT_EXCEEDED"),
];

/// The class of an error of Plaid's.
pub(crate) fn of(error_type: &str, error_code: &str) -> ErrorClass {
    let by_code = BY_CODE.iter().find(|(_, codes)| codes.contains(&error_code));
    if let Some((class, _)) = by_code {
        return *class;
    }
    let by_type = BY_TYPE.iter().find(|(_, known)| *known == error_type);
    by_type.map_or(ErrorClass::Permanent, |(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_has_two_classes() {
        let mut codes: Vec<_> = BY_CODE.iter().flat_map(|(_, codes)| *codes).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn a_new_code_is_judged_by_its_type() {
        assert_eq!(of("API_ERROR", "NEW"), ErrorClass::Retry);
        assert_eq!(of("INSTITUTION_ERROR", "NEW"), ErrorClass::Retry);
        assert_eq!(of("RATE_LIMIT_EXCEEDED", "NEW_LIMIT"), RATE_LIMITED);
        assert_eq!(of("ITEM_ERROR", "NEW"), ErrorClass::Permanent);
        assert_eq!(of("NEW_ERROR", "NEW"), ErrorClass::Permanent);
    }

    #[test]
    fn the_code_goes_before_the_type() {
        assert_eq!(
            of("INSTITUTION_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED"),
            ErrorClass::ItemGone
        );
        assert_eq!(of("RATE_LIMIT_EXCEEDED", "CREDITS_EXHAUSTED"), ErrorClass::Operator);
        for error_type in ["INVALID_INPUT", "ITEM_ERROR"] {
            let class = of(error_type, "USER_PERMISSION_REVOKED");
            assert_eq!(class, ErrorClass::UserMustRelink);
        }
    }
}
