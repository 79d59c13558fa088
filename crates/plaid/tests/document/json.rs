//! JSON with its numbers as they are written, so that no float stands between two amounts.

use std::collections::BTreeMap;
use std::fmt;

use chrono::DateTime;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

impl Json {
    /// Reads a text.
    pub fn read(text: &str) -> Self {
        Self::of(serde_json::from_str(text).unwrap())
    }

    fn of(raw: &RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes()[0] {
            b'n' => Self::Null,
            b't' | b'f' => Self::Bool(text == "true"),
            b'"' => Self::Text(serde_json::from_str(text).unwrap()),
            b'[' => {
                let list: Vec<&RawValue> = serde_json::from_str(text).unwrap();
                Self::List(list.into_iter().map(Self::of).collect())
            }
            b'{' => {
                let object: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
                Self::Object(object.into_iter().map(|(name, raw)| (name, Self::of(raw))).collect())
            }
            _ => Self::Number(text.to_owned()),
        }
    }

    /// Whether it says nothing: what a type of ours writes for what was left out.
    fn is_empty(&self) -> bool {
        match self {
            Self::Null | Self::Bool(false) => true,
            Self::Bool(true) | Self::Number(_) => false,
            Self::Text(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Object(object) => object.values().all(Self::is_empty),
        }
    }

    /// What our own writing of a body says otherwise than the body, by its places. Where the body
    /// has everything that the document knows, a field that it doesn't have is one that Plaid
    /// doesn't have.
    pub fn differences(&self, body: &Self, has_everything: bool) -> Vec<String> {
        let mut differences = Vec::new();
        self.compare(body, has_everything, "", &mut differences);
        differences
    }

    fn compare(&self, body: &Self, has_everything: bool, place: &str, found: &mut Vec<String>) {
        match (self, body) {
            (Self::Object(ours), Self::Object(body)) => {
                for (name, ours) in ours {
                    let place = format!("{place}.{name}");
                    match body.get(name) {
                        Some(body) => ours.compare(body, has_everything, &place, found),
                        None if !ours.is_empty() => found.push(format!("{place} is made up")),
                        None if has_everything && !NEWER.contains(&name.as_str()) => {
                            found.push(format!("{place} is unknown to Plaid"));
                        }
                        None => {}
                    }
                }
            }
            (Self::List(ours), Self::List(body)) if ours.len() == body.len() => {
                for (index, (ours, body)) in ours.iter().zip(body).enumerate() {
                    ours.compare(body, has_everything, &format!("{place}[{index}]"), found);
                }
            }
            (ours, Self::Null) if ours.is_empty() => {}
            (Self::Number(ours), Self::Number(body)) if decimal(ours) == decimal(body) => {}
            (Self::Text(ours), Self::Text(body)) if same_text(ours, body) => {}
            (ours, body) if ours == body => {}
            _ => found.push(format!("{place} is {self}, not {body}")),
        }
    }
}

/// What a type of ours has beyond the document: what Plaid has added since, by what newer clients of
/// its own know, and what `/item/get` alone tells of an item.
const NEWER: &[&str] = &[
    "connection_availability",
    "consented_data_scopes",
    "consented_use_cases",
    "created_at",
    "environment",
];

fn decimal(text: &str) -> Decimal {
    text.parse().or_else(|_| Decimal::from_scientific(text)).unwrap()
}

/// Moments may be written in several ways.
fn same_text(one: &str, other: &str) -> bool {
    let moment = |text| DateTime::parse_from_rfc3339(text).ok();
    one == other || moment(one).is_some_and(|moment_| Some(moment_) == moment(other))
}

impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(bool) => write!(formatter, "{bool}"),
            Self::Number(text) => formatter.write_str(text),
            Self::Text(text) => formatter.write_str(&serde_json::to_string(text).unwrap()),
            Self::List(list) => {
                formatter.write_str("[")?;
                for (index, value) in list.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(formatter, "{comma}{value}")?;
                }
                formatter.write_str("]")
            }
            Self::Object(object) => {
                formatter.write_str("{")?;
                for (index, (name, value)) in object.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(formatter, "{comma}{}:{value}", serde_json::to_string(name).unwrap())?;
                }
                formatter.write_str("}")
            }
        }
    }
}
