//! The calls around users, older transfers and verifications: what is sent and what is understood.

use plaid::{
    BankTransferDirection, BankTransferEventSyncRequest, BankTransferEventSyncResponse,
    BankTransferType, SandboxItemSetVerificationStatusRequest, SandboxVerificationStatus,
    UserCreateRequest, UserEmail, UserIdentity, UserName, UserPhoneNumber,
};
use serde_json::json;

use crate::support::{ACCESS_TOKEN, Answer, Plaid, access_token};

#[tokio::test]
async fn a_user_is_made_of_what_is_known_and_prints_nothing_of_it() {
    let answer = json!({ "user_id": "usr_9nSp2KuZ2x4JDw", "user_token": "user-sandbox-1" });
    let plaid =
        Plaid::answering([Answer::ok(&answer), Answer::ok(&json!({ "user_id": "u" }))]).await;
    let name = UserName { given_name: "Alberta".into(), family_name: "Charleson".into() };
    let identity = UserIdentity {
        name: Some(name),
        date_of_birth: "1975-01-18".parse().ok(),
        emails: vec![UserEmail { data: "alberta@example.com".into(), primary: true }],
        phone_numbers: vec![UserPhoneNumber { data: "+14155550010".into(), primary: true }],
    };
    let request = UserCreateRequest { client_user_id: "usr_1".into(), identity: Some(identity) };
    let printed = format!("{request:?}");
    assert!(!printed.contains("Alberta") && !printed.contains("1975"), "{printed}");
    let made = plaid.client().user_create(&request).await.unwrap();
    assert_eq!(made.user_id, "usr_9nSp2KuZ2x4JDw");
    assert!(!format!("{made:?}").contains("user-sandbox-1"));
    assert_eq!(made.user_token.unwrap().expose(), "user-sandbox-1");
    let bare = UserCreateRequest { client_user_id: "usr_2".into(), identity: None };
    assert!(plaid.client().user_create(&bare).await.unwrap().user_token.is_none());
    let calls = plaid.calls();
    assert_eq!(calls[0].path, "/user/create");
    assert_eq!(
        calls[0].body,
        json!({
            "client_user_id": "usr_1",
            "identity": {
                "name": { "given_name": "Alberta", "family_name": "Charleson" },
                "date_of_birth": "1975-01-18",
                "emails": [{ "data": "alberta@example.com", "primary": true }],
                "phone_numbers": [{ "data": "+14155550010", "primary": true }],
            },
        })
    );
    assert_eq!(calls[1].body, json!({ "client_user_id": "usr_2" }));
}

#[tokio::test]
async fn events_of_older_transfers_are_read_from_an_event_on() {
    let event = json!({
        "event_id": u64::MAX, "timestamp": "2026-11-20T10:00:00Z", "event_type": "reversed",
        "account_id": "acc-1", "bank_transfer_id": "transfer-1", "origination_account_id": null,
        "bank_transfer_type": "credit", "bank_transfer_amount": "12.34",
        "bank_transfer_iso_currency_code": "USD", "direction": "sideways",
        "failure_reason": { "ach_return_code": "R01", "description": "insufficient funds" },
    });
    let plaid = Plaid::answering([Answer::ok(&json!({ "bank_transfer_events": [event] }))]).await;
    let request = BankTransferEventSyncRequest { after_id: 7, count: Some(25) };
    let page: BankTransferEventSyncResponse =
        plaid.client().bank_transfer_event_sync(&request).await.unwrap();
    let told = &page.bank_transfer_events[0];
    assert_eq!(told.event_id, u64::MAX);
    assert_eq!(told.bank_transfer_type, Some(BankTransferType::Credit));
    assert_eq!(told.direction, Some(BankTransferDirection::Unknown("sideways".into())));
    let failure = told.failure_reason.as_ref().unwrap();
    assert_eq!(failure.ach_return_code.as_deref(), Some("R01"));
    let calls = plaid.calls();
    assert_eq!(calls[0].path, "/bank_transfer/event/sync");
    assert_eq!(calls[0].body, json!({ "after_id": 7, "count": 25 }));
}

#[tokio::test]
async fn the_sandbox_ends_a_verification() {
    let plaid = Plaid::answering([Answer::ok(&json!({ "request_id": "r1" }))]).await;
    let request = SandboxItemSetVerificationStatusRequest {
        access_token: access_token(),
        account_id: "acc-1".into(),
        verification_status: SandboxVerificationStatus::VerificationExpired,
    };
    plaid.client().sandbox_item_set_verification_status(&request).await.unwrap();
    let calls = plaid.calls();
    assert_eq!(calls[0].path, "/sandbox/item/set_verification_status");
    let status = "verification_expired";
    assert_eq!(
        calls[0].body,
        json!({ "access_token": ACCESS_TOKEN, "account_id": "acc-1", "verification_status": status })
    );
}
