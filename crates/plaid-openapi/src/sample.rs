//! A document of the tests' own, as small as it can be, and a message of each kind that keeps it.

use serde_json::{Value, json};

use crate::contract::Contract;

/// A contract of one call that reads a thing.
pub fn contract() -> Contract {
    let named = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "content": { "application/json": { "schema": schema } } })
    };
    let text = json!({ "type": "string" });
    let nullable = json!({ "type": "string", "nullable": true });
    let day = json!({ "type": "string", "format": "date" });
    let moment = json!({ "type": "string", "format": "date-time", "nullable": true });
    let document = json!({
        "paths": { "/thing/get": { "post": {
            "requestBody": named("ThingGetRequest"),
            "responses": { "200": named("ThingGetResponse"), "default": named("PlaidError") },
        } } },
        "components": { "schemas": {
            "ThingGetRequest": {
                "type": "object",
                "properties": {
                    "count": { "type": "integer", "minimum": 1, "maximum": 500 },
                    "options": { "$ref": "#/components/schemas/ThingGetRequestOptions" },
                    "thing_id": text,
                },
                "required": ["thing_id"],
            },
            "ThingGetRequestOptions": {
                "type": "object",
                "properties": { "verbose": { "type": "boolean" } },
            },
            "ThingGetResponse": {
                "type": "object",
                "additionalProperties": true,
                "properties": {
                    "request_id": text,
                    "things": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } },
                },
                "required": ["things", "request_id"],
            },
            "Thing": { "allOf": [
                { "$ref": "#/components/schemas/ThingBase" },
                {
                    "type": "object",
                    "properties": { "made_at": moment, "made_on": day },
                    "required": ["made_on", "made_at"],
                },
            ] },
            "ThingBase": {
                "type": "object",
                "properties": {
                    "amount": { "type": "number", "format": "double" },
                    "kind": { "type": "string", "enum": ["big", "small"] },
                    "note": nullable,
                },
                "required": ["amount", "kind", "note"],
            },
            "PlaidError": {
                "type": "object",
                "nullable": true,
                "properties": { "display_message": nullable, "error_code": text },
                "required": ["display_message", "error_code"],
            },
            "ItemErrorWebhook": {
                "type": "object",
                "properties": { "item_id": text, "webhook_code": text, "webhook_type": text },
                "required": ["item_id", "webhook_code", "webhook_type"],
            },
        } },
    });
    Contract::parse(&document.to_string()).unwrap()
}

/// The call of the document.
pub const PATH: &str = "/thing/get";

pub fn request() -> Value {
    json!({ "thing_id": "a", "count": 500, "options": { "verbose": true } })
}

pub fn answer() -> Value {
    let thing = json!({
        "amount": 12.5,
        "kind": "big",
        "made_at": "2026-06-15T12:00:00Z",
        "made_on": "2026-06-15",
        "note": null,
    });
    json!({ "things": [thing], "request_id": "r", "newer": 1 })
}

pub fn refusal() -> Value {
    json!({ "display_message": null, "error_code": "INVALID_FIELD", "request_id": "r" })
}

pub fn webhook() -> Value {
    json!({ "item_id": "i", "webhook_code": "ERROR", "webhook_type": "ITEM" })
}
