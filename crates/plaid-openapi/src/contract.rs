//! The contract: one message of Plaid's API, held against the document.
//!
//! Only structure is judged: members, types, words of a list, formats of dates and addresses. What
//! a value means is the other tests' matter.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::convert::{Side, definition, reference, references, referred};
use crate::webhooks;

/// A found value is shown up to here.
const SHOWN_CHARACTERS_MAX: usize = 120;
/// The schema of every refusal.
const REFUSAL: &str = "PlaidError";

/// Why a document can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// It can't be read.
    #[error("the document can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It is no JSON.
    #[error("the document is no JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// It says something that is not understood here.
    #[error("the document is not understood: {0}")]
    NotUnderstood(String),
}

/// A place where a message breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The message, in words.
    pub message: String,
    /// The JSON pointer of the place.
    pub pointer: String,
    /// What the document expects there.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// The document, ready to judge.
pub struct Contract {
    calls: BTreeMap<String, CallSchemas>,
    definitions: HashMap<Side, BTreeMap<String, Value>>,
    validators: Mutex<HashMap<(Side, String), Arc<Validator>>>,
}

struct CallSchemas {
    request: String,
    /// By HTTP status, and `default`.
    answers: BTreeMap<String, String>,
}

impl Contract {
    /// Reads a document from a file.
    pub fn read(path: &Path) -> Result<Self, ContractError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// Reads a document.
    pub fn parse(text: &str) -> Result<Self, ContractError> {
        let document: Value = serde_json::from_str(text)?;
        let missing = |what: &str| ContractError::NotUnderstood(format!("there is no {what}"));
        let schemas = document["components"]["schemas"].as_object();
        let schemas = schemas.ok_or_else(|| missing("components.schemas"))?;
        let mut definitions = HashMap::new();
        for side in [Side::Request, Side::Answer] {
            let converted = schemas.iter().map(|(name, schema)| {
                definition(name, schema, side).map(|converted| (name.clone(), converted))
            });
            let converted: Result<BTreeMap<_, _>, _> = converted.collect();
            definitions.insert(side, converted.map_err(ContractError::NotUnderstood)?);
        }
        let paths = document["paths"].as_object().ok_or_else(|| missing("paths"))?;
        let calls = paths.iter().map(|(path, call)| {
            let schemas = CallSchemas::read(&call["post"]);
            let schemas = schemas.ok_or_else(|| missing(&format!("schema of {path}")))?;
            Ok::<_, ContractError>((path.clone(), schemas))
        });
        let calls = calls.collect::<Result<_, _>>()?;
        Ok(Self { calls, definitions, validators: Mutex::default() })
    }

    /// Judges the body of a call.
    pub fn request(&self, path: &str, body: &Value) -> Vec<Violation> {
        let message = format!("the request of {path}");
        match self.calls.get(path) {
            Some(call) => self.judge(&message, Side::Request, &call.request, body),
            None => vec![unknown(message, "a path of the document", path)],
        }
    }

    /// Judges the answer of a call. A path that the document doesn't know can only be refused.
    pub fn answer(&self, path: &str, status: u16, body: &Value) -> Vec<Violation> {
        let message = format!("the answer {status} of {path}");
        let refusal = Some(REFUSAL).filter(|_| !(200..300).contains(&status));
        let named = self.calls.get(path).and_then(|call| call.answer(status));
        match refusal.or(named) {
            None => vec![unknown(message, "a path and status of the document", path)],
            Some(name) => {
                let mut found = self.judge(&message, Side::Answer, name, body);
                if !body["request_id"].is_string() {
                    let expected = "a request_id in every answer";
                    found.push(unknown(message, expected, &body["request_id"].to_string()));
                }
                found
            }
        }
    }

    /// Judges the body of a webhook.
    pub fn webhook(&self, body: &Value) -> Vec<Violation> {
        let text = |name: &str| body[name].as_str().unwrap_or("");
        let (family, code) = (text("webhook_type"), text("webhook_code"));
        let message = format!("the webhook {family}/{code}");
        match webhooks::schema(family, code) {
            Some(name) => self.judge(&message, Side::Answer, name, body),
            None => vec![unknown(message, "a webhook of the document", &body.to_string())],
        }
    }

    fn judge(&self, message: &str, side: Side, name: &str, body: &Value) -> Vec<Violation> {
        let validator = match self.validator(side, name) {
            Ok(validator) => validator,
            Err(reason) => return vec![unknown(message.to_owned(), "a usable schema", &reason)],
        };
        let errors = validator.iter_errors(body).map(|error| Violation {
            message: message.to_owned(),
            pointer: error.instance_path().to_string(),
            expected: error.masked().to_string(),
            found: shown(&error.instance().to_string()),
        });
        errors.collect()
    }

    /// Built when it is first needed: few of the calls come up in one test.
    fn validator(&self, side: Side, name: &str) -> Result<Arc<Validator>, String> {
        let key = (side, name.to_owned());
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators.get(&key) {
            return Ok(Arc::clone(validator));
        }
        let definitions = self.reachable(side, name)?;
        // A schema that may be null where it is a member may not be where it is the message.
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": definitions,
            "$ref": reference(name),
            "type": "object",
        });
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let validator = options.should_validate_formats(true).build(&root);
        let validator = Arc::new(validator.map_err(|error| error.to_string())?);
        validators.insert(key, Arc::clone(&validator));
        Ok(validator)
    }

    /// The shared schemas that one leads to, itself included.
    fn reachable(&self, side: Side, name: &str) -> Result<Map<String, Value>, String> {
        let mut waiting = vec![name.to_owned()];
        let mut reached = Map::new();
        while let Some(name) = waiting.pop() {
            if reached.contains_key(&name) {
                continue;
            }
            let schema = self.definitions[&side].get(&name);
            let schema = schema.ok_or_else(|| format!("there is no schema {name}"))?;
            references(schema, &mut waiting);
            reached.insert(name, schema.clone());
        }
        Ok(reached)
    }
}

impl CallSchemas {
    fn read(call: &Value) -> Option<Self> {
        let named =
            |of: &Value| referred(&of["content"]["application/json"]["schema"]).map(String::from);
        let answers = call["responses"].as_object()?.iter();
        let answers = answers.map(|(status, answer)| Some((status.clone(), named(answer)?)));
        Some(Self {
            request: named(&call["requestBody"])?,
            answers: answers.collect::<Option<_>>()?,
        })
    }

    fn answer(&self, status: u16) -> Option<&str> {
        self.answers.get(&status.to_string()).map(String::as_str)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, pointer, expected, found } = self;
        let pointer = if pointer.is_empty() { "/" } else { pointer };
        write!(formatter, "{message}, at {pointer}: {expected}; found: {found}")
    }
}

fn unknown(message: String, expected: &str, found: &str) -> Violation {
    Violation {
        message,
        pointer: String::new(),
        expected: expected.to_owned(),
        found: shown(found),
    }
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, PATH, contract};

    /// Where a changed answer breaks the contract.
    fn broken(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut answer = sample::answer();
        change(&mut answer);
        let violations = contract().answer(PATH, 200, &answer);
        violations.into_iter().map(|violation| violation.pointer).collect()
    }

    fn without(value: &mut Value, member: &str) {
        value.as_object_mut().unwrap().remove(member).unwrap();
    }

    #[test]
    fn what_keeps_the_contract_passes() {
        let contract = contract();
        assert_eq!(contract.request(PATH, &sample::request()), []);
        assert_eq!(contract.answer(PATH, 200, &sample::answer()), []);
        assert_eq!(contract.answer(PATH, 400, &sample::refusal()), []);
        assert_eq!(contract.answer("/no/such/path", 404, &sample::refusal()), []);
        assert_eq!(contract.webhook(&sample::webhook()), []);
    }

    #[test]
    fn planted_faults_of_an_answer_are_found_where_they_are() {
        let thing = "/things/0";
        assert_eq!(broken(|answer| without(&mut answer["things"][0], "amount")), [thing]);
        assert_eq!(broken(|answer| without(&mut answer["things"][0], "made_on")), [thing]);
        for (member, value) in [
            ("amount", json!(null)),
            ("amount", json!("12.50")),
            ("kind", json!("medium")),
            ("kind", json!(7)),
            ("made_on", json!("2026-06-31")),
            ("made_on", json!("")),
            ("made_at", json!("2026-06-15")),
            ("made_at", json!(1_781_524_800)),
            ("note", json!(["x"])),
        ] {
            let place = format!("{thing}/{member}");
            let found = broken(|answer| answer["things"][0][member] = value.clone());
            assert!(
                found.contains(&place) && found.iter().all(|at| *at == place),
                "{value}: {found:?}"
            );
        }
        assert_eq!(broken(|answer| answer["things"] = json!({})), ["/things"]);
        assert!(!broken(|answer| *answer = json!(null)).is_empty());
        assert!(!broken(|answer| without(answer, "request_id")).is_empty());
    }

    #[test]
    fn planted_faults_of_a_request_are_found_where_they_are() {
        let broken = |change: fn(&mut Value)| {
            let mut request = sample::request();
            change(&mut request);
            let violations = contract().request(PATH, &request);
            violations.into_iter().map(|violation| violation.pointer).collect::<Vec<_>>()
        };
        assert_eq!(broken(|request| without(request, "thing_id")), [""]);
        assert_eq!(broken(|request| request["other"] = json!(1)), [""]);
        assert_eq!(broken(|request| request["options"]["other"] = json!(1)), ["/options"]);
        assert_eq!(broken(|request| request["count"] = json!(501)), ["/count"]);
        assert_eq!(broken(|request| request["count"] = json!(1.5)), ["/count"]);
        assert_eq!(broken(|request| request["count"] = json!(null)), ["/count"]);
    }

    #[test]
    fn what_the_document_does_not_know_breaks_it() {
        let contract = contract();
        assert_eq!(contract.request("/no/such/path", &json!({})).len(), 1);
        assert_eq!(contract.answer("/no/such/path", 200, &sample::answer()).len(), 1);
        assert_eq!(contract.answer(PATH, 202, &sample::answer()).len(), 1);
        assert_eq!(contract.webhook(&json!({ "webhook_type": "ITEM" })).len(), 1);
    }

    #[test]
    fn a_refusal_is_no_null_and_has_a_request_id() {
        let contract = contract();
        assert!(!contract.answer(PATH, 400, &Value::Null).is_empty());
        let mut refusal = sample::refusal();
        without(&mut refusal, "request_id");
        assert_eq!(contract.answer(PATH, 400, &refusal).len(), 1);
    }

    #[test]
    fn a_violation_says_where_what_was_expected_and_what_was_found() {
        let mut answer = sample::answer();
        answer["things"][0]["amount"] = json!(null);
        let violations = contract().answer(PATH, 200, &answer);
        assert_eq!(
            violations[0].to_string(),
            "the answer 200 of /thing/get, at /things/0/amount: value is not of type \"number\"; found: null"
        );
    }

    #[test]
    fn every_schema_of_the_real_document_can_be_used() {
        // `shared` says it where the document is absent.
        let Some(contract) = crate::shared() else { return };
        for (side, definitions) in &contract.definitions {
            for name in definitions.keys() {
                contract.validator(*side, name).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
        }
    }
}
