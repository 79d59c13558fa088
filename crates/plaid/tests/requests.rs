//! What is sent: path, headers and body of every call, to the letter. An optional field is absent,
//! never null.

use axum::http::HeaderMap;
use plaid::{
    AccountsGetOptions, AccountsGetRequest, Config, ConfigError, Credentials, HostedLink,
    InstitutionsGetByIdOptions, InstitutionsGetByIdRequest, ItemGetRequest, ItemRemoveRequest,
    LinkTokenCreateRequest, LinkTokenTransactions, LinkTokenUpdate, PublicToken,
    PublicTokenExchangeRequest, SandboxPublicTokenCreateOptions, SandboxPublicTokenCreateRequest,
    TransactionsSyncOptions, TransactionsSyncRequest,
};
use serde_json::{Value, json};

use crate::support::{ACCESS_TOKEN, Answer, GATEWAY, Plaid, SECRET, access_token, config};

/// What was received, from a stand-in that was called once.
fn received(plaid: &Plaid) -> (String, Value) {
    let calls = plaid.calls();
    assert_eq!(calls.len(), 1);
    (calls[0].path.clone(), calls[0].body.clone())
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers[name].to_str().unwrap().to_owned()
}

fn link_token_answer() -> Answer {
    Answer::ok(&json!({
        "link_token": "link-sandbox-1", "expiration": "2026-11-20T14:00:00Z", "request_id": "r1",
    }))
}

#[tokio::test]
async fn every_call_says_who_asks_and_in_which_version() {
    let plaid = Plaid::answering([Answer::ok(&json!({ "request_id": "r1" }))]).await;
    let request = ItemRemoveRequest { access_token: access_token() };
    assert_eq!(plaid.client().item_remove(&request).await.unwrap().request_id, "r1");
    let headers = &plaid.calls()[0].headers;
    assert_eq!(text(headers, "plaid-client-id"), "0123456789abcdef01234567");
    assert_eq!(text(headers, "plaid-secret"), SECRET);
    assert_eq!(text(headers, "plaid-version"), "2020-09-14");
    assert_eq!(text(headers, "content-type"), "application/json");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(text(headers, "user-agent"), format!("florin/{version}"));
}

#[tokio::test]
async fn a_link_token_is_asked_for_with_nothing_but_what_is_set() {
    let plaid = Plaid::answering([link_token_answer()]).await;
    let request = LinkTokenCreateRequest::new("Florin", "en", vec!["US".into()], "usr_1");
    let made = plaid.client().link_token_create(&request).await.unwrap();
    assert_eq!(made.link_token.expose(), "link-sandbox-1");
    assert_eq!(made.expiration.to_rfc3339(), "2026-11-20T14:00:00+00:00");
    assert_eq!(made.hosted_link_url, None);
    let (path, body) = received(&plaid);
    assert_eq!(path, "/link/token/create");
    let user = json!({ "client_user_id": "usr_1" });
    assert_eq!(
        body,
        json!({ "client_name": "Florin", "language": "en", "country_codes": ["US"], "user": user })
    );
}

#[tokio::test]
async fn a_link_token_can_ask_for_everything() {
    let plaid = Plaid::answering([link_token_answer()]).await;
    let list = |product: &str| Some(vec![product.to_owned()]);
    let request = LinkTokenCreateRequest {
        products: list("transactions"),
        required_if_supported_products: list("auth"),
        optional_products: list("identity"),
        additional_consented_products: list("investments"),
        webhook: Some("https://florin.example/webhooks/plaid".into()),
        redirect_uri: Some("https://florin.example/link".into()),
        institution_id: Some("ins_109508".into()),
        transactions: Some(LinkTokenTransactions { days_requested: Some(730) }),
        hosted_link: Some(HostedLink { url_lifetime_seconds: Some(900), ..HostedLink::default() }),
        ..LinkTokenCreateRequest::new("Florin", "en", vec!["US".into(), "CA".into()], "usr_1")
    };
    plaid.client().link_token_create(&request).await.unwrap();
    assert_eq!(
        received(&plaid).1,
        json!({
            "client_name": "Florin",
            "language": "en",
            "country_codes": ["US", "CA"],
            "user": { "client_user_id": "usr_1" },
            "products": ["transactions"],
            "required_if_supported_products": ["auth"],
            "optional_products": ["identity"],
            "additional_consented_products": ["investments"],
            "webhook": "https://florin.example/webhooks/plaid",
            "redirect_uri": "https://florin.example/link",
            "institution_id": "ins_109508",
            "transactions": { "days_requested": 730 },
            "hosted_link": { "url_lifetime_seconds": 900 },
        })
    );
}

#[tokio::test]
async fn update_mode_names_the_item_and_no_products() {
    let plaid = Plaid::answering([link_token_answer()]).await;
    let request = LinkTokenCreateRequest {
        access_token: Some(access_token()),
        update: Some(LinkTokenUpdate { account_selection_enabled: Some(true) }),
        hosted_link: Some(HostedLink::default()),
        ..LinkTokenCreateRequest::new("Florin", "en", vec!["US".into()], "usr_1")
    };
    plaid.client().link_token_create(&request).await.unwrap();
    let body = received(&plaid).1;
    assert_eq!(body["access_token"], ACCESS_TOKEN);
    assert_eq!(body["update"], json!({ "account_selection_enabled": true }));
    assert_eq!(body["hosted_link"], json!({}));
    assert_eq!(body.get("products"), None);
}

#[tokio::test]
async fn the_sandbox_is_asked_for_an_item_without_link() {
    let answer = Answer::ok(&json!({ "public_token": "public-sandbox-1", "request_id": "r1" }));
    let plaid = Plaid::answering([answer]).await;
    let request = SandboxPublicTokenCreateRequest {
        institution_id: "ins_109508".into(),
        initial_products: vec!["transactions".into()],
        options: Some(SandboxPublicTokenCreateOptions {
            override_username: Some("user_household".into()),
            override_password: Some("any".into()),
            transactions: Some(LinkTokenTransactions { days_requested: Some(730) }),
            webhook: None,
        }),
    };
    let made = plaid.client().sandbox_public_token_create(&request).await.unwrap();
    assert_eq!(made.public_token.expose(), "public-sandbox-1");
    let (path, body) = received(&plaid);
    assert_eq!(path, "/sandbox/public_token/create");
    assert_eq!(
        body,
        json!({
            "institution_id": "ins_109508",
            "initial_products": ["transactions"],
            "options": {
                "override_username": "user_household",
                "override_password": "any",
                "transactions": { "days_requested": 730 },
            },
        })
    );
}

#[tokio::test]
async fn a_public_token_is_exchanged() {
    let answer = json!({ "access_token": ACCESS_TOKEN, "item_id": "item-1", "request_id": "r1" });
    let plaid = Plaid::answering([Answer::ok(&answer)]).await;
    let public_token = PublicToken::from(secrecy::SecretString::from("public-sandbox-1"));
    let request = PublicTokenExchangeRequest { public_token };
    let exchanged = plaid.client().item_public_token_exchange(&request).await.unwrap();
    assert_eq!(exchanged.access_token.expose(), ACCESS_TOKEN);
    assert_eq!(exchanged.item_id, "item-1");
    let expected = json!({ "public_token": "public-sandbox-1" });
    assert_eq!(received(&plaid), ("/item/public_token/exchange".into(), expected));
}

#[tokio::test]
async fn an_institution_is_asked_for_by_its_id() {
    let institution = json!({ "institution_id": "ins_1", "name": "A Bank", "oauth": false });
    let answer = Answer::ok(&json!({ "institution": institution, "request_id": "r1" }));
    let plaid = Plaid::answering([answer]).await;
    let request = InstitutionsGetByIdRequest {
        institution_id: "ins_1".into(),
        country_codes: vec!["US".into()],
        options: Some(InstitutionsGetByIdOptions { include_optional_metadata: Some(true) }),
    };
    let told = plaid.client().institutions_get_by_id(&request).await.unwrap();
    assert_eq!(told.institution.name, "A Bank");
    let options = json!({ "include_optional_metadata": true });
    assert_eq!(
        received(&plaid),
        (
            "/institutions/get_by_id".into(),
            json!({ "institution_id": "ins_1", "country_codes": ["US"], "options": options })
        )
    );
}

#[tokio::test]
async fn reading_an_item_takes_its_token() {
    let plaid = Plaid::answering([]).await;
    let client = plaid.client();
    client.item_get(&ItemGetRequest { access_token: access_token() }).await.unwrap_err();
    let account_ids = Some(vec!["acc-1".to_owned()]);
    for options in [None, Some(AccountsGetOptions { account_ids })] {
        let request = AccountsGetRequest { access_token: access_token(), options };
        client.accounts_get(&request).await.unwrap_err();
    }
    let first = TransactionsSyncRequest {
        access_token: access_token(),
        cursor: None,
        count: None,
        options: None,
    };
    client.transactions_sync(&first).await.unwrap_err();
    let options = TransactionsSyncOptions {
        include_original_description: Some(true),
        personal_finance_category_version: Some("v2".into()),
        days_requested: Some(730),
        account_id: Some("acc-1".into()),
    };
    let next = TransactionsSyncRequest {
        cursor: Some("CURSOR".into()),
        count: Some(500),
        options: Some(options),
        ..first
    };
    client.transactions_sync(&next).await.unwrap_err();
    let calls: Vec<_> = plaid.calls().into_iter().map(|call| (call.path, call.body)).collect();
    let token = ACCESS_TOKEN;
    let options = json!({
        "include_original_description": true,
        "personal_finance_category_version": "v2",
        "days_requested": 730,
        "account_id": "acc-1",
    });
    let filter = json!({ "account_ids": ["acc-1"] });
    let expected = [
        ("/item/get", json!({ "access_token": token })),
        ("/accounts/get", json!({ "access_token": token })),
        ("/accounts/get", json!({ "access_token": token, "options": filter })),
        ("/transactions/sync", json!({ "access_token": token })),
        (
            "/transactions/sync",
            json!({ "access_token": token, "cursor": "CURSOR", "count": 500, "options": options }),
        ),
    ];
    assert_eq!(calls, expected.map(|(path, body)| (path.to_owned(), body)));
}

#[tokio::test]
async fn a_path_of_the_base_url_goes_before_that_of_the_call() {
    let plaid = Plaid::answering([Answer::ok(&json!({ "request_id": "r1" }))]).await;
    let mut url = plaid.url.clone();
    url.set_path(&format!("{GATEWAY}/"));
    let client = plaid::Client::new(config(&url)).unwrap();
    client.item_remove(&ItemRemoveRequest { access_token: access_token() }).await.unwrap();
    assert_eq!(received(&plaid).0, format!("{GATEWAY}/item/remove"));
}

#[test]
fn a_client_that_could_not_work_is_refused() {
    let make = |url: &str, client_id: &str, secret: &str| {
        let credentials = Credentials { client_id: client_id.into(), secret: secret.into() };
        plaid::Client::new(Config::new(url.parse().unwrap(), credentials)).map(|_| ())
    };
    let host = "https://sandbox.plaid.com";
    assert!(make(host, "id", "secret").is_ok());
    assert!(matches!(make("http://plaid.example", "id", "s"), Err(ConfigError::Insecure)));
    assert!(matches!(make(host, "", "secret"), Err(ConfigError::Header("the client id"))));
    assert!(matches!(make(host, "id", "a\nb"), Err(ConfigError::Header("the secret"))));
}
