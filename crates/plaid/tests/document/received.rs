//! What is understood of every body that the document allows.

use std::collections::BTreeSet;

use plaid::Webhook;
use proptest::collection::vec;
use proptest::prelude::*;

use super::generate::{Fill, Generator};
use super::read::{ANSWERS, WEBHOOKS, webhook};
use super::{Document, Json};

/// What differs between an answer and what we understood of it.
fn answer_differences(document: &Document, path: &str, fill: &Fill) -> Vec<String> {
    let (_, read) = ANSWERS.iter().find(|(known, _)| *known == path).unwrap();
    let body = Generator::new(document, fill.clone()).body(document.answer(path));
    match read(&body.to_string()) {
        Ok(again) => Json::read(&again).differences(&body, matches!(fill, Fill::Everything)),
        Err(error) => vec![format!("{error} in {body}")],
    }
}

/// The body of a webhook of the document.
pub fn webhook_body(document: &Document, name: &str, fill: Fill) -> Json {
    let (_, webhook_type, webhook_code) =
        WEBHOOKS.iter().find(|(known, ..)| *known == name).unwrap();
    let body = Generator::new(document, fill).body(document.named(name));
    let Json::Object(mut body) = body else { panic!("{name} is no object") };
    body.insert("webhook_type".into(), Json::Text((*webhook_type).into()));
    body.insert("webhook_code".into(), Json::Text((*webhook_code).into()));
    Json::Object(body)
}

fn webhook_differences(document: &Document, name: &str, fill: &Fill) -> Vec<String> {
    let body = webhook_body(document, name, fill.clone());
    let told = Webhook::parse(body.to_string().as_bytes()).unwrap();
    match webhook(&told) {
        Some(again) => {
            let again = Json::read(&again.to_string());
            again.differences(&body, matches!(fill, Fill::Everything))
        }
        // The document doesn't promise the item of every webhook. Without it nobody can go and look,
        // and the webhook is kept as it is.
        None if lacks_item(document, name, &body) => Vec::new(),
        None => vec![format!("it is unknown: {body}")],
    }
}

fn lacks_item(document: &Document, name: &str, body: &Json) -> bool {
    let of_an_item = document.named(name)["properties"]["item_id"].is_object();
    of_an_item && matches!(body, Json::Object(body) if !body.contains_key("item_id"))
}

#[test]
fn of_every_answer_nothing_is_lost() {
    let Some(document) = Document::find() else { return };
    for (path, _) in ANSWERS {
        for fill in [Fill::Everything, Fill::Least, Fill::Nulls] {
            let found = answer_differences(document, path, &fill);
            assert!(found.is_empty(), "{path}, {fill:?}: {found:#?}");
        }
    }
}

#[test]
fn every_webhook_of_the_document_is_a_type_and_nothing_of_it_is_lost() {
    let Some(document) = Document::find() else { return };
    let known: BTreeSet<_> = WEBHOOKS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(BTreeSet::from_iter(document.webhooks()), known);
    for name in known {
        for fill in [Fill::Everything, Fill::Least, Fill::Nulls] {
            let found = webhook_differences(document, name, &fill);
            assert!(found.is_empty(), "{name}, {fill:?}: {found:#?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn of_no_answer_is_anything_lost_whatever_it_leaves_out(chance in vec(any::<u8>(), 0..500)) {
        let Some(document) = Document::find() else { return Ok(()) };
        let fill = Fill::Chance(chance);
        for (path, _) in ANSWERS {
            let found = answer_differences(document, path, &fill);
            prop_assert!(found.is_empty(), "{path}: {found:#?}");
        }
        for (name, ..) in WEBHOOKS {
            let found = webhook_differences(document, name, &fill);
            prop_assert!(found.is_empty(), "{name}: {found:#?}");
        }
    }

    #[test]
    fn every_digit_of_an_amount_is_kept(
        mantissa in -99_999_999_999_999_999_999_i128..=99_999_999_999_999_999_999,
        scale in 0_usize..=20,
        exponent in -8_i32..=8,
    ) {
        let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale + 1);
        let (whole, places) = digits.split_at(digits.len() - scale);
        let sign = if mantissa < 0 { "-" } else { "" };
        let point = if places.is_empty() { "" } else { "." };
        let text = format!("{sign}{whole}{point}{places}");
        // Reckoned with whole numbers alone: a point that is moved changes no digit.
        let body = |amount: &str| format!(
            r#"{{ "available": {amount}, "current": {amount}, "limit": null }}"#
        );
        let plain: plaid::Balances = serde_json::from_str(&body(&text)).unwrap();
        prop_assert_eq!(&plain.current.unwrap().to_string(), &text);
        let again = serde_json::to_string(&plain).unwrap();
        prop_assert!(again.contains(&format!(r#""current":{text},"#)), "{text}: {again}");
        let moved = format!("{text}e{exponent}");
        let moved: plaid::Balances = serde_json::from_str(&body(&moved)).unwrap();
        let ten = rust_decimal::Decimal::TEN;
        let back = (0..exponent.unsigned_abs()).fold(moved.current.unwrap(), |amount, _| {
            if exponent < 0 { amount * ten } else { amount / ten }
        });
        prop_assert_eq!(back, plain.current.unwrap());
    }
}
