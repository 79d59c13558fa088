//! What Plaid's errors ask of us: its documented errors, group by group.

use std::time::Duration;

use plaid::ErrorClass::{
    self, Caller, ItemGone, NotReady, Operator, Permanent, RateLimited, RestartPagination, Retry,
    UserMustActAtBank, UserMustRelink,
};
use plaid::{ItemGetRequest, PlaidError};
use serde_json::json;

use crate::support::{Answer, Plaid, access_token};

const SLOW_DOWN: ErrorClass = RateLimited { retry_after: None };

/// Error type, class, error codes separated by blanks.
const DOCUMENTED: &[(&str, ErrorClass, &str)] = &[
    (
        "ITEM_ERROR",
        UserMustRelink,
        "ITEM_LOGIN_REQUIRED INSUFFICIENT_CREDENTIALS ACCESS_NOT_GRANTED NO_ACCOUNTS \
         NO_AUTH_ACCOUNTS NO_INVESTMENT_ACCOUNTS NO_INVESTMENT_AUTH_ACCOUNTS \
         NO_LIABILITY_ACCOUNTS USER_PERMISSION_REVOKED",
    ),
    (
        "ITEM_ERROR",
        UserMustActAtBank,
        "PASSWORD_RESET_REQUIRED USER_SETUP_REQUIRED ITEM_LOCKED INVALID_CREDENTIALS \
         INVALID_MFA INVALID_OTP INVALID_PHONE_NUMBER INVALID_SEND_METHOD \
         INVALID_UPDATED_USERNAME USER_INPUT_TIMEOUT",
    ),
    ("ITEM_ERROR", NotReady, "PRODUCT_NOT_READY"),
    ("ITEM_ERROR", Caller, "PRODUCT_NOT_ENABLED PRODUCTS_NOT_SUPPORTED"),
    ("ITEM_ERROR", ItemGone, "ITEM_NOT_FOUND ITEM_CONCURRENTLY_DELETED"),
    (
        "ITEM_ERROR",
        Permanent,
        "ITEM_NOT_SUPPORTED MFA_NOT_SUPPORTED INSTANT_MATCH_FAILED \
         MANUAL_VERIFICATION_REQUIRED",
    ),
    (
        "INSTITUTION_ERROR",
        Retry,
        "INSTITUTION_DOWN INSTITUTION_NOT_RESPONDING INSTITUTION_NOT_AVAILABLE",
    ),
    ("INSTITUTION_ERROR", ItemGone, "INSTITUTION_NO_LONGER_SUPPORTED"),
    (
        "INSTITUTION_ERROR",
        Operator,
        "INSTITUTION_REGISTRATION_REQUIRED UNAUTHORIZED_INSTITUTION \
         INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT",
    ),
    ("INSTITUTION_ERROR", Permanent, "UNSUPPORTED_RESPONSE"),
    ("API_ERROR", Retry, "INTERNAL_SERVER_ERROR PLANNED_MAINTENANCE"),
    (
        "RATE_LIMIT_EXCEEDED",
        SLOW_DOWN,
        "TRANSACTIONS_SYNC_LIMIT ACCOUNTS_LIMIT ITEM_GET_LIMIT RATE_LIMIT \
         INSTITUTION_RATE_LIMIT A_NEW_LIMIT",
    ),
    ("RATE_LIMIT_EXCEEDED", Operator, "CREDITS_EXHAUSTED"),
    ("TRANSACTIONS_ERROR", RestartPagination, "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"),
    (
        "INVALID_REQUEST",
        Caller,
        "MISSING_FIELDS UNKNOWN_FIELDS INVALID_FIELD INVALID_CONFIGURATION \
         INCOMPATIBLE_API_VERSION INVALID_BODY INVALID_HEADERS NOT_FOUND \
         NO_LONGER_AVAILABLE SANDBOX_ONLY INVALID_ACCOUNT_NUMBER",
    ),
    ("INVALID_INPUT", ItemGone, "INVALID_ACCESS_TOKEN"),
    (
        "INVALID_INPUT",
        UserMustActAtBank,
        "INVALID_PUBLIC_TOKEN INVALID_LINK_TOKEN INCORRECT_DEPOSIT_VERIFICATION \
         TOO_MANY_VERIFICATION_ATTEMPTS PROFILE_AUTHENTICATION_FAILED",
    ),
    ("INVALID_INPUT", UserMustRelink, "ADDITIONAL_CONSENT_REQUIRED USER_PERMISSION_REVOKED"),
    (
        "INVALID_INPUT",
        Operator,
        "INVALID_API_KEYS UNAUTHORIZED_ENVIRONMENT UNAUTHORIZED_ROUTE_ACCESS \
         DIRECT_INTEGRATION_NOT_ENABLED INVALID_LINK_CUSTOMIZATION",
    ),
    (
        "INVALID_INPUT",
        Caller,
        "INVALID_ACCOUNT_ID INVALID_INSTITUTION INVALID_PRODUCT INVALID_PROCESSOR_TOKEN \
         INVALID_USER_ID INVALID_USER_TOKEN INVALID_USER_IDENTITY_DATA \
         INVALID_AUDIT_COPY_TOKEN INVALID_STRIPE_ACCOUNT \
         INVALID_WEBHOOK_VERIFICATION_KEY_ID",
    ),
    ("INVALID_RESULT", UserMustActAtBank, "PLAID_DIRECT_ITEM_IMPORT_RETURNED_INVALID_MFA"),
    ("INVALID_RESULT", Caller, "LAST_UPDATED_DATETIME_OUT_OF_RANGE"),
    (
        "SANDBOX_ERROR",
        Caller,
        "SANDBOX_PRODUCT_NOT_ENABLED SANDBOX_WEBHOOK_INVALID \
         SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID",
    ),
    ("RECAPTCHA_ERROR", UserMustActAtBank, "RECAPTCHA_REQUIRED RECAPTCHA_BAD"),
    (
        "OAUTH_ERROR",
        UserMustActAtBank,
        "INCORRECT_OAUTH_NONCE INCORRECT_LINK_TOKEN OAUTH_STATE_ID_ALREADY_PROCESSED \
         OAUTH_STATE_ID_NOT_FOUND",
    ),
    ("USER_ERROR", Caller, "USER_NOT_FOUND"),
    ("API_ERROR", Retry, "NEW_CODE"),
    ("INSTITUTION_ERROR", Retry, "NEW_CODE"),
    ("ITEM_ERROR", Permanent, "NEW_CODE"),
    ("TRANSFER_ERROR", Permanent, "TRANSFER_LIMIT_REACHED"),
    ("NEW_ERROR", Permanent, "NEW_CODE"),
];

#[test]
fn every_documented_error_has_its_class() {
    for (error_type, class, codes) in DOCUMENTED {
        for code in codes.split_whitespace() {
            let told = json!({ "error_type": error_type, "error_code": code });
            let told: PlaidError = serde_json::from_value(told).unwrap();
            assert_eq!(told.class(), *class, "{error_type} {code}");
        }
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_it_lasts() {
    let told = json!({ "error_type": "RATE_LIMIT_EXCEEDED", "error_code": "ITEM_GET_LIMIT" });
    let retry_after = Some(Duration::from_mins(2));
    let limited = Answer::new(429, &told).with("retry-after", "120");
    let from_gateway = Answer::new(429, &"slow down").with("retry-after", "120");
    let plaid = Plaid::answering([limited, from_gateway]).await;
    for _ in 0..2 {
        let request = ItemGetRequest { access_token: access_token() };
        let error = plaid.client().item_get(&request).await.unwrap_err();
        assert_eq!(error.class(), RateLimited { retry_after });
        assert!(error.is_retryable());
    }
}
