//! Link's panes: consent, banks, credentials, what a bank asks, accounts and the ways out.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, PLATYPUS, text};
use crate::link_bed::{Link, link_token, order, order_with};

#[tokio::test]
async fn a_person_goes_from_consent_to_an_item() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order()).await;
    let mut link = Link::open(&bed, &token).await;
    assert_eq!(link.view(), "CONSENT");
    assert_eq!(link.answer["client_name"], "Florin");
    link.step(json!({ "action": "agree" })).await;
    assert_eq!(link.view(), "SELECT_INSTITUTION");
    link.step(json!({ "action": "search", "query": "first PLAT" })).await;
    let found = link.answer["view"]["institutions"].as_array().unwrap();
    assert_eq!(found[0]["institution_id"], PLATYPUS);
    assert!(found.iter().all(|bank| text(&bank["name"]).starts_with("First Platypus")));
    link.choose(PLATYPUS).await;
    assert_eq!(link.view(), "CREDENTIAL");
    assert_eq!(link.answer["view"]["persons"], json!(["user_good", "user_household"]));
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.view(), "SELECT_ACCOUNT");
    link.share(&["Plaid Checking", "Plaid Saving"]).await;
    assert_eq!(link.view(), "CONNECTED");
    assert_eq!(link.answer["view"]["accounts_shared"], 2);
    let end = link.finish().await;

    let metadata = &end["metadata"];
    let bank = json!({ "institution_id": PLATYPUS, "name": "First Platypus Bank" });
    assert_eq!(metadata["institution"], bank);
    assert_eq!(metadata["transfer_status"], Value::Null);
    assert_eq!(metadata["link_session_id"], link.answer["session"]);
    assert_eq!(metadata["account"], metadata["accounts"][0]);
    let keys: Vec<&String> = metadata["accounts"][0].as_object().unwrap().keys().collect();
    let expected = ["class_type", "id", "mask", "name", "subtype", "type", "verification_status"];
    assert_eq!(keys, expected);
    assert_eq!(
        link.events,
        [
            "OPEN",
            "TRANSITION_VIEW",
            "TRANSITION_VIEW",
            "SEARCH_INSTITUTION",
            "SELECT_INSTITUTION",
            "TRANSITION_VIEW",
            "SUBMIT_CREDENTIALS",
            "TRANSITION_VIEW",
            "TRANSITION_VIEW",
            "HANDOFF",
        ]
    );

    let item = bed.exchange(&text(&end["public_token"])).await;
    let body = json!({ "access_token": item.access_token });
    let shown = bed.ask("/accounts/get", body).await;
    let ids = |list: &Value, key: &str| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|account| account[key].clone()).collect()
    };
    assert_eq!(ids(&shown["accounts"], "account_id"), ids(&metadata["accounts"], "id"));
    assert!(!link.answer.to_string().contains("access-sandbox"));
}

#[tokio::test]
async fn banks_without_the_products_or_the_country_are_not_shown() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order_with(json!({ "country_codes": ["CA"] }))).await;
    let mut link = Link::open(&bed, &token).await;
    link.step(json!({ "action": "agree" })).await;
    let found = link.answer["view"]["institutions"].as_array().unwrap();
    let ids: Vec<&str> =
        found.iter().map(|bank| bank["institution_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ins_43"]);
    // One that is not shown can't be chosen either.
    link.choose(PLATYPUS).await;
    assert_eq!(link.view(), "SELECT_INSTITUTION");
    link.step(json!({ "action": "search", "query": "nowhere" })).await;
    assert_eq!(link.answer["view"]["institutions"], json!([]));
    let end = link.leave().await;
    assert_eq!(end["error"], Value::Null);
    assert_eq!(end["metadata"]["status"], "institution_not_found");
}

#[tokio::test]
async fn a_bank_that_is_named_by_the_token_is_not_searched() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order_with(json!({ "institution_id": "ins_109511" }))).await;
    let mut link = Link::open(&bed, &token).await;
    link.step(json!({ "action": "agree" })).await;
    assert_eq!(link.view(), "CREDENTIAL");
    assert_eq!(link.answer["view"]["institution"]["name"], "Tartan Bank");
    assert_eq!(link.answer["view"]["can_go_back"], false);
}

#[tokio::test]
async fn every_kind_of_second_factor_is_asked() {
    let bed = Bed::new().await;
    let cases: [(&str, &str, &[&[&str]]); 4] = [
        ("mfa_device", "code", &[&["1234"]]),
        (
            "mfa_questions_2_2",
            "questions",
            &[&["answer_0_0", "answer_0_1"], &["answer_1_0", "answer_1_1"]],
        ),
        ("mfa_selections", "selections", &[&["Yes"]]),
        ("mfa_selections_2_1_3", "selections", &[&["Yes"], &["Yes"]]),
    ];
    for (password, kind, rounds) in cases {
        let mut link = Link::at_credentials(&bed, order()).await;
        link.sign_in("user_good", password).await;
        for (round, answers) in rounds.iter().enumerate() {
            assert_eq!(link.view(), "MFA", "{password}");
            assert_eq!(link.answer["view"]["kind"], kind);
            assert_eq!(link.answer["view"]["round"], round + 1);
            let questions = link.answer["view"]["questions"].as_array().unwrap();
            assert_eq!(questions.len(), answers.len());
            link.answers(answers).await;
        }
        assert_eq!(link.view(), "SELECT_ACCOUNT", "{password}");
    }
}

#[tokio::test]
async fn wrong_answers_can_be_tried_again_and_then_end_the_attempt() {
    let bed = Bed::new().await;
    let mut link = Link::at_credentials(&bed, order()).await;
    link.sign_in("user_good", "mfa_device").await;
    for _ in 0..2 {
        link.answers(&["4321"]).await;
        assert_eq!(link.view(), "MFA");
        assert!(link.answer["view"]["problem"].is_string());
    }
    link.answers(&["4321"]).await;
    assert_eq!(link.view(), "ERROR");
    let end = link.leave().await;
    assert_eq!(end["error"]["error_code"], "INVALID_MFA");
    assert_eq!(end["error"]["error_type"], "ITEM_ERROR");
}

#[tokio::test]
async fn wrong_credentials_are_tried_again_in_the_same_pane() {
    let bed = Bed::new().await;
    let mut link = Link::at_credentials(&bed, order()).await;
    link.sign_in("nobody", "nothing").await;
    assert_eq!(link.view(), "CREDENTIAL");
    assert!(text(&link.answer["view"]["problem"]).contains("try again"));
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.view(), "SELECT_ACCOUNT");

    let mut link = Link::at_credentials(&bed, order()).await;
    link.sign_in("nobody", "nothing").await;
    let end = link.leave().await;
    assert_eq!(end["error"]["error_code"], "INVALID_CREDENTIALS");
    assert_eq!(end["metadata"]["status"], "requires_credentials");
    assert_eq!(link.events.last().unwrap(), "EXIT");
}

#[tokio::test]
async fn every_other_refusal_is_shown_and_given_to_the_app() {
    let bed = Bed::new().await;
    for code in ["ITEM_LOCKED", "INSTITUTION_DOWN", "USER_SETUP_REQUIRED", "NO_ACCOUNTS"] {
        let mut link = Link::at_credentials(&bed, order()).await;
        link.sign_in("user_good", &format!("error_{code}")).await;
        assert_eq!(link.view(), "ERROR");
        assert_eq!(link.answer["view"]["code"], code);
        let end = link.leave().await;
        let keys: Vec<&String> = end["error"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["display_message", "error_code", "error_message", "error_type"]);
        assert_eq!(end["error"]["error_code"], code);
        assert_eq!(end["metadata"]["institution"]["institution_id"], PLATYPUS);
    }
    let token = link_token(&bed, order()).await;
    let mut link = Link::open(&bed, &token).await;
    link.step(json!({ "action": "agree" })).await;
    link.choose("ins_132361").await;
    assert_eq!(link.answer["view"]["code"], "INSTITUTION_DOWN");
    link.step(json!({ "action": "back" })).await;
    assert_eq!(link.view(), "SELECT_INSTITUTION");
}

#[tokio::test]
async fn only_the_accounts_that_the_token_admits_are_shown() {
    let bed = Bed::new().await;
    let cards = json!({ "credit": { "account_subtypes": ["credit card"] } });
    let mut link =
        Link::at_credentials(&bed, order_with(json!({ "account_filters": cards }))).await;
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.offered(), ["Plaid Credit Card", "Plaid Business Credit Card"]);

    let mut link = Link::at_credentials(&bed, order_with(json!({ "products": ["auth"] }))).await;
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.offered(), ["Plaid Checking", "Plaid Saving", "Plaid Cash Management"]);

    let all = json!({ "loan": { "account_subtypes": ["all"] } });
    let mut link = Link::at_credentials(&bed, order_with(json!({ "account_filters": all }))).await;
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.offered(), ["Plaid Student Loan", "Plaid Mortgage"]);

    let none = json!({ "other": { "account_subtypes": ["all"] } });
    let mut link = Link::at_credentials(&bed, order_with(json!({ "account_filters": none }))).await;
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.answer["view"]["code"], "NO_ACCOUNTS");
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_ends_link_at_once() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order()).await;
    bed.wait(TimeDelta::hours(4));
    for token in [token.as_str(), "link-sandbox-none", ""] {
        let link = Link::open(&bed, token).await;
        assert_eq!(link.answer["end"]["error"]["error_code"], "INVALID_LINK_TOKEN");
        assert_eq!(link.answer["end"]["error"]["error_type"], "INVALID_INPUT");
        assert_eq!(link.answer["session"], Value::Null);
    }
}

#[tokio::test]
async fn a_session_that_was_left_alone_is_over() {
    let bed = Bed::new().await;
    let mut link = Link::at_credentials(&bed, order()).await;
    bed.wait(TimeDelta::minutes(30));
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.answer["end"]["error"]["error_code"], "INVALID_LINK_TOKEN");
}

#[tokio::test]
async fn steps_that_do_not_belong_to_the_pane_change_nothing() {
    let bed = Bed::new().await;
    let mut link = Link::at_credentials(&bed, order()).await;
    for step in [
        json!({ "action": "finish" }),
        json!({ "action": "choose_accounts", "places": [0] }),
        json!({ "action": "answer", "answers": ["1234"] }),
        json!({ "action": "open_bank" }),
    ] {
        link.step(step).await;
        assert_eq!(link.view(), "CREDENTIAL");
        assert_eq!(link.answer["end"], Value::Null);
    }
    link.sign_in("user_good", "pass_good").await;
    for places in [json!([]), json!([99])] {
        link.step(json!({ "action": "choose_accounts", "places": places })).await;
        assert_eq!(link.view(), "SELECT_ACCOUNT");
    }
    let (status, _) = bed.order("/link/session/step", json!({ "session": 1 })).await;
    assert_eq!(status, 400);
    let form = bed.client.post(bed.url("/link/session/open")).body("{}").send().await.unwrap();
    assert_eq!(form.status(), 415);
}

#[tokio::test]
async fn the_pages_load_nothing_from_elsewhere() {
    let bed = Bed::new().await;
    for (path, framed) in
        [("/link/frame", true), ("/hl/link-sandbox-x", false), ("/link/bank", false)]
    {
        let page = bed.client.get(bed.url(path)).send().await.unwrap();
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert_eq!(policy.ends_with("frame-ancestors *"), framed, "{path}");
        let html = page.text().await.unwrap();
        assert!(!html.contains("http") && !html.contains("<style"), "{path}");
    }
    let path = "/link/v2/stable/link-initialize.js";
    let script = bed.client.get(bed.url(path)).send().await.unwrap();
    assert!(script.headers()["content-type"].to_str().unwrap().starts_with("text/javascript"));
    assert!(script.text().await.unwrap().contains("window.Plaid"));
}
