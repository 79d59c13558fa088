//! Secrets don't print: not in what is sent, not in what is told, not in errors.

use std::fmt::Debug;

use plaid::{
    Client, ItemGetRequest, LinkTokenCreateRequest, PublicToken, PublicTokenExchangeRequest,
    PublicTokenExchangeResponse, SandboxPublicTokenCreateResponse,
};
use serde_json::json;

use crate::support::{ACCESS_TOKEN, Answer, Plaid, SECRET, access_token, config};

const PUBLIC_TOKEN: &str = "public-sandbox-4e0d8b61-0000-4000-8000-00000000cafe";

fn assert_silent(printed: &dyn Debug) {
    for text in [format!("{printed:?}"), format!("{printed:#?}")] {
        for secret in [SECRET, ACCESS_TOKEN, PUBLIC_TOKEN] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn what_holds_a_secret_prints_none() {
    let config = config(&"https://sandbox.plaid.com".parse().unwrap());
    assert_silent(&config);
    assert_silent(&Client::new(config).unwrap());
    assert_silent(&LinkTokenCreateRequest {
        access_token: Some(access_token()),
        ..LinkTokenCreateRequest::new("Florin", "en", vec![], "usr_1")
    });
    let public_token = PublicToken::from(secrecy::SecretString::from(PUBLIC_TOKEN));
    assert_silent(&PublicTokenExchangeRequest { public_token });
    let exchanged =
        json!({ "access_token": ACCESS_TOKEN, "item_id": "item-1", "request_id": "r1" });
    let exchanged: PublicTokenExchangeResponse = serde_json::from_value(exchanged).unwrap();
    assert_silent(&exchanged);
    let made = json!({ "public_token": PUBLIC_TOKEN, "request_id": "r1" });
    let made: SandboxPublicTokenCreateResponse = serde_json::from_value(made).unwrap();
    assert_silent(&made);
}

#[tokio::test]
async fn an_error_repeats_nothing_of_an_answer() {
    let misplaced = json!({ "item": { "item_id": [ACCESS_TOKEN] }, "request_id": "r1" });
    let as_text = json!({ "item": ACCESS_TOKEN, "request_id": "r1" });
    let cut_short = format!("{{\"item\": \"{ACCESS_TOKEN}");
    let answers = [Answer::ok(&misplaced), Answer::ok(&as_text), Answer::ok(&cut_short)];
    let plaid = Plaid::answering(answers).await;
    for _ in 0..3 {
        let request = ItemGetRequest { access_token: access_token() };
        let error = plaid.client().item_get(&request).await.unwrap_err();
        assert_silent(&error);
        assert!(!error.to_string().contains(ACCESS_TOKEN), "{error}");
    }
}
