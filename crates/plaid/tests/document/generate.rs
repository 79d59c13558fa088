//! Bodies made from a schema.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Document, Json};

/// How deep a body may be: the document has no circle, and this says so.
const DEPTH_MAX: usize = 20;

/// What a body has of what it may have.
#[derive(Clone, Debug)]
pub enum Fill {
    /// Every field, none of them null.
    Everything,
    /// The required fields, empty lists.
    Least,
    /// Every field, null where that is allowed.
    Nulls,
    /// As these bytes choose; the least when they are used up.
    Chance(Vec<u8>),
}

/// Makes bodies.
pub struct Generator<'a> {
    document: &'a Document,
    fill: Fill,
    used: usize,
}

impl<'a> Generator<'a> {
    /// A maker of one body.
    pub fn new(document: &'a Document, fill: Fill) -> Self {
        Self { document, fill, used: 0 }
    }

    /// A body of that schema.
    pub fn body(&mut self, schema: &Value) -> Json {
        self.value(schema, 0)
    }

    /// A choice among so many; the first one where chance has no say.
    fn choice(&mut self, among: usize) -> usize {
        let Fill::Chance(bytes) = &self.fill else { return 0 };
        let byte = bytes.get(self.used).copied().unwrap_or(0);
        self.used += 1;
        usize::from(byte) % among
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Json {
        assert!(depth < DEPTH_MAX, "the document goes in a circle");
        let schema = self.document.resolve(schema);
        if schema["nullable"] == true && self.is_null() {
            return Json::Null;
        }
        if let Some(words) = schema["enum"].as_array() {
            return self.word(words);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(&schema, depth),
            Some("array") => self.list(&schema["items"], depth),
            Some("string") => Json::Text(self.text(schema["format"].as_str())),
            Some("number") => Json::Number(self.pick(AMOUNTS).to_owned()),
            Some("integer") => Json::Number(self.pick(&["400", "0", "1", "503"]).to_owned()),
            Some("boolean") => Json::Bool(self.choice(2) == 0),
            Some(other) => panic!("the type {other} is new"),
            None => something_new(),
        }
    }

    fn is_null(&mut self) -> bool {
        match self.fill {
            Fill::Everything => false,
            Fill::Least | Fill::Nulls => true,
            Fill::Chance(_) => self.choice(3) == 0,
        }
    }

    fn word(&mut self, words: &[Value]) -> Json {
        let mut words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
        // Chance alone adds a word: the other bodies are as documented.
        words.push("SOMETHING_NEW");
        let chosen = self.choice(words.len());
        Json::Text(words[chosen].to_owned())
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Json {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let mut object = BTreeMap::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let optional = !required.iter().any(|required| required == name);
            if optional && self.is_absent() {
                continue;
            }
            // The document says number of what is counted.
            let value = match name.as_str() {
                "new_transactions" => Json::Number("19".into()),
                _ => self.value(property, depth + 1),
            };
            object.insert(name.clone(), value);
        }
        if schema["additionalProperties"].is_object() {
            object.insert("key".into(), self.value(&schema["additionalProperties"], depth + 1));
        } else {
            object.insert("something_new".into(), something_new());
        }
        Json::Object(object)
    }

    fn is_absent(&mut self) -> bool {
        match self.fill {
            Fill::Everything | Fill::Nulls => false,
            Fill::Least => true,
            Fill::Chance(_) => self.choice(3) == 0,
        }
    }

    fn list(&mut self, items: &Value, depth: usize) -> Json {
        let length = match self.fill {
            Fill::Everything => 2,
            Fill::Least => 0,
            Fill::Nulls => 1,
            Fill::Chance(_) => self.choice(3),
        };
        Json::List((0..length).map(|_| self.value(items, depth + 1)).collect())
    }

    fn text(&mut self, format: Option<&str>) -> String {
        let texts = match format {
            Some("date") => &["2026-11-20", "2024-02-29", "1970-01-01"][..],
            Some("date-time") => {
                &["2026-11-20T10:11:12.345Z", "1999-12-31T23:59:59-08:00", "2026-11-20T00:00:00Z"]
            }
            _ => &["A text", "", "Café ☕\n\"quoted\" \\", "null", "0", "\u{1F3E6}"],
        };
        self.pick(texts).to_owned()
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let chosen = self.choice(texts.len());
        texts[chosen]
    }
}

const AMOUNTS: &[&str] = &[
    "23631.9805",
    "0",
    "-4.22",
    "110",
    "5.40",
    "0.12345678",
    "-0.123456789012",
    "99999999999.99999999",
    "1e-7",
    "-2.5E+3",
    "1.50e1",
];

/// What this version doesn't know, with a number that no float can hold.
fn something_new() -> Json {
    Json::read(r#"{ "deep": [1, 2e400, null, { "a": "b" }], "access_token": 7 }"#)
}
