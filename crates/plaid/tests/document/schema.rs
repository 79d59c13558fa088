//! The document: its schemas by name and by call, with references followed and parts put together.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::{Map, Value};

/// Plaid's OpenAPI document, or the part of it that is about our calls.
pub struct Document(Value);

static DOCUMENT: LazyLock<Option<Document>> = LazyLock::new(Document::load);

impl Document {
    /// The document, where it lies beside the checkout.
    pub fn find() -> Option<&'static Self> {
        DOCUMENT.as_ref()
    }

    #[expect(clippy::print_stderr, reason = "who runs the tests has to see what was left out")]
    fn load() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
        let shared = env::var_os("FLORIN_SHARED").map_or_else(beside, PathBuf::from);
        let path = shared.join("plaid/openapi-subset.json");
        let Ok(text) = fs::read_to_string(&path) else {
            eprintln!("skipped: Plaid's OpenAPI document is not at {}", path.display());
            return None;
        };
        Some(Self(serde_json::from_str(&text).unwrap()))
    }

    /// What a call is asked.
    pub fn request(&self, path: &str) -> &Value {
        &self.call(path)["requestBody"]["content"]["application/json"]["schema"]
    }

    /// What a call answers.
    pub fn answer(&self, path: &str) -> &Value {
        &self.call(path)["responses"]["200"]["content"]["application/json"]["schema"]
    }

    fn call(&self, path: &str) -> &Value {
        let call = &self.0["paths"][path]["post"];
        assert!(call.is_object(), "{path} is not in the document");
        call
    }

    /// The schema of that name.
    pub fn named(&self, name: &str) -> &Value {
        let schema = &self.0["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the document");
        schema
    }

    /// The names of all webhooks.
    pub fn webhooks(&self) -> Vec<&str> {
        let schemas = self.0["components"]["schemas"].as_object().unwrap();
        let webhooks = schemas.iter().filter(|(name, schema)| {
            name.ends_with("Webhook") && schema["properties"]["webhook_code"].is_object()
        });
        webhooks.map(|(name, _)| name.as_str()).collect()
    }

    /// The schema itself where it is one, what it refers to, or its parts together.
    pub fn resolve(&self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.resolve(self.named(reference.rsplit_once('/').unwrap().1));
        }
        let Some(parts) = schema["allOf"].as_array() else {
            return schema.clone();
        };
        let mut whole = Map::new();
        let own = schema.as_object().unwrap().clone();
        for part in parts.iter().map(|part| self.resolve(part)).chain([Value::Object(own)]) {
            for (name, value) in part.as_object().unwrap() {
                match (name.as_str(), whole.get_mut(name)) {
                    ("allOf", _) => {}
                    ("properties", Some(Value::Object(known))) => {
                        known.extend(value.as_object().unwrap().clone());
                    }
                    ("required", Some(Value::Array(known))) => {
                        known.extend(value.as_array().unwrap().iter().cloned());
                    }
                    // A part that may be null doesn't make the whole so.
                    _ => drop(whole.insert(name.clone(), value.clone())),
                }
            }
        }
        if schema["nullable"] != Value::Bool(true) {
            whole.remove("nullable");
        }
        if whole.contains_key("properties") {
            whole.insert("type".into(), "object".into());
        }
        Value::Object(whole)
    }
}
