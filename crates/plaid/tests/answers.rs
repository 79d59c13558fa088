//! What is understood: every field, exact amounts, and whatever Plaid adds or leaves out.

use chrono::NaiveDate;
use plaid::{
    AccountType, AccountsGetRequest, Client, ConnectionAvailability, CounterpartyType, Error,
    ErrorClass, HolderCategory, InstitutionsGetByIdRequest, ItemGetRequest, PaymentChannel,
    TransactionCode, TransactionsSyncRequest, TransactionsSyncResponse, TransactionsUpdateStatus,
    UpdateType,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::support::{Answer, Plaid, access_token};

/// A page as Plaid writes it. A function of the amounts' text: a float never holds them.
fn page(added: &str, modified: &str) -> String {
    format!(
        r#"{{
  "accounts": [],
  "added": [{added}],
  "has_more": false,
  "modified": [{modified}],
  "next_cursor": "CURSOR",
  "removed": [
    {{ "account_id": "acc-1", "transaction_id": "txn-0" }},
    {{ "transaction_id": "txn-9" }}
  ],
  "request_id": "r1",
  "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE"
}}"#
    )
}

/// The least that Plaid promises of a transaction.
fn bare(amount: &str) -> String {
    format!(
        r#"{{ "transaction_id": "txn-1", "account_id": "acc-1", "amount": {amount},
        "date": "2026-11-20", "pending": false, "payment_channel": "other" }}"#
    )
}

/// A transaction with every field, and with some that don't exist yet.
const WHOLE: &str = r#"{
    "transaction_id": "txn-2", "account_id": "acc-1", "amount": -23631.9805,
    "iso_currency_code": null, "unofficial_currency_code": "BTC",
    "date": "2026-11-20T00:00:00Z", "datetime": "2026-11-20T10:11:12.123456789+01:00",
    "authorized_date": "2026-11-19", "authorized_datetime": "2026-11-19T23:59:59Z",
    "pending": true, "pending_transaction_id": "txn-old", "name": "COFFEE #12",
    "merchant_name": "A Café", "merchant_entity_id": "entity-1", "original_description": "RAW",
    "logo_url": "https://logo.example", "website": "cafe.example", "payment_channel": "in store",
    "personal_finance_category": { "primary": "FOOD_AND_DRINK", "detailed": "FOOD_AND_DRINK_COFFEE",
        "confidence_level": "VERY_HIGH", "version": "v3", "new": 1 },
    "personal_finance_category_icon_url": "https://icon.example",
    "counterparties": [{ "name": "A Café", "entity_id": "entity-1", "type": "barista",
        "website": null, "logo_url": null, "confidence_level": "LOW", "account_numbers":
        { "bacs": null, "international": { "iban": "GB00", "bic": null } } }],
    "location": { "address": "1 Main St", "city": "Reno", "region": "NV", "postal_code": "89501",
        "country": "US", "lat": 39.52963, "lon": -119.8138027, "store_number": "12" },
    "payment_meta": { "reference_number": "7", "ppd_id": null, "payee": "B", "by_order_of": null,
        "payer": null, "payment_method": "ACH", "payment_processor": null, "reason": null },
    "check_number": "101", "transaction_code": "standing order", "account_owner": "Jane",
    "category": ["Food"], "category_id": "1", "transaction_type": "place",
    "running_balance": null, "something_new": { "deep": [1, 2e400] }
}"#;

async fn sync(client: &Client) -> Result<TransactionsSyncResponse, Error> {
    let access_token = access_token();
    let request =
        TransactionsSyncRequest { access_token, cursor: None, count: None, options: None };
    client.transactions_sync(&request).await
}

async fn sync_of(body: String) -> Result<TransactionsSyncResponse, Error> {
    sync(&Plaid::answering([Answer::ok(&body)]).await.client()).await
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_transaction_is_read_whole() {
    let told = sync_of(page(WHOLE, "")).await.unwrap();
    assert_eq!(told.transactions_update_status, TransactionsUpdateStatus::HistoricalUpdateComplete);
    assert_eq!((told.next_cursor.as_str(), told.has_more), ("CURSOR", false));
    assert_eq!(told.request_id, "r1");
    assert_eq!(told.removed[0].account_id.as_deref(), Some("acc-1"));
    assert_eq!(told.removed[1].transaction_id, "txn-9");
    let transaction = &told.added[0];
    assert_eq!(transaction.amount, decimal("-23631.9805"));
    assert_eq!(transaction.unofficial_currency_code.as_deref(), Some("BTC"));
    assert_eq!(transaction.date, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
    assert_eq!(transaction.authorized_date, NaiveDate::from_ymd_opt(2026, 11, 19));
    let moment = transaction.datetime.unwrap().to_rfc3339();
    assert_eq!(moment, "2026-11-20T09:11:12.123456789+00:00");
    assert_eq!(transaction.payment_channel, PaymentChannel::InStore);
    assert_eq!(transaction.transaction_code, Some(TransactionCode::StandingOrder));
    assert_eq!(transaction.location.lat, Some(decimal("39.52963")));
    assert_eq!(transaction.location.lon, Some(decimal("-119.8138027")));
    assert_eq!(transaction.payment_meta.payment_method.as_deref(), Some("ACH"));
    let category = transaction.personal_finance_category.as_ref().unwrap();
    assert_eq!(category.detailed, "FOOD_AND_DRINK_COFFEE");
    let counterparty = &transaction.counterparties.as_ref().unwrap()[0];
    assert_eq!(counterparty.r#type, CounterpartyType::Unknown("barista".into()));
    let numbers = counterparty.account_numbers.as_ref().unwrap();
    assert_eq!(numbers.international.as_ref().unwrap().iban.as_deref(), Some("GB00"));
}

#[tokio::test]
async fn what_plaid_may_leave_out_may_be_absent_or_null() {
    let absent = sync_of(page(&bare("1"), "")).await.unwrap();
    // A `Value` has no room for a number that no field of ours reads.
    let mut nulls: Value = serde_json::from_str(&WHOLE.replace("2e400", "2")).unwrap();
    let kept: Value = serde_json::from_str(&bare("1")).unwrap();
    for (name, value) in nulls.as_object_mut().unwrap() {
        *value = kept.get(name).cloned().unwrap_or_default();
    }
    let null = sync_of(page(&nulls.to_string(), "")).await.unwrap();
    assert_eq!(null, absent);
    assert_eq!(absent.added[0].name, "");
    assert_eq!(absent.added[0].counterparties, None);
}

#[tokio::test]
async fn every_digit_of_an_amount_arrives() {
    for (text, exact) in [
        ("0", "0"),
        ("5.40", "5.40"),
        ("-500", "-500"),
        ("23631.9805", "23631.9805"),
        ("0.1234567", "0.1234567"),
        ("1e-7", "0.0000001"),
        ("-2.5E3", "-2500"),
        ("9007199254740993", "9007199254740993"),
        ("0.1000000000000000055511151231", "0.1000000000000000055511151231"),
    ] {
        let told = sync_of(page("", &bare(text))).await.unwrap();
        assert_eq!(told.modified[0].amount.to_string(), exact);
    }
}

#[tokio::test]
async fn an_amount_that_cannot_be_exact_is_refused_by_its_place() {
    for text in ["1e29", "1e-29", "0.12345678901234567890123456789012345", "\"12.00\"", "null"] {
        let added = format!("{}, {}", bare("1"), bare(text));
        let error = sync_of(page(&added, "")).await.unwrap_err();
        assert_eq!(error.class(), ErrorClass::Permanent);
        let Error::Decode { path, field, request_id, .. } = error else { panic!("{error}") };
        assert_eq!((path, field.as_str()), ("/transactions/sync", "added[1].amount"));
        assert_eq!(request_id.as_deref(), Some("r1"));
    }
}

#[tokio::test]
async fn a_page_can_be_put_aside_as_text() {
    let amounts = ["5.40", "23631.9805", "-0.1234567", "9007199254740993", "1e-7"];
    let bare: Vec<_> = amounts.map(bare).into();
    let told = sync_of(page(&format!("{WHOLE}, {}", bare.join(",")), WHOLE)).await.unwrap();
    let text = serde_json::to_string(&told).unwrap();
    for number in ["\"amount\":5.40,", "\"amount\":9007199254740993,", "\"amount\":0.0000001,"] {
        assert!(text.contains(number), "{number} in {text}");
    }
    let again: TransactionsSyncResponse = serde_json::from_str(&text).unwrap();
    assert_eq!(again, told);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
}

#[tokio::test]
async fn a_bank_without_data_yet_has_an_empty_cursor() {
    for cursor in ["\"\"", "null"] {
        let body = page("", "").replace("\"CURSOR\"", cursor);
        let told = sync_of(body.replace("HISTORICAL_UPDATE_COMPLETE", "NOT_READY")).await.unwrap();
        assert_eq!(told.next_cursor, "");
        assert_eq!(told.transactions_update_status, TransactionsUpdateStatus::NotReady);
    }
}

#[tokio::test]
async fn a_promise_that_is_not_kept_is_an_error() {
    let whole: Value = serde_json::from_str(&page("", "")).unwrap();
    for name in ["added", "modified", "removed", "next_cursor", "has_more"] {
        let mut page = whole.clone();
        page.as_object_mut().unwrap().remove(name);
        let error = sync_of(page.to_string()).await.unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
    for (name, value) in [("date", "\"\""), ("authorized_datetime", "\"2026-11-20\"")] {
        let broken = format!("{{ \"{name}\": {value}, {}", bare("1").trim_start_matches('{'));
        let broken = broken.replacen("\"date\": \"2026-11-20\",", "", usize::from(name == "date"));
        let error = sync_of(page(&broken, "")).await.unwrap_err();
        let Error::Decode { field, .. } = error else { panic!("{error}") };
        assert_eq!(field, format!("added[0].{name}"));
    }
}

#[tokio::test]
async fn accounts_come_with_exact_balances_and_their_item() {
    let body = r#"{ "accounts": [{ "account_id": "acc-1", "balances": { "available": 100.10,
        "current": 110, "limit": null, "iso_currency_code": "USD",
        "unofficial_currency_code": null }, "mask": "0000", "name": "Checking",
        "official_name": null, "type": "depository",
        "subtype": "cash management", "holder_category": "personal" },
        { "account_id": "acc-2", "balances": {}, "name": "New", "type": "piggy bank" }],
        "item": { "item_id": "item-1", "institution_id": "ins_1", "webhook": "", "error": null,
        "available_products": null, "billed_products": ["transactions"],
        "update_type": "whenever" },
        "request_id": "r1" }"#;
    let plaid = Plaid::answering([Answer::ok(&body)]).await;
    let request = AccountsGetRequest { access_token: access_token(), options: None };
    let told = plaid.client().accounts_get(&request).await.unwrap();
    let [checking, new] = told.accounts.as_slice() else { panic!("two accounts") };
    assert_eq!(checking.balances.available, Some(decimal("100.10")));
    assert_eq!(checking.balances.available.unwrap().to_string(), "100.10");
    assert_eq!((checking.balances.current, checking.balances.limit), (Some(decimal("110")), None));
    assert_eq!(checking.r#type, AccountType::Depository);
    assert_eq!(checking.subtype.as_deref(), Some("cash management"));
    assert_eq!(checking.holder_category, Some(HolderCategory::Personal));
    assert_eq!(new.r#type.as_str(), "piggy bank");
    assert_eq!(new.balances.current, None);
    assert_eq!(told.item.update_type, UpdateType::Unknown("whenever".into()));
    assert_eq!(told.item.billed_products, ["transactions"]);
    assert!(told.item.available_products.is_empty());
}

#[tokio::test]
async fn an_item_tells_what_is_wrong_with_it() {
    let error = json!({
        "error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED", "error_message": "relink",
        "display_message": null, "status": 400, "error_code_reason": "OAUTH_INVALID_TOKEN",
    });
    let item = json!({
        "item_id": "item-1", "institution_id": null, "institution_name": null, "webhook": null,
        "error": error, "available_products": [], "billed_products": [],
        "update_type": "background",
        "consent_expiration_time": "2027-01-01T00:00:00Z", "created_at": "2026-11-20T10:00:00Z",
    });
    let status = json!({
        "transactions": { "last_successful_update": "2026-11-20T10:00:00Z" },
        "investments": null,
        "last_webhook": { "sent_at": "2026-11-20T10:00:01Z", "code_sent": "LOGIN_REPAIRED" },
    });
    let body = json!({ "item": item, "status": status, "request_id": "r1" });
    let plaid = Plaid::answering([Answer::ok(&body)]).await;
    let request = ItemGetRequest { access_token: access_token() };
    let told = plaid.client().item_get(&request).await.unwrap();
    let error = told.item.error.unwrap();
    assert_eq!(error.class(), ErrorClass::UserMustRelink);
    assert_eq!(error.error_code_reason.as_deref(), Some("OAUTH_INVALID_TOKEN"));
    assert!(told.item.consent_expiration_time.is_some());
    let status = told.status.unwrap();
    assert!(status.transactions.unwrap().last_successful_update.is_some());
    let code = status.last_webhook.unwrap().code_sent;
    assert_eq!(code.as_deref(), Some("LOGIN_REPAIRED"));
}

#[tokio::test]
async fn an_institution_is_read_with_and_without_its_looks() {
    let without = json!({
        "institution_id": "ins_1", "name": "A Bank", "products": ["transactions"], "oauth": true,
        "country_codes": ["US"], "routing_numbers": [], "connection_availability": "SUPPORTED",
    });
    let mut decorated = without.clone();
    decorated["primary_color"] = "#004966".into();
    decorated["url"] = "https://bank.example".into();
    decorated["logo"] = Value::Null;
    let answer =
        |institution| Answer::ok(&json!({ "institution": institution, "request_id": "r" }));
    let server = Plaid::answering([answer(without), answer(decorated)]).await;
    let request = InstitutionsGetByIdRequest {
        institution_id: "ins_1".into(),
        country_codes: vec!["US".into()],
        options: None,
    };
    let client = server.client();
    let bare = client.institutions_get_by_id(&request).await.unwrap().institution;
    assert_eq!(bare.connection_availability, Some(ConnectionAvailability::Supported));
    assert_eq!((bare.primary_color, bare.url), (None, None));
    let decorated = client.institutions_get_by_id(&request).await.unwrap().institution;
    assert_eq!(decorated.primary_color.as_deref(), Some("#004966"));
}
