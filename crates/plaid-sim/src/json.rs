//! The JSON that the simulator writes: sorted keys, two spaces, exact decimals.
//!
//! Plaid's bodies are pretty-printed with sorted keys, and their amounts have as many places as the
//! bank gave. `serde_json::Value` would carry a fraction as a float, so answers are built from this
//! type instead. Reading JSON is left to `serde_json`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;

/// A JSON value that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number of any number of places, written without trailing zeros.
    Exact(Decimal),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object; the map keeps its keys sorted.
    Object(BTreeMap<&'static str, Json>),
}

/// An object of these members.
pub fn object<const N: usize>(members: [(&'static str, Json); N]) -> Json {
    Json::Object(BTreeMap::from(members))
}

/// A list of whatever can be written.
pub fn list<T: Into<Json>>(values: impl IntoIterator<Item = T>) -> Json {
    Json::List(values.into_iter().map(Into::into).collect())
}

/// A moment to the second, as Plaid writes `expiration` and `created_at`.
pub fn seconds(moment: DateTime<Utc>) -> Json {
    Json::Text(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// A moment to the millisecond, as Plaid writes the members of `status`.
pub fn milliseconds(moment: DateTime<Utc>) -> Json {
    Json::Text(moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}

impl Json {
    /// Adds a member; the value must be an object.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        match &mut self {
            Json::Object(members) => {
                members.insert(name, value.into());
            }
            other => unreachable!("a member was added to {other:?}"),
        }
        self
    }

    /// The text that goes over the wire, without a newline at its end.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text
    }

    fn write(&self, text: &mut String, depth: usize) {
        match self {
            Json::Null => text.push_str("null"),
            Json::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Json::Whole(number) => text.push_str(&number.to_string()),
            Json::Exact(number) => text.push_str(&number.normalize().to_string()),
            Json::Text(value) => text.push_str(&quoted(value)),
            Json::List(values) if values.is_empty() => text.push_str("[]"),
            Json::List(values) => {
                text.push('[');
                for (place, value) in values.iter().enumerate() {
                    new_line(text, place > 0, depth + 1);
                    value.write(text, depth + 1);
                }
                new_line(text, false, depth);
                text.push(']');
            }
            Json::Object(members) if members.is_empty() => text.push_str("{}"),
            Json::Object(members) => {
                text.push('{');
                for (place, (name, value)) in members.iter().enumerate() {
                    new_line(text, place > 0, depth + 1);
                    text.push_str(&quoted(name));
                    text.push_str(": ");
                    value.write(text, depth + 1);
                }
                new_line(text, false, depth);
                text.push('}');
            }
        }
    }
}

fn new_line(text: &mut String, after_value: bool, depth: usize) {
    text.push_str(if after_value { ",\n" } else { "\n" });
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn quoted(value: &str) -> String {
    serde_json::to_string(value).expect("every string can be written as JSON")
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Json::Flag(flag)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Whole(number)
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Json::Exact(Decimal::from(number))
    }
}

impl From<Decimal> for Json {
    fn from(number: Decimal) -> Self {
        Json::Exact(number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Json::Text(text.clone())
    }
}

impl From<NaiveDate> for Json {
    fn from(date: NaiveDate) -> Self {
        Json::Text(date.to_string())
    }
}

impl From<Vec<Json>> for Json {
    fn from(values: Vec<Json>) -> Self {
        Json::List(values)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Json::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_sorted_indented_and_exact() {
        let body = object([
            ("b", list(["x", "y\""])),
            ("a", Json::Exact(Decimal::new(236_319_805, 4))),
            ("c", object([])),
            ("d", Json::Exact(Decimal::new(1200, 2))),
        ]);
        let expected = "{\n  \"a\": 23631.9805,\n  \"b\": [\n    \"x\",\n    \"y\\\"\"\n  ],\n  \"c\": {},\n  \"d\": 12\n}";
        assert_eq!(body.pretty(), expected);
    }
}
