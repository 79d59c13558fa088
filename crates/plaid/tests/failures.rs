//! What fails, how it is told, and what is sent again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use plaid::{
    AccessToken, AccountsBalanceGetRequest, AccountsGetRequest, Client, Config, Environment, Error,
    ErrorClass, ItemGetRequest, PublicToken, PublicTokenExchangeRequest, Rates,
    SandboxPublicTokenCreateRequest, TransactionsRefreshRequest, TransportKind,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, Plaid, access_token, closed_address, config, raw_server};

const GATEWAY_PAGE: &str = "<html><body>502 Bad Gateway</body></html>";

fn item_answer() -> Value {
    let item = json!({ "item_id": "item-1", "update_type": "background" });
    json!({ "item": item, "request_id": "r1" })
}

fn api_error(error_type: &str, error_code: &str) -> Value {
    json!({
        "display_message": null,
        "documentation_url": "https://plaid.com/docs/?ref=error",
        "error_code": error_code,
        "error_message": "what is wrong",
        "error_type": error_type,
        "request_id": "r2",
        "suggested_action": null,
    })
}

async fn item_get(client: &Client) -> Result<String, Error> {
    let request = ItemGetRequest { access_token: access_token() };
    client.item_get(&request).await.map(|told| told.item.item_id)
}

async fn exchange(client: &Client) -> Error {
    let public_token = PublicToken::from(SecretString::from("public-sandbox-1"));
    let request = PublicTokenExchangeRequest { public_token };
    client.item_public_token_exchange(&request).await.unwrap_err()
}

fn impatient(url: &Url) -> Client {
    Client::new(Config { request_timeout: Duration::from_millis(50), ..config(url) }).unwrap()
}

#[tokio::test]
async fn what_plaid_says_is_told_whole() {
    let mut told = api_error("ITEM_ERROR", "ITEM_LOGIN_REQUIRED");
    told["display_message"] = "Please log in again.".into();
    let plaid = Plaid::answering([Answer::new(400, &told)]).await;
    let error = item_get(&plaid.client()).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::UserMustRelink);
    assert_eq!(error.error_code(), Some("ITEM_LOGIN_REQUIRED"));
    assert_eq!(error.request_id(), Some("r2"));
    assert!(!error.is_retryable());
    let Error::Api(api) = error else { panic!("{error}") };
    assert_eq!(api.http_status, 400);
    assert_eq!(api.error_type, "ITEM_ERROR");
    assert_eq!(api.error_message, "what is wrong");
    assert_eq!(api.display_message.as_deref(), Some("Please log in again."));
    assert_eq!(api.documentation_url.as_deref(), Some("https://plaid.com/docs/?ref=error"));
    assert_eq!(plaid.calls().len(), 1);
}

#[tokio::test]
async fn a_gateway_that_recovers_goes_unnoticed() {
    let down = Answer::new(502, &GATEWAY_PAGE).with("content-type", "text/html");
    let failed = Answer::new(500, &api_error("API_ERROR", "INTERNAL_SERVER_ERROR"));
    let plaid = Plaid::answering([down, failed, Answer::ok(&item_answer())]).await;
    assert_eq!(item_get(&plaid.client()).await.unwrap(), "item-1");
    assert_eq!(plaid.calls().len(), 3);
}

#[tokio::test]
async fn a_gateway_that_stays_down_is_given_up_after_three_attempts() {
    let down = Answer::new(502, &GATEWAY_PAGE).with("content-type", "text/html");
    let plaid = Plaid::answering([down.clone(), down.clone(), down.clone(), down]).await;
    let error = item_get(&plaid.client()).await.unwrap_err();
    assert!(matches!(error, Error::Status { http_status: 502, .. }), "{error}");
    assert_eq!(error.class(), ErrorClass::Retry);
    assert_eq!(error.error_code(), None);
    assert_eq!(plaid.calls().len(), 3);
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_where_its_end_is_near() {
    let limit = || Answer::new(429, &api_error("RATE_LIMIT_EXCEEDED", "ITEM_GET_LIMIT"));
    let near =
        Plaid::answering([limit().with("retry-after", "0"), Answer::ok(&item_answer())]).await;
    item_get(&near.client()).await.unwrap();
    assert_eq!(near.calls().len(), 2);
    for answer in [limit(), limit().with("retry-after", "61")] {
        let plaid = Plaid::answering([answer, Answer::ok(&item_answer())]).await;
        item_get(&plaid.client()).await.unwrap_err();
        assert_eq!(plaid.calls().len(), 1);
    }
}

#[tokio::test]
async fn what_will_not_pass_is_asked_once() {
    for (error_type, code) in [
        ("ITEM_ERROR", "PRODUCT_NOT_READY"),
        ("INSTITUTION_ERROR", "INSTITUTION_DOWN"),
        ("TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"),
        ("INVALID_INPUT", "INVALID_API_KEYS"),
    ] {
        let plaid = Plaid::answering([Answer::new(400, &api_error(error_type, code))]).await;
        let error = item_get(&plaid.client()).await.unwrap_err();
        assert_eq!(error.error_code(), Some(code));
        assert_eq!(plaid.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_call_that_must_not_happen_twice_is_sent_once() {
    let failed = Answer::new(500, &api_error("API_ERROR", "INTERNAL_SERVER_ERROR"));
    let plaid = Plaid::answering([failed.clone(), failed.clone(), failed]).await;
    assert_eq!(exchange(&plaid.client()).await.class(), ErrorClass::Retry);
    assert_eq!(plaid.calls().len(), 1);
    let request = SandboxPublicTokenCreateRequest {
        institution_id: "ins_109508".into(),
        initial_products: vec!["transactions".into()],
        options: None,
    };
    plaid.client().sandbox_public_token_create(&request).await.unwrap_err();
    assert_eq!(plaid.calls().len(), 2);
    let silent = raw_server(b"").await;
    let error = exchange(&impatient(&silent)).await;
    assert!(matches!(error, Error::Transport { kind: TransportKind::Timeout, .. }), "{error}");
}

#[tokio::test]
async fn without_a_connection_even_an_exchange_is_tried_again() {
    static PAUSES: AtomicU32 = AtomicU32::new(0);
    let count = |_| {
        PAUSES.fetch_add(1, Ordering::Relaxed);
        Duration::ZERO
    };
    let url = closed_address().await;
    let client = Client::new(Config { jitter: count, ..config(&url) }).unwrap();
    let error = exchange(&client).await;
    assert!(matches!(error, Error::Transport { kind: TransportKind::Connect, .. }), "{error}");
    assert_eq!(error.class(), ErrorClass::Retry);
    assert_eq!(PAUSES.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn an_answer_that_never_comes_or_breaks_off_is_no_answer() {
    let silent = raw_server(b"").await;
    let error = item_get(&impatient(&silent)).await.unwrap_err();
    assert!(matches!(error, Error::Transport { kind: TransportKind::Timeout, .. }), "{error}");
    let broken = raw_server(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"item\": {").await;
    let error = item_get(&Client::new(config(&broken)).unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Transport { kind: TransportKind::Lost, .. }), "{error}");
    assert_eq!(error.class(), ErrorClass::Retry);
}

#[tokio::test]
async fn an_answer_that_is_no_json_may_be_better_next_time() {
    let whole = item_answer().to_string();
    let (half, _) = whole.split_at(whole.len() / 2);
    let deep = format!("{{\"more\": {}", "[".repeat(100_000));
    for body in ["", half, GATEWAY_PAGE, &format!("{whole} and more"), &deep] {
        let plaid = Plaid::answering([Answer::ok(&body)]).await;
        let error = item_get(&plaid.client()).await.unwrap_err();
        assert!(matches!(error, Error::Malformed { path: "/item/get" }), "{error}");
        assert_eq!(error.class(), ErrorClass::Retry);
        assert_eq!(plaid.calls().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_of_another_shape_is_told_by_its_place() {
    let mut answer = item_answer();
    answer["item"]["created_at"] = "yesterday".into();
    let plaid = Plaid::answering([Answer::ok(&answer)]).await;
    let error = item_get(&plaid.client()).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::Permanent);
    assert_eq!(error.request_id(), Some("r1"));
    let Error::Decode { path, field, .. } = error else { panic!("{error}") };
    assert_eq!((path, field.as_str()), ("/item/get", "item.created_at"));
}

#[tokio::test]
async fn an_answer_over_the_limit_is_not_read() {
    let answer = item_answer().to_string();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n\
        0123456789012345678901234567890123456789012345678901234567890123\r\n";
    let announced = Plaid::answering([Answer::ok(&answer), Answer::ok(&answer)]).await;
    let streamed = raw_server(chunked).await;
    for url in [&announced.url, &streamed] {
        let small = Config { body_bytes_max: 60, ..config(url) };
        let error = item_get(&Client::new(small).unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { bytes_max: 60, .. }), "{error}");
        assert_eq!(error.class(), ErrorClass::Retry);
    }
    let exact = Config { body_bytes_max: answer.len(), ..config(&announced.url) };
    item_get(&Client::new(exact).unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Plaid::answering([Answer::ok(&item_answer())]).await;
    let location: &'static str = Box::leak(elsewhere.url.to_string().into_boxed_str());
    for status in [301, 302, 307, 308] {
        let plaid = Plaid::answering([Answer::new(status, &"").with("location", location)]).await;
        let error = item_get(&plaid.client()).await.unwrap_err();
        assert!(matches!(error, Error::Status { http_status, .. } if http_status == status));
        assert_eq!(plaid.calls().len(), 1);
    }
    assert!(elsewhere.calls().is_empty());
}

#[tokio::test]
async fn what_plaid_would_refuse_is_not_sent() {
    let answers = (0..3).map(|_| Answer::ok(&json!({ "request_id": "r1" })));
    let plaid = Plaid::answering(answers).await;
    let rates = Rates::documented(Environment::Production);
    let one_attempt = Config { rates, attempts_max: 1, ..config(&plaid.url) };
    let client = Client::new(one_attempt).unwrap();
    let request = TransactionsRefreshRequest { access_token: access_token() };
    client.transactions_refresh(&request).await.unwrap();
    client.transactions_refresh(&request).await.unwrap();
    let error = client.transactions_refresh(&request).await.unwrap_err();
    assert!(matches!(error, Error::Withheld { .. }), "{error}");
    let class = error.class();
    assert!(matches!(class, ErrorClass::RateLimited { retry_after: Some(_) }), "{class:?}");
    assert!(error.is_retryable());
    let access_token = AccessToken::from(SecretString::from("access-sandbox-another"));
    let another = TransactionsRefreshRequest { access_token };
    client.transactions_refresh(&another).await.unwrap();
    assert_eq!(plaid.calls().len(), 3);
}

#[tokio::test]
async fn the_sandboxs_rates_are_kept_to_wherever_plaid_is() {
    for url in ["https://sandbox.plaid.com", "https://plaid.example", "http://127.0.0.1:4000"] {
        let rates = config(&url.parse().unwrap()).rates;
        assert_eq!(rates, Rates::documented(Environment::Sandbox), "{url}");
    }
    let answers = (0..5).map(|_| Answer::ok(&json!({ "request_id": "r1" })));
    let plaid = Plaid::answering(answers).await;
    let unlimited = Config { rates: Rates::none(), ..config(&plaid.url) };
    let client = Client::new(unlimited).unwrap();
    let request = TransactionsRefreshRequest { access_token: access_token() };
    for _ in 0..5 {
        client.transactions_refresh(&request).await.unwrap();
    }
}

#[tokio::test]
async fn a_bank_may_take_longer_than_plaid() {
    let url = raw_server(b"").await;
    let instant = Duration::from_millis(20);
    let long = Duration::from_hours(1);
    let client =
        Client::new(Config { request_timeout: instant, bank_timeout: long, ..config(&url) })
            .unwrap();
    let request = AccountsBalanceGetRequest { access_token: access_token(), options: None };
    let balances = client.accounts_balance_get(&request);
    tokio::pin!(balances);
    let usual = AccountsGetRequest { access_token: access_token(), options: None };
    // The usual call has used up all of its attempts while the bank is still being waited for.
    tokio::select! {
        answer = &mut balances => panic!("{answer:?}"),
        answer = client.accounts_get(&usual) => {
            let error = answer.unwrap_err();
            assert!(matches!(error, Error::Transport { kind: TransportKind::Timeout, .. }), "{error}");
        }
    }
}
