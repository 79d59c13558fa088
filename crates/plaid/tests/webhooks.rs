//! What is understood of webhooks: every documented one is a type, and the rest is kept.

use plaid::{
    DisconnectReason, ErrorClass, LinkSessionStatus, MalformedWebhook, Webhook, WebhookEnvironment,
};
use serde_json::{Value, json};

/// A webhook as Plaid writes it, with a field that doesn't exist yet.
fn webhook(webhook_type: &str, webhook_code: &str, fields: &Value) -> Vec<u8> {
    let mut whole = json!({
        "webhook_type": webhook_type, "webhook_code": webhook_code, "item_id": "item-1",
        "environment": "sandbox", "something_new": { "deep": [1] },
    });
    for (name, value) in fields.as_object().unwrap() {
        whole[name] = value.clone();
    }
    serde_json::to_vec_pretty(&whole).unwrap()
}

fn parse(webhook_type: &str, webhook_code: &str, fields: &Value) -> Webhook {
    Webhook::parse(&webhook(webhook_type, webhook_code, fields)).unwrap()
}

#[test]
fn every_webhook_of_transactions_is_a_type() {
    let of = |code: &str, fields: Value| parse("TRANSACTIONS", code, &fields);
    let flags = json!({ "initial_update_complete": true, "historical_update_complete": false });
    let Webhook::SyncUpdatesAvailable(told) = of("SYNC_UPDATES_AVAILABLE", flags) else { panic!() };
    assert!(told.initial_update_complete && !told.historical_update_complete);
    assert_eq!((told.item_id.as_str(), told.user_id), ("item-1", None));
    assert_eq!(told.environment, Some(WebhookEnvironment::Sandbox));
    let new = json!({ "new_transactions": 19, "error": null });
    let Webhook::InitialUpdate(told) = of("INITIAL_UPDATE", new.clone()) else { panic!() };
    assert_eq!(told.new_transactions, 19);
    assert!(matches!(of("HISTORICAL_UPDATE", new.clone()), Webhook::HistoricalUpdate(_)));
    assert!(matches!(of("DEFAULT_UPDATE", new), Webhook::DefaultUpdate(_)));
    let removed = json!({ "removed_transactions": ["txn-1"], "error": null });
    let Webhook::TransactionsRemoved(told) = of("TRANSACTIONS_REMOVED", removed) else { panic!() };
    assert_eq!(told.removed_transactions, ["txn-1"]);
    let accounts = json!({ "account_ids": ["acc-1"] });
    let told = of("RECURRING_TRANSACTIONS_UPDATE", accounts);
    let Webhook::RecurringTransactionsUpdate(told) = told else { panic!() };
    assert_eq!(told.account_ids, ["acc-1"]);
}

#[test]
fn every_webhook_of_an_item_is_a_type() {
    let of = |code: &str, fields: Value| {
        let told = parse("ITEM", code, &fields);
        assert_eq!(told.item_id(), Some("item-1"));
        told
    };
    let error = json!({ "error": { "error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED",
        "error_message": "m", "display_message": null, "status": 400 } });
    let Webhook::ItemError(told) = of("ERROR", error) else { panic!() };
    assert_eq!(told.error.unwrap().class(), ErrorClass::UserMustRelink);
    // monetr, `server/platypus/webhook.go`, panics where there is no code.
    for error in
        [json!({}), json!({ "error_type": "ITEM_ERROR" }), json!(null), json!("ITEM_ERROR")]
    {
        let Webhook::ItemError(told) = of("ERROR", json!({ "error": error })) else { panic!() };
        assert_eq!(told.error, None);
    }
    let Webhook::ItemError(told) = of("ERROR", json!({})) else { panic!() };
    assert_eq!(told.error, None);
    assert!(matches!(of("LOGIN_REPAIRED", json!({})), Webhook::LoginRepaired(_)));
    let time = json!({ "consent_expiration_time": "2026-11-27T10:00:00Z" });
    let Webhook::PendingExpiration(told) = of("PENDING_EXPIRATION", time) else { panic!() };
    assert!(told.consent_expiration_time.is_some());
    let why = json!({ "reason": "INSTITUTION_MIGRATION", "disconnect_time": null });
    let Webhook::PendingDisconnect(told) = of("PENDING_DISCONNECT", why) else { panic!() };
    assert_eq!(told.reason, Some(DisconnectReason::InstitutionMigration));
    let none = json!({ "error": null });
    let told = of("USER_PERMISSION_REVOKED", none.clone());
    assert!(matches!(told, Webhook::UserPermissionRevoked(_)));
    let account = json!({ "account_id": "acc-1" });
    let Webhook::UserAccountRevoked(told) = of("USER_ACCOUNT_REVOKED", account) else { panic!() };
    assert_eq!(told.account_id, "acc-1");
    let told = of("NEW_ACCOUNTS_AVAILABLE", none);
    assert!(matches!(told, Webhook::NewAccountsAvailable(_)));
    let url = json!({ "new_webhook_url": "https://florin.example/hook", "error": null });
    let told = of("WEBHOOK_UPDATE_ACKNOWLEDGED", url);
    let Webhook::WebhookUpdateAcknowledged(told) = told else { panic!() };
    assert_eq!(told.new_webhook_url, "https://florin.example/hook");
}

#[test]
fn every_webhook_of_link_is_a_type_and_prints_no_token() {
    let of = |code: &str, fields: Value| {
        let mut all = json!({ "link_session_id": "s1", "link_token": "link-sandbox-1" });
        for (name, value) in fields.as_object().unwrap() {
            all[name] = value.clone();
        }
        let told = parse("LINK", code, &all);
        let printed = format!("{told:?}");
        assert!(!printed.contains("link-sandbox-1") && !printed.contains("public-sandbox-1"));
        told
    };
    let tokens = json!({ "status": "SUCCESS", "public_tokens": ["public-sandbox-1"] });
    let Webhook::LinkSessionFinished(told) = of("SESSION_FINISHED", tokens) else { panic!() };
    assert_eq!(told.status, LinkSessionStatus::Success);
    assert_eq!(told.public_tokens[0].expose(), "public-sandbox-1");
    let left = json!({ "status": "EXITED", "public_tokens": null });
    let Webhook::LinkSessionFinished(told) = of("SESSION_FINISHED", left) else { panic!() };
    assert!(told.public_tokens.is_empty() && told.public_token.is_none());
    let added = json!({ "public_token": "public-sandbox-1" });
    let Webhook::LinkItemAddResult(told) = of("ITEM_ADD_RESULT", added) else { panic!() };
    assert_eq!(told.public_token.expose(), "public-sandbox-1");
    let event = json!({ "event_name": "OPEN", "timestamp": "2026-11-20T10:00:00Z",
        "event_id": "e1", "event_metadata": {} });
    let events = json!({ "events": [event] });
    let Webhook::LinkEvents(told) = of("EVENTS", events) else { panic!() };
    assert_eq!(told.events[0].event_name, "OPEN");
    assert!(matches!(
        of("NEW", json!({ "public_token": "public-sandbox-1" })),
        Webhook::Unknown { .. }
    ));
}

#[test]
fn every_webhook_of_numbers_and_transfers_is_a_type() {
    let fields = json!({
        "account_ids_with_new_auth": ["acc-1"], "error": null,
        "account_ids_with_updated_auth": { "acc-2": ["ACCOUNT_NUMBER", "SOMETHING_NEW"] },
    });
    let told = parse("AUTH", "DEFAULT_UPDATE", &fields);
    assert_eq!(told.item_id(), Some("item-1"));
    let Webhook::AuthDefaultUpdate(told) = told else { panic!() };
    assert_eq!(told.account_ids_with_new_auth, ["acc-1"]);
    assert_eq!(told.account_ids_with_updated_auth["acc-2"], ["ACCOUNT_NUMBER", "SOMETHING_NEW"]);
    let account = json!({ "account_id": "acc-1" });
    let told = parse("AUTH", "AUTOMATICALLY_VERIFIED", &account);
    assert_eq!(told.item_id(), Some("item-1"));
    let Webhook::AutomaticallyVerified(told) = told else { panic!() };
    assert_eq!(told.account_id, "acc-1");
    let told = parse("AUTH", "VERIFICATION_EXPIRED", &account);
    assert!(matches!(told, Webhook::VerificationExpired(_)));
    let told = parse("TRANSFER", "TRANSFER_EVENTS_UPDATE", &json!({}));
    assert_eq!(told.item_id(), None);
    let Webhook::TransferEventsUpdate(told) = told else { panic!() };
    assert_eq!(told.environment, Some(WebhookEnvironment::Sandbox));
}

#[test]
fn an_unknown_webhook_is_kept_whole() {
    for (kind, code) in [("NEW", "ERROR"), ("ITEM", "NEW"), ("TRANSACTIONS", "ERROR"), ("", "")] {
        let body = webhook(kind, code, &json!({ "amount": 1 }));
        let told = Webhook::parse(&body).unwrap();
        assert_eq!(told.item_id(), Some("item-1"));
        let Webhook::Unknown { webhook_type, webhook_code, json, .. } = told else { panic!() };
        assert_eq!((webhook_type.as_str(), webhook_code.as_str()), (kind, code));
        assert_eq!(json.expose().as_bytes(), body);
    }
}

#[test]
fn a_known_webhook_that_is_not_as_documented_still_names_its_item() {
    for time in [json!(7), json!("tomorrow")] {
        let fields = json!({ "consent_expiration_time": time });
        let told = parse("ITEM", "PENDING_EXPIRATION", &fields);
        assert_eq!(told.item_id(), Some("item-1"));
        let Webhook::Unknown { webhook_code, .. } = told else { panic!() };
        assert_eq!(webhook_code, "PENDING_EXPIRATION");
    }
    for error in [json!("text"), json!({ "error_code": 7 })] {
        let told = parse("ITEM", "ERROR", &json!({ "error": error }));
        assert!(matches!(told, Webhook::ItemError(told) if told.error.is_none()));
    }
    let told = parse("ITEM", "ERROR", &json!({ "error": null }));
    assert!(matches!(told, Webhook::ItemError(told) if told.error.is_none()));
    let told = Webhook::parse(br#"{ "webhook_type": "ITEM", "webhook_code": "ERROR" }"#).unwrap();
    assert_eq!(told.item_id(), None);
}

#[test]
fn a_number_that_no_float_holds_hides_no_error() {
    let body = r#"{ "webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": "item-1",
        "error": { "error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED",
            "error_message": "", "something_new": 2e400 } }"#;
    let Ok(Webhook::ItemError(told)) = Webhook::parse(body.as_bytes()) else { panic!() };
    assert_eq!(told.error.unwrap().error_code, "ITEM_LOGIN_REQUIRED");
}

#[test]
fn what_is_no_webhook_is_refused_without_a_panic() {
    let whole = webhook("ITEM", "ERROR", &json!({ "error": null }));
    for end in 0..whole.len() {
        assert_eq!(Webhook::parse(&whole[..end]).map(|_| ()), Err(MalformedWebhook), "{end}");
    }
    for body in ["null", "7", "[1]", "\"text\"", "{} {}", r#"{ "webhook_type": 7 }"#] {
        assert_eq!(Webhook::parse(body.as_bytes()).map(|_| ()), Err(MalformedWebhook), "{body}");
    }
    assert_eq!(Webhook::parse(b"{\"item_id\": \"\xff\"}").map(|_| ()), Err(MalformedWebhook));
}
