//! The body of a call: which fields an endpoint knows, and how their values are read.
//!
//! Plaid names every unknown and every missing field of a request, and takes an optional field that
//! is null as one that is absent. Both are settled here, before an endpoint sees the request.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// A field that an endpoint knows.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    is_required: bool,
    /// The members of an object; without them the value is taken as it is.
    members: Option<&'static [Field]>,
}

/// A field that may be left out.
pub const fn optional(name: &'static str) -> Field {
    Field { name, is_required: false, members: None }
}

/// A field that must be there.
pub const fn required(name: &'static str) -> Field {
    Field { name, is_required: true, members: None }
}

/// An object that may be left out, with its own fields.
pub const fn group(name: &'static str, members: &'static [Field]) -> Field {
    Field { name, is_required: false, members: Some(members) }
}

/// A request whose fields are known to its endpoint.
#[derive(Debug)]
pub struct Request {
    body: Map<String, Value>,
}

impl Request {
    /// Reads the body of a call. Its members are not looked at yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(body)) => Ok(Self { body: without_nulls(body) }),
            Ok(_) | Err(_) => Err(Refusal::of("INVALID_BODY")),
        }
    }

    /// An object within a body, read by the same rules.
    pub fn of(body: Map<String, Value>) -> Self {
        Self { body: without_nulls(body) }
    }

    /// Refuses unknown fields, then missing ones, each with all their names.
    pub fn check(&self, fields: &'static [Field]) -> Result<(), Refusal> {
        let mut unknown = Vec::new();
        let mut missing = Vec::new();
        compare(&self.body, fields, "", &mut unknown, &mut missing)?;
        if !unknown.is_empty() {
            let message = "the following fields are not recognized by this endpoint";
            return Err(Refusal::saying(
                "UNKNOWN_FIELDS",
                format!("{message}: {}", unknown.join(", ")),
            ));
        }
        if !missing.is_empty() {
            return Err(missing_fields(&missing));
        }
        Ok(())
    }

    /// Takes a field of the envelope out of the body, such as the secret.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.body.remove(name)
    }

    /// The whole body but for these fields, to be kept.
    pub fn without(&self, names: &[&str]) -> Value {
        let kept = self.body.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// The value at a path such as `options.account_id`.
    pub fn value(&self, path: &str) -> Option<&Value> {
        let mut members = path.split('.');
        let first = self.body.get(members.next()?)?;
        members.try_fold(first, |value, member| value.get(member))
    }

    /// A text, if there is one.
    pub fn text(&self, path: &str) -> Result<Option<&str>, Refusal> {
        match self.value(path) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::field(format!("{path} must be a non-empty string"))),
        }
    }

    /// A text that has to be there, and not empty.
    pub fn required_text(&self, path: &str) -> Result<&str, Refusal> {
        match self.text(path)? {
            Some(text) if !text.is_empty() => Ok(text),
            Some(_) => Err(Refusal::field(format!("{path} must be a non-empty string"))),
            None => Err(missing_fields(&[path.to_owned()])),
        }
    }

    /// True or false, if it is said.
    pub fn flag(&self, path: &str) -> Result<bool, Refusal> {
        match self.value(path) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(Refusal::field(format!("{path} must be a boolean"))),
        }
    }

    /// A whole number within bounds, if there is one.
    pub fn number(&self, path: &str, least: u64, most: u64) -> Result<Option<u64>, Refusal> {
        let Some(value) = self.value(path) else {
            return Ok(None);
        };
        if !value.is_i64() && !value.is_u64() {
            return Err(Refusal::field(format!("{path} must be an integer")));
        }
        match value.as_u64() {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Refusal::field(format!("{path} must be between {least} and {most}"))),
        }
    }

    /// A list of texts, if there is one.
    pub fn texts(&self, path: &str) -> Result<Option<Vec<&str>>, Refusal> {
        let refusal = || Refusal::field(format!("{path} must be a list of strings"));
        match self.value(path) {
            None => Ok(None),
            Some(Value::Array(values)) => {
                let texts = values.iter().map(|value| value.as_str().ok_or_else(refusal));
                texts.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(refusal()),
        }
    }

    /// An address of the web, if there is one.
    pub fn web_address(&self, path: &str) -> Result<Option<&str>, Refusal> {
        let refusal = || Refusal::field(format!("{path} must be a non-empty string URL"));
        let Some(value) = self.value(path) else {
            return Ok(None);
        };
        let address = value.as_str().ok_or_else(refusal)?;
        let is_web = |uri: &http::Uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        };
        address.parse().ok().filter(is_web).map(|_| Some(address)).ok_or_else(refusal)
    }

    /// A date, if there is one.
    pub fn date(&self, path: &str) -> Result<Option<NaiveDate>, Refusal> {
        let refusal =
            || Refusal::field(format!("{path} must be a string of the format 'YYYY-MM-DD'"));
        let Some(value) = self.value(path) else {
            return Ok(None);
        };
        let text = value.as_str().filter(|text| text.len() == 10).ok_or_else(refusal)?;
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Some).map_err(|_| refusal())
    }
}

/// A refusal that names what is missing.
pub fn missing_fields(names: &[String]) -> Refusal {
    let message = "the following required fields are missing";
    Refusal::saying("MISSING_FIELDS", format!("{message}: {}", names.join(", ")))
}

fn without_nulls(body: Map<String, Value>) -> Map<String, Value> {
    let present = body.into_iter().filter(|(_, value)| !value.is_null());
    let cleaned = present.map(|(name, value)| match value {
        Value::Object(members) => (name, Value::Object(without_nulls(members))),
        other => (name, other),
    });
    cleaned.collect()
}

fn compare(
    body: &Map<String, Value>,
    fields: &'static [Field],
    prefix: &str,
    unknown: &mut Vec<String>,
    missing: &mut Vec<String>,
) -> Result<(), Refusal> {
    let known = |name: &String| fields.iter().any(|field| field.name == name);
    unknown.extend(body.keys().filter(|name| !known(name)).map(|name| format!("{prefix}{name}")));
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        match (body.get(field.name), field.members) {
            (None, _) if field.is_required => missing.push(path),
            (None, _) | (Some(_), None) => {}
            (Some(Value::Object(inner)), Some(members)) => {
                compare(inner, members, &format!("{path}."), unknown, missing)?;
            }
            (Some(_), Some(_)) => {
                return Err(Refusal::field(format!("{path} must be an object")));
            }
        }
    }
    Ok(())
}
