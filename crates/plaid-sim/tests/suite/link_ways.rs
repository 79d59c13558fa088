//! The other ways through Link: banks with pages of their own, update mode, several items, hosted
//! sessions, and what is kept of each.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, PLATYPUS, text};
use crate::link_bed::{Link, link_token, order, order_with};
use crate::receiver::Receiver;

const OAUTH_BANK: &str = "ins_127287";

/// A session at the door of the bank that has a page of its own, and the state of that page.
async fn at_the_bank(bed: &Bed, token: &str) -> (String, String) {
    let mut link = Link::open(bed, token).await;
    link.step(json!({ "action": "agree" })).await;
    link.choose(OAUTH_BANK).await;
    assert_eq!(link.view(), "OAUTH");
    link.step(json!({ "action": "open_bank" })).await;
    let address = text(&link.answer["view"]["address"]);
    let state = address.strip_prefix("/link/bank?state=").unwrap().to_owned();
    (text(&link.answer["session"]), state)
}

async fn verdict(bed: &Bed, state: &str, is_allowed: bool) -> Value {
    let body = json!({ "state": state, "is_allowed": is_allowed, "username": "user_good" });
    let (status, answer) = bed.order("/link/bank/verdict", body).await;
    assert_eq!(status, 200);
    answer
}

#[tokio::test]
async fn a_bank_with_its_own_page_sends_the_person_back_to_the_app() {
    let bed = Bed::new().await;
    let redirect = json!({ "redirect_uri": "https://app.example/return" });
    let token = link_token(&bed, order_with(redirect)).await;
    let (session, state) = at_the_bank(&bed, &token).await;
    let shown = bed.control(&format!("/link/bank/request?state={state}")).await;
    assert_eq!(shown["client_name"], "Florin");
    assert_eq!(shown["institution"], "Platypus OAuth Bank");
    let way_back = text(&verdict(&bed, &state, true).await["redirect"]);
    assert_eq!(way_back, format!("https://app.example/return?oauth_state_id={state}"));

    let opening = json!({ "token": token, "received_redirect_uri": way_back });
    let mut link = Link::open_with(&bed, opening.clone()).await;
    assert_eq!(link.answer["session"], session.as_str(), "the session goes on");
    assert_eq!(link.view(), "SELECT_ACCOUNT");
    link.share(&["Plaid Checking"]).await;
    let end = link.finish().await;
    bed.exchange(&text(&end["public_token"])).await;

    let again = Link::open_with(&bed, opening).await;
    assert_eq!(again.answer["end"]["error"]["error_code"], "OAUTH_STATE_ID_NOT_FOUND");
}

#[tokio::test]
async fn a_bank_with_its_own_page_can_open_beside_the_app() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order()).await;
    let (session, state) = at_the_bank(&bed, &token).await;
    assert_eq!(verdict(&bed, &state, true).await["redirect"], Value::Null);
    let step = json!({ "session": session, "step": { "action": "close_bank" } });
    let (_, answer) = bed.order("/link/session/step", step).await;
    assert_eq!(answer["view"]["name"], "SELECT_ACCOUNT");
    // Said once, it is said.
    assert_eq!(verdict(&bed, &state, false).await["is_open"], false);
}

#[tokio::test]
async fn a_person_can_refuse_at_the_bank() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order()).await;
    let (session, state) = at_the_bank(&bed, &token).await;
    verdict(&bed, &state, false).await;
    let step = json!({ "session": session, "step": { "action": "leave" } });
    let (_, answer) = bed.order("/link/session/step", step).await;
    assert_eq!(answer["end"]["error"]["error_code"], "ACCESS_NOT_GRANTED");
    let names: Vec<&Value> =
        answer["events"].as_array().unwrap().iter().map(|event| &event["name"]).collect();
    assert!(names.contains(&&json!("FAIL_OAUTH")), "{names:?}");
}

#[tokio::test]
async fn update_mode_mends_the_login_and_keeps_the_access_token() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let access = json!({ "access_token": item.access_token });
    bed.ask("/sandbox/item/reset_login", access.clone()).await;
    bed.refused("/accounts/get", access.clone()).await;
    let members = json!({ "products": null, "access_token": item.access_token });
    let token = link_token(&bed, order_with(members)).await;
    let mut link = Link::open(&bed, &token).await;
    assert_eq!(link.view(), "CREDENTIAL");
    assert_eq!(link.answer["events"][0]["metadata"]["is_update_mode"], "true");
    // Somebody else's sign-in does not mend it.
    link.sign_in("user_household", "anything").await;
    assert_eq!(link.view(), "CREDENTIAL");
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.view(), "CONNECTED");
    let end = link.finish().await;
    assert_eq!(end["metadata"]["accounts"].as_array().unwrap().len(), 12);
    assert!(text(&end["public_token"]).starts_with("public-sandbox-"));
    bed.ask("/accounts/get", access).await;
    assert_eq!(bed.control("/sim/items").await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn update_mode_chooses_accounts_anew_where_it_is_asked_to() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let members = json!({
        "products": null,
        "access_token": item.access_token,
        "update": { "account_selection_enabled": true },
    });
    let token = link_token(&bed, order_with(members)).await;
    let mut link = Link::open(&bed, &token).await;
    link.sign_in("user_good", "pass_good").await;
    assert_eq!(link.view(), "SELECT_ACCOUNT");
    link.share(&["Plaid Checking"]).await;
    link.finish().await;
    let shown = bed.ask("/accounts/get", json!({ "access_token": item.access_token })).await;
    let names: Vec<&Value> =
        shown["accounts"].as_array().unwrap().iter().map(|account| &account["name"]).collect();
    assert_eq!(names, ["Plaid Checking"]);
}

#[tokio::test]
async fn update_mode_of_a_removed_item_ends_at_once() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let members = json!({ "products": null, "access_token": item.access_token });
    let token = link_token(&bed, order_with(members)).await;
    bed.ask("/item/remove", json!({ "access_token": item.access_token })).await;
    let link = Link::open(&bed, &token).await;
    assert_eq!(link.answer["end"]["error"]["error_code"], "ITEM_NOT_FOUND");
}

#[tokio::test]
async fn a_hosted_session_is_told_by_webhook_and_kept_for_six_hours() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let done = "https://app.example/done";
    let members = json!({
        "hosted_link": { "completion_redirect_uri": done },
        "webhook": receiver.address,
    });
    let token = link_token(&bed, order_with(members)).await;
    let mut link = Link::open_with(&bed, json!({ "token": token, "is_hosted": true })).await;
    let asked = json!({ "link_token": token });
    let open = bed.ask("/link/token/get", asked.clone()).await;
    assert_eq!(open["link_sessions"][0]["finished_at"], Value::Null);
    link.step(json!({ "action": "agree" })).await;
    link.choose(PLATYPUS).await;
    link.sign_in("user_good", "pass_good").await;
    link.share(&["Plaid Checking"]).await;
    let end = link.finish().await;
    assert_eq!(link.answer["completion_redirect_uri"], done);

    let webhook = receiver.next().await;
    webhook.verify(&bed).await;
    let finished: Value = serde_json::from_str(&webhook.body).unwrap();
    let expected = json!({
        "webhook_type": "LINK",
        "webhook_code": "SESSION_FINISHED",
        "environment": "sandbox",
        "status": "SUCCESS",
        "link_session_id": link.answer["session"],
        "link_token": token,
        "public_token": end["public_token"],
        "public_tokens": [end["public_token"]],
    });
    assert_eq!(finished, expected);

    let kept = bed.ask("/link/token/get", asked.clone()).await["link_sessions"][0].clone();
    assert_eq!(kept["started_at"], "2026-06-15T12:00:00Z");
    assert_eq!(kept["on_success"]["public_token"], end["public_token"]);
    let added = &kept["results"]["item_add_results"][0];
    assert_eq!(added["accounts"], end["metadata"]["accounts"]);
    let events = kept["events"].as_array().unwrap();
    assert_eq!(events.last().unwrap()["event_name"], "HANDOFF");
    // The token lives for half an hour, and is forgotten after a day.
    bed.wait(TimeDelta::hours(6));
    assert_eq!(bed.ask("/link/token/get", asked).await["link_sessions"], json!([]));
}

#[tokio::test]
async fn a_session_that_was_left_is_kept_with_its_exit() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let members = json!({ "hosted_link": {}, "webhook": receiver.address });
    let token = link_token(&bed, order_with(members)).await;
    let mut link = Link::open_with(&bed, json!({ "token": token, "is_hosted": true })).await;
    link.step(json!({ "action": "agree" })).await;
    link.choose(PLATYPUS).await;
    link.sign_in("user_good", "error_ITEM_LOCKED").await;
    link.leave().await;
    let [finished] = receiver.expect(["SESSION_FINISHED"]).await;
    assert_eq!(finished["status"], "EXITED");
    assert_eq!(finished["public_tokens"], json!([]));
    let kept = bed.ask("/link/token/get", json!({ "link_token": token })).await;
    let exit = &kept["link_sessions"][0]["exit"];
    assert_eq!(exit["error"]["error_code"], "ITEM_LOCKED");
    assert_eq!(exit["metadata"]["institution"]["institution_id"], PLATYPUS);
}

#[tokio::test]
async fn the_steps_of_a_browsers_session_are_told_to_the_app_alone() {
    let bed = Bed::new().await;
    let token = link_token(&bed, order()).await;
    let mut link = Link::open(&bed, &token).await;
    link.leave().await;
    let kept = bed.ask("/link/token/get", json!({ "link_token": token })).await;
    assert_eq!(kept["link_sessions"][0]["events"], json!([]));
    assert_eq!(kept["link_sessions"][0]["exit"]["error"], Value::Null);
}

#[tokio::test]
async fn one_session_can_link_several_banks() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let members = json!({
        "enable_multi_item_link": true,
        "user_id": "usr_9nSp2KuZ2x4JDw",
        "webhook": receiver.address,
    });
    let token = link_token(&bed, order_with(members)).await;
    let mut link = Link::open(&bed, &token).await;
    link.step(json!({ "action": "agree" })).await;
    for institution_id in [PLATYPUS, "ins_109511"] {
        link.choose(institution_id).await;
        link.sign_in("user_good", "pass_good").await;
        link.share(&["Plaid Checking"]).await;
        let [added] = receiver.expect(["ITEM_ADD_RESULT"]).await;
        assert_eq!(added["link_token"], token.as_str());
        if institution_id == PLATYPUS {
            link.step(json!({ "action": "add_another" })).await;
        }
    }
    link.finish().await;
    let [finished] = receiver.expect(["SESSION_FINISHED"]).await;
    let tokens = finished["public_tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), 2);
    for public_token in tokens {
        bed.exchange(&text(public_token)).await;
    }
}
