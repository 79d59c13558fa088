//! The record of exchanges that a simulator writes (`florin plaid-sim --record FILE`), and the rule
//! for which of them are held against the contract.
//!
//! The rule:
//!
//! - A request of Florin's own client, told by its user agent, must always be valid, to the letter.
//! - A request of any other client must be valid if it was answered with success. One that was
//!   refused is not judged: tests send bad ones on purpose, and the refusal is the right answer.
//!   An optional member that is null or an empty text counts as absent there, since Plaid takes it
//!   so and its own SDKs send it.
//! - Every answer must be valid, refusals included. What a fault put in an answer's place (a page
//!   of HTML, garbage, silence) is none of Plaid's and is not judged; an answer that a fault spoiled
//!   on its way is judged as it was before.
//! - Every webhook must be valid, whatever came of it, but for one that was forged on purpose.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::contract::{Contract, Violation};

/// How Florin's client begins to tell its name.
const OUR_USER_AGENT: &str = "florin/";
/// The causes of true webhooks; every other one is the name of a forgery.
const TRUE_CAUSES: [&str; 2] = ["news", "replay"];

/// Why a record can't be judged.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file can't be read.
    #[error("the record can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// A line is none of ours.
    #[error("line {line} of the record can't be understood: {reason}")]
    Line {
        /// Its number, from 1 on.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// The exchanges of one simulator.
#[derive(Debug)]
pub struct Record {
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line {
    Call {
        path: String,
        user_agent: Option<String>,
        request: Option<Value>,
        status: Option<u16>,
        answer: Option<Value>,
        fault: Option<String>,
    },
    Webhook {
        cause: String,
        body: Option<Value>,
    },
    /// What came of a webhook; there is nothing in it to judge.
    Delivery {},
}

impl Record {
    /// Reads a record. A last line without an end was cut off with its writer and is left out.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text = std::fs::read_to_string(path)?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().enumerate().map(|(place, line)| {
            serde_json::from_str(line)
                .map_err(|error| RecordError::Line { line: place + 1, reason: error.to_string() })
        });
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }

    /// How many calls and webhooks it has.
    pub fn exchanges(&self) -> usize {
        self.lines.iter().filter(|line| !matches!(line, Line::Delivery {})).count()
    }

    /// Whatever in it breaks the contract.
    pub fn violations(&self, contract: &Contract) -> Vec<Violation> {
        self.lines.iter().flat_map(|line| line.violations(contract)).collect()
    }
}

impl Line {
    fn violations(&self, contract: &Contract) -> Vec<Violation> {
        let (path, user_agent, request, status, answer, fault) = match self {
            Line::Delivery {} => return Vec::new(),
            Line::Webhook { cause, .. } if !TRUE_CAUSES.contains(&cause.as_str()) => {
                return Vec::new();
            }
            Line::Webhook { body, .. } => {
                return contract.webhook(body.as_ref().unwrap_or(&Value::Null));
            }
            Line::Call { path, user_agent, request, status, answer, fault } => {
                (path, user_agent, request, *status, answer, fault)
            }
        };
        let request = request.as_ref().unwrap_or(&Value::Null);
        let is_ours = user_agent.as_deref().is_some_and(|name| name.starts_with(OUR_USER_AGENT));
        let mut found = Vec::new();
        if is_ours {
            found.extend(contract.request(path, request));
        } else if status == Some(200) && answer.is_some() {
            let violations = contract.request(path, &without_the_empty(request));
            if !violations.is_empty() && !contract.request(path, request).is_empty() {
                found.extend(violations);
            }
        }
        if answer.is_some() || fault.is_none() {
            let answer = answer.as_ref().unwrap_or(&Value::Null);
            found.extend(contract.answer(path, status.unwrap_or(0), answer));
        }
        found
    }
}

fn without_the_empty(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let is_empty = |value: &Value| value.is_null() || value == "";
            let present = members.iter().filter(|(_, value)| !is_empty(value));
            let cleaned = present.map(|(name, value)| (name.clone(), without_the_empty(value)));
            Value::Object(cleaned.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sample::{self, PATH, contract};

    /// How often a record of these lines breaks the contract.
    fn broken(lines: &[Value]) -> usize {
        let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
        read(&lines.concat()).unwrap().violations(&contract()).len()
    }

    fn read(text: &str) -> Result<Record, RecordError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Record::read(file.path())
    }

    fn call(user_agent: &str, request: &Value, status: u16, answer: &Value) -> Value {
        json!({
            "kind": "call",
            "time": "2026-06-15T12:00:00.000Z",
            "path": PATH,
            "user_agent": user_agent,
            "request": request,
            "status": status,
            "answer": answer,
            "fault": null,
        })
    }

    #[test]
    fn what_keeps_the_contract_passes() {
        let webhook = json!({ "kind": "webhook", "cause": "replay", "body": sample::webhook() });
        let delivery = json!({ "kind": "delivery", "item_id": "i", "status": 200 });
        let good = call("florin/0.1.0", &sample::request(), 200, &sample::answer());
        assert_eq!(broken(&[good, webhook, delivery]), 0);
    }

    #[test]
    fn our_own_client_is_held_to_every_request() {
        let mut request = sample::request();
        request["count"] = json!(null);
        let refused = |name| broken(&[call(name, &request, 400, &sample::refusal())]);
        assert_eq!(refused("florin/0.1.0"), 1);
        assert_eq!(refused("Plaid Node v47.0.0"), 0);
        let taken = |name| broken(&[call(name, &request, 200, &sample::answer())]);
        assert_eq!(taken("florin/0.1.0"), 1);
        assert_eq!(taken("Plaid Node v47.0.0"), 0);
        request["other"] = json!(1);
        assert_eq!(broken(&[call("curl", &request, 200, &sample::answer())]), 1);
        assert_eq!(broken(&[call("curl", &request, 400, &sample::refusal())]), 0);
    }

    #[test]
    fn answers_and_webhooks_are_always_held_to_it() {
        let request = sample::request();
        assert!(broken(&[call("curl", &request, 200, &sample::refusal())]) > 0);
        assert!(broken(&[call("curl", &request, 400, &sample::answer())]) > 0);
        assert!(broken(&[call("curl", &request, 200, &Value::Null)]) > 0);
        let webhook = |cause| json!({ "kind": "webhook", "cause": cause, "body": { "webhook_type": "ITEM" } });
        assert_eq!(broken(&[webhook("news")]), 1);
        assert_eq!(broken(&[webhook("replay")]), 1);
        assert_eq!(broken(&[webhook("wrong_key")]), 0);
    }

    #[test]
    fn what_a_fault_put_in_an_answers_place_is_not() {
        let mut instead = call("curl", &sample::request(), 502, &Value::Null);
        instead["fault"] = json!("http_502_html");
        assert_eq!(broken(&[instead.clone()]), 0);
        instead["status"] = json!(null);
        assert_eq!(broken(&[instead.clone()]), 0);
        // Spoiled on its way: what was to arrive is judged.
        instead["status"] = json!(200);
        instead["answer"] = sample::refusal();
        assert!(broken(&[instead]) > 0);
    }

    #[test]
    fn a_line_that_was_cut_off_is_left_out_and_a_strange_one_is_not() {
        let webhook = json!({ "kind": "webhook", "cause": "news", "body": sample::webhook() });
        let record = read(&format!("{webhook}\n{{\"kind\": \"call\", \"pa")).unwrap();
        assert_eq!(record.exchanges(), 1);
        assert!(matches!(read("{}\n"), Err(RecordError::Line { line: 1, .. })));
    }
}
