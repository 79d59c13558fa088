//! The calls beside those that every sync makes: what is sent, to the letter, and what is read.

use std::future::Future;

use chrono::NaiveDate;
use plaid::{
    AccountFilter, AccountFilters, AccountsBalanceGetOptions, AccountsBalanceGetRequest,
    AccountsGetOptions, AuthGetRequest, CategoriesGetRequest, Client, Error, IdentityGetRequest,
    InstitutionsGetOptions, InstitutionsGetRequest, InstitutionsSearchOptions,
    InstitutionsSearchRequest, ItemAccessTokenInvalidateRequest, ItemWebhookUpdateRequest,
    LinkToken, LinkTokenCreateRequest, LinkTokenGetRequest, PhoneNumberType,
    ProcessorTokenCreateRequest, RecurringFrequency, SandboxItemFireWebhookRequest,
    SandboxItemResetLoginRequest, SandboxTransaction, SandboxTransactionsCreateRequest,
    StreamStatus, TransactionsGetOptions, TransactionsGetRequest, TransactionsRecurringGetOptions,
    TransactionsRecurringGetRequest, TransactionsRefreshRequest, TransferEventSyncRequest,
    WebhookVerificationKeyGetRequest,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::{ACCESS_TOKEN, Answer, Plaid, access_token};

/// What a call sends. The stand-in has no answer: only the request counts.
async fn sent<T, F>(call: impl FnOnce(Client) -> F) -> (String, Value)
where
    F: Future<Output = Result<T, Error>>,
{
    let plaid = Plaid::answering([]).await;
    assert!(call(plaid.client()).await.is_err());
    let calls = plaid.calls();
    assert_eq!(calls.len(), 1);
    (calls[0].path.clone(), calls[0].body.clone())
}

/// What a call makes of an answer.
async fn read<T, F>(answer: impl ToString, call: impl FnOnce(Client) -> F) -> T
where
    F: Future<Output = Result<T, Error>>,
{
    let plaid = Plaid::answering([Answer::ok(&answer)]).await;
    call(plaid.client()).await.unwrap_or_else(|error| panic!("{error}"))
}

fn is(path: &str, body: Value) -> (String, Value) {
    (path.to_owned(), body)
}

fn list(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn bare_item() -> Value {
    json!({ "item_id": "item-1", "update_type": "background" })
}

#[tokio::test]
async fn what_link_did_is_asked_by_its_token() {
    let link_token = LinkToken::from(SecretString::from("link-sandbox-1"));
    let request = LinkTokenGetRequest { link_token };
    let told = sent(|client| async move { client.link_token_get(&request).await }).await;
    assert_eq!(told, is("/link/token/get", json!({ "link_token": "link-sandbox-1" })));
}

#[tokio::test]
async fn account_filters_name_the_kinds_that_are_shown() {
    let filter = |words: &str| Some(AccountFilter { account_subtypes: vec![words.to_owned()] });
    let account_filters = AccountFilters {
        depository: filter("checking"),
        credit: filter("all"),
        ..Default::default()
    };
    let request = LinkTokenCreateRequest {
        account_filters: Some(account_filters),
        ..LinkTokenCreateRequest::new("Florin", "en", vec!["US".into()], "usr_1")
    };
    let told = sent(|client| async move { client.link_token_create(&request).await }).await;
    let filters = json!({
        "depository": { "account_subtypes": ["checking"] },
        "credit": { "account_subtypes": ["all"] },
    });
    assert_eq!(told.1["account_filters"], filters);
}

#[tokio::test]
async fn an_item_is_changed_by_its_token() {
    let token = json!({ "access_token": ACCESS_TOKEN });
    for webhook in [None, Some("https://florin.example/hook".to_owned())] {
        let body = json!({ "access_token": ACCESS_TOKEN, "webhook": webhook });
        let request = ItemWebhookUpdateRequest { access_token: access_token(), webhook };
        let told = sent(|client| async move { client.item_webhook_update(&request).await }).await;
        assert_eq!(told, is("/item/webhook/update", body));
    }
    let request = ItemAccessTokenInvalidateRequest { access_token: access_token() };
    let told =
        sent(|client| async move { client.item_access_token_invalidate(&request).await }).await;
    assert_eq!(told, is("/item/access_token/invalidate", token.clone()));
    let request = TransactionsRefreshRequest { access_token: access_token() };
    let told = sent(|client| async move { client.transactions_refresh(&request).await }).await;
    assert_eq!(told, is("/transactions/refresh", token));
    let request = ProcessorTokenCreateRequest {
        access_token: access_token(),
        account_id: "acc-1".into(),
        processor: "dwolla".into(),
    };
    let told = sent(|client| async move { client.processor_token_create(&request).await }).await;
    let body =
        json!({ "access_token": ACCESS_TOKEN, "account_id": "acc-1", "processor": "dwolla" });
    assert_eq!(told, is("/processor/token/create", body));
}

#[tokio::test]
async fn accounts_are_asked_for_balances_numbers_and_owners() {
    let options = Some(AccountsBalanceGetOptions {
        account_ids: Some(list("acc-1")),
        min_last_updated_datetime: Some("2026-11-20T10:00:00Z".parse().unwrap()),
    });
    let request = AccountsBalanceGetRequest { access_token: access_token(), options };
    let told = sent(|client| async move { client.accounts_balance_get(&request).await }).await;
    let fresh = json!({
        "account_ids": ["acc-1"], "min_last_updated_datetime": "2026-11-20T10:00:00Z",
    });
    let body = json!({ "access_token": ACCESS_TOKEN, "options": fresh });
    assert_eq!(told, is("/accounts/balance/get", body));

    let body = json!({ "access_token": ACCESS_TOKEN, "options": { "account_ids": ["acc-1"] } });
    let options = Some(AccountsGetOptions { account_ids: Some(list("acc-1")) });
    let request = AuthGetRequest { access_token: access_token(), options: options.clone() };
    let told = sent(|client| async move { client.auth_get(&request).await }).await;
    assert_eq!(told, is("/auth/get", body.clone()));
    let request = IdentityGetRequest { access_token: access_token(), options };
    let told = sent(|client| async move { client.identity_get(&request).await }).await;
    assert_eq!(told, is("/identity/get", body));
}

#[tokio::test]
async fn transactions_are_asked_for_by_days_and_by_what_recurs() {
    let request = TransactionsGetRequest {
        access_token: access_token(),
        start_date: day("2026-01-01"),
        end_date: day("2026-11-20"),
        options: Some(TransactionsGetOptions {
            account_ids: Some(list("acc-1")),
            count: Some(500),
            offset: Some(1000),
            include_original_description: Some(true),
            personal_finance_category_version: Some("v2".into()),
            days_requested: Some(730),
        }),
    };
    let told = sent(|client| async move { client.transactions_get(&request).await }).await;
    let options = json!({
        "account_ids": ["acc-1"], "count": 500, "offset": 1000, "days_requested": 730,
        "include_original_description": true, "personal_finance_category_version": "v2",
    });
    let body = json!({
        "access_token": ACCESS_TOKEN, "start_date": "2026-01-01", "end_date": "2026-11-20",
        "options": options,
    });
    assert_eq!(told, is("/transactions/get", body));

    let version = Some("v2".to_owned());
    let request = TransactionsRecurringGetRequest {
        access_token: access_token(),
        account_ids: Some(list("acc-1")),
        options: Some(TransactionsRecurringGetOptions {
            personal_finance_category_version: version,
        }),
    };
    let told =
        sent(|client| async move { client.transactions_recurring_get(&request).await }).await;
    let options = json!({ "personal_finance_category_version": "v2" });
    let body =
        json!({ "access_token": ACCESS_TOKEN, "account_ids": ["acc-1"], "options": options });
    assert_eq!(told, is("/transactions/recurring/get", body));
}

#[tokio::test]
async fn banks_are_listed_and_searched() {
    let request = InstitutionsGetRequest {
        count: 500,
        offset: 0,
        country_codes: vec!["US".into()],
        options: Some(InstitutionsGetOptions {
            products: Some(list("transactions")),
            routing_numbers: Some(list("011000138")),
            oauth: Some(false),
            include_optional_metadata: Some(true),
        }),
    };
    let told = sent(|client| async move { client.institutions_get(&request).await }).await;
    let options = json!({
        "products": ["transactions"], "routing_numbers": ["011000138"], "oauth": false,
        "include_optional_metadata": true,
    });
    let body = json!({ "count": 500, "offset": 0, "country_codes": ["US"], "options": options });
    assert_eq!(told, is("/institutions/get", body));

    let request = InstitutionsSearchRequest {
        query: "platypus".into(),
        country_codes: vec!["US".into()],
        products: Some(list("auth")),
        options: Some(InstitutionsSearchOptions {
            oauth: Some(true),
            include_optional_metadata: Some(true),
        }),
    };
    let told = sent(|client| async move { client.institutions_search(&request).await }).await;
    let options = json!({ "oauth": true, "include_optional_metadata": true });
    let body = json!({
        "query": "platypus", "country_codes": ["US"], "products": ["auth"], "options": options,
    });
    assert_eq!(told, is("/institutions/search", body));
}

#[tokio::test]
async fn what_belongs_to_no_item_is_asked_without_a_token() {
    let request = CategoriesGetRequest::default();
    let told = sent(|client| async move { client.categories_get(&request).await }).await;
    assert_eq!(told, is("/categories/get", json!({})));
    let request = TransferEventSyncRequest { after_id: u64::MAX, count: Some(25) };
    let told = sent(|client| async move { client.transfer_event_sync(&request).await }).await;
    assert_eq!(told, is("/transfer/event/sync", json!({ "after_id": u64::MAX, "count": 25 })));
    let request = WebhookVerificationKeyGetRequest { key_id: "key-1".into() };
    let told =
        sent(|client| async move { client.webhook_verification_key_get(&request).await }).await;
    assert_eq!(told, is("/webhook_verification_key/get", json!({ "key_id": "key-1" })));
}

#[tokio::test]
async fn the_sandbox_does_as_it_is_told() {
    let request = SandboxItemFireWebhookRequest {
        access_token: access_token(),
        webhook_type: Some("TRANSACTIONS".into()),
        webhook_code: "SYNC_UPDATES_AVAILABLE".into(),
    };
    let told = sent(|client| async move { client.sandbox_item_fire_webhook(&request).await }).await;
    let body = json!({
        "access_token": ACCESS_TOKEN,
        "webhook_type": "TRANSACTIONS",
        "webhook_code": "SYNC_UPDATES_AVAILABLE",
    });
    assert_eq!(told, is("/sandbox/item/fire_webhook", body));
    let request = SandboxItemResetLoginRequest { access_token: access_token() };
    let told = sent(|client| async move { client.sandbox_item_reset_login(&request).await }).await;
    assert_eq!(told, is("/sandbox/item/reset_login", json!({ "access_token": ACCESS_TOKEN })));
    let transaction = SandboxTransaction {
        date_transacted: day("2026-11-19"),
        date_posted: day("2026-11-20"),
        amount: "-12.50".parse().unwrap(),
        description: "REFUND".into(),
        iso_currency_code: Some("USD".into()),
    };
    let request = SandboxTransactionsCreateRequest {
        access_token: access_token(),
        transactions: vec![transaction],
    };
    let told =
        sent(|client| async move { client.sandbox_transactions_create(&request).await }).await;
    let transaction = json!({
        "date_transacted": "2026-11-19", "date_posted": "2026-11-20", "amount": -12.50,
        "description": "REFUND", "iso_currency_code": "USD",
    });
    let body = json!({ "access_token": ACCESS_TOKEN, "transactions": [transaction] });
    assert_eq!(told, is("/sandbox/transactions/create", body));
}

#[tokio::test]
async fn a_session_of_link_tells_what_was_linked_and_what_was_left() {
    let linked = json!({ "public_token": "public-sandbox-1", "accounts": [{ "id": "acc-1",
        "name": "Checking", "mask": null, "type": "depository", "subtype": "checking" }],
        "institution": { "institution_id": "ins_1", "name": "A Bank" } });
    let left = json!({ "error": { "error_type": "ITEM_ERROR", "error_code": "ITEM_LOCKED" },
        "metadata": { "institution": null, "status": "requires_credentials" } });
    let event = json!({ "event_name": "EXIT", "timestamp": "2026-11-20T10:00:01Z",
        "event_id": "e1", "event_metadata": { "exit_status": "requires_credentials", "new": 1 } });
    let sessions = json!([
        { "link_session_id": "s1", "started_at": "2026-11-20T10:00:00Z", "finished_at": null,
          "exit": null, "events": null, "results": { "item_add_results": [linked] } },
        { "link_session_id": "s2", "exit": left, "events": [event], "results": null },
    ]);
    let metadata = json!({ "initial_products": ["transactions"], "webhook": null,
        "country_codes": ["US"], "language": "en", "redirect_uri": null, "client_name": null,
        "account_filters": { "credit": { "account_subtypes": ["all"] } } });
    let answer = json!({ "link_token": "link-sandbox-1", "created_at": "2026-11-20T09:59:59Z",
        "expiration": null, "link_sessions": sessions, "metadata": metadata, "request_id": "r1" });
    let link_token = LinkToken::from(SecretString::from("link-sandbox-1"));
    let request = LinkTokenGetRequest { link_token };
    let told = read(answer, |client| async move { client.link_token_get(&request).await }).await;
    assert_eq!((told.link_token.expose(), told.expiration), ("link-sandbox-1", None));
    let items = &told.link_sessions[0].results.as_ref().unwrap().item_add_results;
    assert_eq!(items[0].public_token.expose(), "public-sandbox-1");
    assert_eq!(items[0].accounts[0].id.as_deref(), Some("acc-1"));
    let exit = told.link_sessions[1].exit.as_ref().unwrap();
    assert_eq!(exit.error.as_ref().unwrap().error_code, "ITEM_LOCKED");
    assert_eq!(told.link_sessions[1].events[0].event_name, "EXIT");
    assert!(told.metadata.account_filters.unwrap().depository.is_none());
}

#[tokio::test]
async fn an_owned_account_keeps_every_digit_of_its_balances() {
    let answer = r#"{ "accounts": [{ "account_id": "acc-1", "balances": { "available": null,
        "current": 23631.9805, "limit": null }, "mask": "0000", "name": "Checking",
        "official_name": null, "type": "depository", "subtype": "checking", "owners": [{
        "names": ["A", "B"], "phone_numbers": [{ "data": "1", "primary": true, "type": "pager" }],
        "emails": null, "addresses": [{ "data": { "street": "1 Main St", "city": null,
        "region": null, "postal_code": null, "country": null } }] }] }],
        "item": { "item_id": "item-1", "update_type": "background" }, "request_id": "r1" }"#;
    let request = IdentityGetRequest { access_token: access_token(), options: None };
    let told = read(answer, |client| async move { client.identity_get(&request).await }).await;
    let account = &told.accounts[0];
    assert_eq!(account.account.balances.current.unwrap().to_string(), "23631.9805");
    let owner = &account.owners[0];
    assert_eq!(owner.names, ["A", "B"]);
    assert_eq!(owner.phone_numbers[0].r#type, Some(PhoneNumberType::Unknown("pager".into())));
    assert_eq!(owner.addresses[0].data.street.as_deref(), Some("1 Main St"));
    assert!(owner.emails.is_empty() && !owner.addresses[0].primary);
    let again = serde_json::to_string(&told).unwrap();
    assert_eq!(serde_json::from_str::<plaid::IdentityGetResponse>(&again).unwrap(), told);
}

#[tokio::test]
async fn streams_keep_what_plaid_adds_and_leaves_open() {
    let stream = r#"{ "account_id": "acc-1", "stream_id": "s1", "category": null,
        "category_id": null, "description": "RENT", "merchant_name": null,
        "first_date": "2026-01-01", "last_date": "2026-11-01", "predicted_next_date": null,
        "frequency": "FORTNIGHTLY", "transaction_ids": ["txn-1"], "average_amount":
        { "amount": 0.1000000000000000055511151231, "iso_currency_code": "USD" },
        "last_amount": {}, "is_active": true, "status": "MATURE", "is_user_modified": false }"#;
    let answer = format!(
        r#"{{ "inflow_streams": [], "outflow_streams": [{stream}],
        "updated_datetime": "2026-11-20T10:00:00Z", "request_id": "r1" }}"#
    );
    let request = TransactionsRecurringGetRequest {
        access_token: access_token(),
        account_ids: None,
        options: None,
    };
    let told =
        read(answer, |client| async move { client.transactions_recurring_get(&request).await })
            .await;
    let stream = &told.outflow_streams[0];
    assert_eq!(stream.frequency, RecurringFrequency::Unknown("FORTNIGHTLY".into()));
    assert_eq!(stream.status, StreamStatus::Mature);
    let average = stream.average_amount.amount.unwrap().to_string();
    assert_eq!(average, "0.1000000000000000055511151231");
    assert_eq!((stream.last_amount.amount, stream.predicted_next_date), (None, None));
}

#[tokio::test]
async fn numbers_of_accounts_are_read_by_their_system() {
    let ach = json!({ "account_id": "acc-1", "account": "1111222233330000",
        "is_tokenized_account_number": true, "routing": "011401533", "wire_routing": null });
    let numbers = json!({ "ach": [ach], "eft": [], "international": null, "bacs": [] });
    let answer = json!({ "accounts": [], "numbers": numbers, "item": bare_item() });
    let request = AuthGetRequest { access_token: access_token(), options: None };
    let told = read(answer, |client| async move { client.auth_get(&request).await }).await;
    assert_eq!(told.numbers.ach[0].routing, "011401533");
    assert_eq!(told.numbers.ach[0].is_tokenized_account_number, Some(true));
    assert!(told.numbers.international.is_empty());
}

#[tokio::test]
async fn events_of_transfers_have_whole_ids() {
    let event = json!({ "event_id": u64::MAX, "timestamp": "2026-11-20T10:00:00Z",
        "event_type": "refund.return_swept", "funding_account_id": null, "transfer_id": "t1",
        "origination_account_id": null, "transfer_type": "credit", "transfer_amount": "12.34",
        "failure_reason": { "failure_code": "R01", "description": "no funds" }, "sweep_id": null,
        "sweep_amount": null, "refund_id": null, "originator_client_id": null });
    let answer = json!({ "transfer_events": [event], "has_more": true, "request_id": "r1" });
    let request = TransferEventSyncRequest { after_id: 0, count: None };
    let told =
        read(answer, |client| async move { client.transfer_event_sync(&request).await }).await;
    let event = &told.transfer_events[0];
    assert_eq!((event.event_id, told.has_more), (u64::MAX, true));
    assert_eq!(event.failure_reason.as_ref().unwrap().failure_code.as_deref(), Some("R01"));
}

#[tokio::test]
async fn new_tokens_are_read_and_do_not_print() {
    let answer = json!({ "new_access_token": "access-sandbox-new", "request_id": "r1" });
    let request = ItemAccessTokenInvalidateRequest { access_token: access_token() };
    let told =
        read(answer, |client| async move { client.item_access_token_invalidate(&request).await })
            .await;
    assert_eq!(told.new_access_token.expose(), "access-sandbox-new");
    assert!(!format!("{told:?}").contains("access-sandbox-new"));
    let answer = json!({ "processor_token": "processor-sandbox-1", "request_id": "r1" });
    let request = ProcessorTokenCreateRequest {
        access_token: access_token(),
        account_id: "acc-1".into(),
        processor: "dwolla".into(),
    };
    let told =
        read(answer, |client| async move { client.processor_token_create(&request).await }).await;
    assert_eq!(told.processor_token.expose(), "processor-sandbox-1");
    assert!(!format!("{told:?}").contains("processor-sandbox-1"));
}
