//! What is sent fits the document: no field that Plaid doesn't know, no required one left out.

use plaid::{
    AccountFilter, AccountFilters, AccountsBalanceGetOptions, AccountsBalanceGetRequest,
    AccountsGetOptions, AccountsGetRequest, AuthGetRequest, BankTransferEventSyncRequest,
    CategoriesGetRequest, HostedLink, IdentityGetRequest, InstitutionsGetByIdOptions,
    InstitutionsGetByIdRequest, InstitutionsGetOptions, InstitutionsGetRequest,
    InstitutionsSearchOptions, InstitutionsSearchRequest, ItemAccessTokenInvalidateRequest,
    ItemGetRequest, ItemRemoveRequest, ItemWebhookUpdateRequest, LinkToken, LinkTokenCreateRequest,
    LinkTokenGetRequest, LinkTokenTransactions, LinkTokenUpdate, ProcessorTokenCreateRequest,
    PublicToken, PublicTokenExchangeRequest, SandboxItemFireWebhookRequest,
    SandboxItemResetLoginRequest, SandboxItemSetVerificationStatusRequest,
    SandboxPublicTokenCreateOptions, SandboxPublicTokenCreateRequest, SandboxTransaction,
    SandboxTransactionsCreateRequest, SandboxVerificationStatus, TransactionsGetOptions,
    TransactionsGetRequest, TransactionsRecurringGetOptions, TransactionsRecurringGetRequest,
    TransactionsRefreshRequest, TransactionsSyncOptions, TransactionsSyncRequest,
    TransferEventSyncRequest, UserCreateRequest, UserEmail, UserIdentity, UserName,
    UserPhoneNumber, WebhookVerificationKeyGetRequest,
};
use serde::Serialize;
use serde_json::Value;

use super::Document;
use super::read::ANSWERS;
use crate::support::access_token;

/// What is wrong with a request.
fn faults(document: &Document, schema: &Value, sent: &Value, place: &str) -> Vec<String> {
    let schema = document.resolve(schema);
    let wrong = |what: &str| vec![format!("{place} {what}: {sent}")];
    if sent.is_null() {
        return if schema["nullable"] == true { Vec::new() } else { wrong("may not be null") };
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(sent) { Vec::new() } else { wrong("is no word of Plaid's") };
    }
    let length = |value: &Value| value.as_u64().unwrap_or(u64::MAX);
    match (schema["type"].as_str(), sent) {
        (Some("object"), Value::Object(fields)) => {
            let mut found = Vec::new();
            for required in schema["required"].as_array().into_iter().flatten() {
                if !fields.contains_key(required.as_str().unwrap()) {
                    found.push(format!("{place}.{required} is required"));
                }
            }
            for (name, value) in fields {
                let place = format!("{place}.{name}");
                match schema["properties"].get(name) {
                    Some(schema) => found.extend(faults(document, schema, value, &place)),
                    None => found.push(format!("{place} is unknown to Plaid")),
                }
            }
            found
        }
        (Some("array"), Value::Array(list)) => {
            if list.len() < usize::try_from(schema["minItems"].as_u64().unwrap_or(0)).unwrap() {
                return wrong("is too short");
            }
            list.iter().flat_map(|one| faults(document, &schema["items"], one, place)).collect()
        }
        (Some("string"), Value::String(text)) => {
            let chars = u64::try_from(text.chars().count()).unwrap();
            let fits = chars >= schema["minLength"].as_u64().unwrap_or(0)
                && chars <= length(&schema["maxLength"]);
            if fits { Vec::new() } else { wrong("has the wrong length") }
        }
        (Some("integer"), Value::Number(number)) => {
            let Some(number) = number.as_u64() else { return wrong("is no whole number") };
            let fits = number >= schema["minimum"].as_u64().unwrap_or(0)
                && number <= length(&schema["maximum"]);
            if fits { Vec::new() } else { wrong("is out of range") }
        }
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => Vec::new(),
        _ => wrong("has the wrong type"),
    }
}

fn request(path: &'static str, request: &impl Serialize) -> (&'static str, Value) {
    (path, serde_json::to_value(request).unwrap())
}

fn list(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// Requests that say all that they can.
fn whole_requests() -> Vec<(&'static str, Value)> {
    let mut requests = link_requests();
    requests.extend(item_requests());
    requests.extend(transaction_requests());
    requests.extend(other_requests());
    requests.extend(sandbox_requests());
    requests
}

fn link_requests() -> Vec<(&'static str, Value)> {
    let filter = |word| Some(AccountFilter { account_subtypes: list(word) });
    let create = LinkTokenCreateRequest {
        user_id: Some("usr_9nSp2KuZ2x4JDw".into()),
        products: Some(list("transactions")),
        required_if_supported_products: Some(list("auth")),
        optional_products: Some(list("identity")),
        additional_consented_products: Some(list("investments")),
        webhook: Some("https://florin.example/webhooks/plaid".into()),
        redirect_uri: Some("https://florin.example/link".into()),
        account_filters: Some(AccountFilters {
            depository: filter("checking"),
            credit: filter("credit card"),
            loan: filter("auto"),
            investment: filter("401k"),
            other: filter("all"),
        }),
        institution_id: Some("ins_109508".into()),
        access_token: Some(access_token()),
        update: Some(LinkTokenUpdate { account_selection_enabled: Some(true) }),
        transactions: Some(LinkTokenTransactions { days_requested: Some(730) }),
        hosted_link: Some(HostedLink {
            completion_redirect_uri: Some("https://florin.example/done".into()),
            url_lifetime_seconds: Some(900),
            is_mobile_app: Some(false),
        }),
        ..LinkTokenCreateRequest::new("Florin", "en", list("US"), "usr_1")
    };
    let bare = LinkTokenCreateRequest::new("Florin", "en", list("US"), "usr_1");
    let link_token = LinkToken::from(secrecy::SecretString::from("link-sandbox-1"));
    let public_token = PublicToken::from(secrecy::SecretString::from("public-sandbox-1"));
    let identity = UserIdentity {
        name: Some(UserName { given_name: "A".into(), family_name: "B".into() }),
        date_of_birth: "1975-01-18".parse().ok(),
        emails: vec![UserEmail { data: "a@example.com".into(), primary: true }],
        phone_numbers: vec![UserPhoneNumber { data: "+14155550010".into(), primary: true }],
    };
    let user = UserCreateRequest { client_user_id: "usr_1".into(), identity: Some(identity) };
    vec![
        request("/link/token/create", &create),
        request("/link/token/create", &bare),
        request("/link/token/get", &LinkTokenGetRequest { link_token }),
        request("/item/public_token/exchange", &PublicTokenExchangeRequest { public_token }),
        request("/user/create", &user),
    ]
}

fn item_requests() -> Vec<(&'static str, Value)> {
    let accounts = Some(AccountsGetOptions { account_ids: Some(list("acc-1")) });
    let balances = AccountsBalanceGetOptions {
        account_ids: Some(list("acc-1")),
        min_last_updated_datetime: "2026-11-20T10:00:00Z".parse().ok(),
    };
    let webhook = |webhook| ItemWebhookUpdateRequest { access_token: access_token(), webhook };
    vec![
        request("/item/get", &ItemGetRequest { access_token: access_token() }),
        request("/item/remove", &ItemRemoveRequest { access_token: access_token() }),
        request("/item/webhook/update", &webhook(None)),
        request("/item/webhook/update", &webhook(Some("https://florin.example".into()))),
        request(
            "/item/access_token/invalidate",
            &ItemAccessTokenInvalidateRequest { access_token: access_token() },
        ),
        request(
            "/accounts/get",
            &AccountsGetRequest { access_token: access_token(), options: accounts.clone() },
        ),
        request(
            "/accounts/balance/get",
            &AccountsBalanceGetRequest { access_token: access_token(), options: Some(balances) },
        ),
        request(
            "/auth/get",
            &AuthGetRequest { access_token: access_token(), options: accounts.clone() },
        ),
        request(
            "/identity/get",
            &IdentityGetRequest { access_token: access_token(), options: accounts },
        ),
        request(
            "/processor/token/create",
            &ProcessorTokenCreateRequest {
                access_token: access_token(),
                account_id: "acc-1".into(),
                processor: "dwolla".into(),
            },
        ),
    ]
}

fn transaction_requests() -> Vec<(&'static str, Value)> {
    let sync = TransactionsSyncOptions {
        include_original_description: Some(true),
        personal_finance_category_version: Some("v2".into()),
        days_requested: Some(730),
        account_id: Some("acc-1".into()),
    };
    let get = TransactionsGetOptions {
        account_ids: Some(list("acc-1")),
        count: Some(500),
        offset: Some(0),
        include_original_description: Some(true),
        personal_finance_category_version: Some("v2".into()),
        days_requested: Some(730),
    };
    let recurring =
        TransactionsRecurringGetOptions { personal_finance_category_version: Some("v2".into()) };
    let day = |text: &str| text.parse().unwrap();
    vec![
        request(
            "/transactions/sync",
            &TransactionsSyncRequest {
                access_token: access_token(),
                cursor: Some("CURSOR".into()),
                count: Some(500),
                options: Some(sync),
            },
        ),
        request(
            "/transactions/get",
            &TransactionsGetRequest {
                access_token: access_token(),
                start_date: day("2026-01-01"),
                end_date: day("2026-11-20"),
                options: Some(get),
            },
        ),
        request(
            "/transactions/refresh",
            &TransactionsRefreshRequest { access_token: access_token() },
        ),
        request(
            "/transactions/recurring/get",
            &TransactionsRecurringGetRequest {
                access_token: access_token(),
                account_ids: Some(list("acc-1")),
                options: Some(recurring),
            },
        ),
    ]
}

fn other_requests() -> Vec<(&'static str, Value)> {
    let one = InstitutionsGetByIdRequest {
        institution_id: "ins_109508".into(),
        country_codes: list("US"),
        options: Some(InstitutionsGetByIdOptions { include_optional_metadata: Some(true) }),
    };
    let page = InstitutionsGetRequest {
        count: 500,
        offset: 0,
        country_codes: list("US"),
        options: Some(InstitutionsGetOptions {
            products: Some(list("auth")),
            routing_numbers: Some(list("021000021")),
            oauth: Some(false),
            include_optional_metadata: Some(true),
        }),
    };
    let search = InstitutionsSearchRequest {
        query: "platypus".into(),
        country_codes: list("US"),
        products: Some(list("auth")),
        options: Some(InstitutionsSearchOptions {
            oauth: Some(true),
            include_optional_metadata: Some(true),
        }),
    };
    let key = WebhookVerificationKeyGetRequest { key_id: "key-1".into() };
    let events = TransferEventSyncRequest { after_id: 0, count: Some(500) };
    let older = BankTransferEventSyncRequest { after_id: 0, count: Some(25) };
    vec![
        request("/institutions/get_by_id", &one),
        request("/institutions/get", &page),
        request("/institutions/search", &search),
        request("/categories/get", &CategoriesGetRequest {}),
        request("/webhook_verification_key/get", &key),
        request("/transfer/event/sync", &events),
        request("/bank_transfer/event/sync", &older),
    ]
}

fn sandbox_requests() -> Vec<(&'static str, Value)> {
    let create = SandboxPublicTokenCreateRequest {
        institution_id: "ins_109508".into(),
        initial_products: list("transactions"),
        options: Some(SandboxPublicTokenCreateOptions {
            webhook: Some("https://florin.example/webhooks/plaid".into()),
            override_username: Some("user_good".into()),
            override_password: Some("pass_good".into()),
            transactions: Some(LinkTokenTransactions { days_requested: Some(90) }),
        }),
    };
    let webhook = SandboxItemFireWebhookRequest {
        access_token: access_token(),
        webhook_type: Some("TRANSACTIONS".into()),
        webhook_code: "DEFAULT_UPDATE".into(),
    };
    let verification = |verification_status| SandboxItemSetVerificationStatusRequest {
        access_token: access_token(),
        account_id: "acc-1".into(),
        verification_status,
    };
    let transaction = SandboxTransaction {
        date_transacted: "2026-11-19".parse().unwrap(),
        date_posted: "2026-11-20".parse().unwrap(),
        amount: "12.345".parse().unwrap(),
        description: "Coffee".into(),
        iso_currency_code: Some("USD".into()),
    };
    let transactions = SandboxTransactionsCreateRequest {
        access_token: access_token(),
        transactions: vec![transaction],
    };
    let reset = SandboxItemResetLoginRequest { access_token: access_token() };
    let path = "/sandbox/item/set_verification_status";
    vec![
        request("/sandbox/public_token/create", &create),
        request("/sandbox/item/fire_webhook", &webhook),
        request("/sandbox/item/reset_login", &reset),
        request(path, &verification(SandboxVerificationStatus::AutomaticallyVerified)),
        request(path, &verification(SandboxVerificationStatus::VerificationExpired)),
        request("/sandbox/transactions/create", &transactions),
    ]
}

#[test]
fn every_request_fits_the_document() {
    let Some(document) = Document::find() else { return };
    let requests = whole_requests();
    for (path, _) in ANSWERS {
        assert!(requests.iter().any(|(known, _)| known == path), "{path} is asked nothing");
    }
    for (path, sent) in requests {
        let found = faults(document, document.request(path), &sent, "");
        assert!(found.is_empty(), "{path}: {found:#?}");
    }
}
