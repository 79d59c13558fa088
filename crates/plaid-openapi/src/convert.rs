//! An OpenAPI 3.0 schema as JSON Schema 2020-12.
//!
//! The two differ in `nullable`, in where shared schemas lie, and in how a bound is made exclusive.
//! A keyword that is not known here is refused, so that a newer document is never read as saying
//! less than it does.

use serde_json::{Map, Value, json};

/// Where shared schemas lie in the document, and where in JSON Schema.
const COMPONENTS: &str = "#/components/schemas/";
const DEFINITIONS: &str = "#/$defs/";

/// Keywords that say nothing about a value.
const SILENT: [&str; 5] = ["default", "deprecated", "description", "example", "title"];
/// Keywords that mean the same in both.
const SAME: [&str; 12] = [
    "enum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "type",
    "uniqueItems",
];

/// What Plaid says beyond the document by now: schema, member, and what the member is.
const NEWER: &[(&str, &str, &str)] = &[
    (
        "Institution",
        "connection_availability",
        r#"{ "type": "string", "enum": ["SUPPORTED", "NOT_SUPPORTED"] }"#,
    ),
    (
        "PaymentInitiationMetadata",
        "supports_commercial_payment_consents",
        r#"{ "type": "boolean" }"#,
    ),
    ("LinkEventsWebhook", "environment", r#"{ "type": "string" }"#),
    ("TransactionBase", "merchant_category_code", r#"{ "type": ["string", "null"] }"#),
    ("TransactionBase", "running_balance", r#"{ "type": ["number", "null"] }"#),
    ("AccountBase", "apy", r#"{ "type": ["number", "null"] }"#),
    ("AccountBase", "paired_account_id", r#"{ "type": ["string", "null"] }"#),
    ("Item", "paired_item_id", r#"{ "type": ["string", "null"] }"#),
    ("CustomSandboxTransaction", "account_id", r#"{ "type": "string" }"#),
    ("SandboxItemFireWebhookRequest", "options", r#"{ "type": "object" }"#),
];
/// Words that Plaid takes beyond the document by now: schema and word.
const NEWER_WORDS: &[(&str, &str)] = &[("WebhookType", "IDENTITY"), ("AccountType", "payroll")];

/// Who a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// What a client sends: Plaid refuses members that it does not know.
    Request,
    /// What Plaid sends: it may say more at any time.
    Answer,
}

/// A shared schema under its name.
pub fn definition(name: &str, schema: &Value, side: Side) -> Result<Value, String> {
    let mut schema = schema.clone();
    let newer = NEWER.iter().filter(|(known, _, _)| *known == name);
    for (_, member, meaning) in newer {
        let meaning: Value = serde_json::from_str(meaning).expect("the table holds JSON");
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        // The members of a schema that is only composed of others lie there.
        if let Some(properties) = properties {
            properties.insert((*member).to_owned(), meaning);
        }
    }
    let words = NEWER_WORDS.iter().filter(|(known, _)| *known == name);
    for (_, word) in words {
        if let Some(listed) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            listed.push(json!(word));
        }
    }
    convert(&schema, side).map_err(|reason| format!("schema {name}: {reason}"))
}

/// The names of shared schemas that a converted one refers to.
pub fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(target)) = members.get("$ref")
                && let Some(name) = target.strip_prefix(DEFINITIONS)
            {
                found.push(name.to_owned());
            }
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// A reference to a shared schema, converted.
pub fn reference(name: &str) -> String {
    format!("{DEFINITIONS}{name}")
}

/// The name of the shared schema that the document refers to.
pub fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

fn convert(schema: &Value, side: Side) -> Result<Value, String> {
    let Value::Object(members) = schema else {
        return Err(format!("{schema} is no schema"));
    };
    let mut converted = Map::new();
    for (keyword, value) in members {
        let value = match keyword.as_str() {
            "nullable" | "exclusiveMinimum" | "exclusiveMaximum" => continue,
            silent if SILENT.contains(&silent) || silent.starts_with("x-") => continue,
            "$ref" => {
                let name = referred(schema).ok_or_else(|| format!("{value} leads elsewhere"))?;
                json!(reference(name))
            }
            "format" => match value.as_str() {
                Some("date" | "date-time") => value.clone(),
                Some("url") => json!("uri"),
                // How wide a number is says nothing about its text.
                Some("double" | "int32" | "int64") => continue,
                _ => return Err(format!("format {value} is not known")),
            },
            "properties" => each_member(value, side)?,
            "allOf" => each_of(value, side)?,
            "additionalProperties" if value.is_boolean() => value.clone(),
            "items" | "additionalProperties" => convert(value, side)?,
            same if SAME.contains(&same) => value.clone(),
            other => return Err(format!("keyword {other} is not known")),
        };
        converted.insert(keyword.clone(), value);
    }
    make_exclusive(members, &mut converted, "exclusiveMinimum", "minimum");
    make_exclusive(members, &mut converted, "exclusiveMaximum", "maximum");
    let has_members = converted.contains_key("properties");
    if side == Side::Request && has_members && !converted.contains_key("additionalProperties") {
        converted.insert("additionalProperties".to_owned(), json!(false));
    }
    let is_nullable = members.get("nullable") == Some(&Value::Bool(true));
    Ok(if is_nullable { or_null(converted) } else { Value::Object(converted) })
}

fn each_member(properties: &Value, side: Side) -> Result<Value, String> {
    let properties = properties.as_object().ok_or("properties is no object")?;
    let converted = properties.iter().map(|(name, schema)| {
        let schema = convert(schema, side).map_err(|reason| format!("{name}: {reason}"))?;
        Ok::<_, String>((name.clone(), schema))
    });
    converted.collect::<Result<Map<_, _>, _>>().map(Value::Object)
}

fn each_of(schemas: &Value, side: Side) -> Result<Value, String> {
    let schemas = schemas.as_array().ok_or("allOf is no list")?;
    let converted = schemas.iter().map(|schema| convert(schema, side));
    converted.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// In OpenAPI 3.0 an exclusive bound is a flag beside the bound.
fn make_exclusive(
    members: &Map<String, Value>,
    converted: &mut Map<String, Value>,
    exclusive: &str,
    bound: &str,
) {
    if members.get(exclusive) == Some(&Value::Bool(true))
        && let Some(value) = converted.remove(bound)
    {
        converted.insert(exclusive.to_owned(), value);
    }
}

/// The same, or null. A type of its own keeps the report short; what is composed of others becomes
/// one of two choices.
fn or_null(mut schema: Map<String, Value>) -> Value {
    let simple = schema.get("type").and_then(Value::as_str).map(ToOwned::to_owned);
    match simple {
        Some(name) if !schema.contains_key("allOf") => {
            schema.insert("type".to_owned(), json!([name, "null"]));
            if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut)
                && !words.contains(&Value::Null)
            {
                words.push(Value::Null);
            }
            Value::Object(schema)
        }
        _ => json!({ "anyOf": [{ "type": "null" }, schema] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(schema: &Value) -> Value {
        definition("Any", schema, Side::Answer).unwrap()
    }

    #[test]
    fn what_may_be_null_says_so_in_its_type() {
        let text = json!({ "type": "string", "nullable": true, "enum": ["a"] });
        assert_eq!(answer(&text), json!({ "type": ["string", "null"], "enum": ["a", null] }));
        let composed = json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/A" }] });
        let expected =
            json!({ "anyOf": [{ "type": "null" }, { "allOf": [{ "$ref": "#/$defs/A" }] }] });
        assert_eq!(answer(&composed), expected);
    }

    #[test]
    fn bounds_are_exclusive_where_a_flag_says_so() {
        let bounds =
            |flag| answer(&json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": flag }));
        assert_eq!(bounds(true), json!({ "type": "integer", "exclusiveMinimum": 1 }));
        assert_eq!(bounds(false), json!({ "type": "integer", "minimum": 1 }));
    }

    #[test]
    fn requests_are_closed_and_answers_are_open() {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        assert_eq!(answer(&schema).get("additionalProperties"), None);
        let request = definition("Any", &schema, Side::Request).unwrap();
        assert_eq!(request["additionalProperties"], false);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for schema in [
            json!({ "oneOf": [] }),
            json!({ "discriminator": { "propertyName": "a" } }),
            json!({ "type": "string", "format": "uuid" }),
            json!({ "$ref": "other.json#/A" }),
        ] {
            assert!(definition("Any", &schema, Side::Answer).is_err(), "{schema}");
        }
    }

    #[test]
    fn what_plaid_added_since_is_known() {
        let institution = json!({ "type": "object", "properties": {} });
        let institution = definition("Institution", &institution, Side::Answer).unwrap();
        let words = &institution["properties"]["connection_availability"]["enum"];
        assert_eq!(*words, json!(["SUPPORTED", "NOT_SUPPORTED"]));
    }
}
