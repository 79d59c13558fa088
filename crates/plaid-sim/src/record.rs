//! The record of exchanges, for whoever debugs a client program: what was asked, what was answered,
//! and what was told by webhooks, one line of JSON each.
//!
//! A line is in the file before its answer or webhook goes out, so a record also tells what a
//! program saw last before it or the simulator died. The file is for its owner alone and has no
//! client id and no secret in it; access tokens it has, since they are what tells items apart. It
//! grows without bound.
//!
//! ```text
//! {"kind":"call","time":…,"path":…,"user_agent":…,"request":{…},"status":200,"answer":{…},"fault":null}
//! {"kind":"webhook","time":…,"item_id":…,"address":…,"cause":"news","body":{…}}
//! {"kind":"delivery","time":…,"item_id":…,"address":…,"cause":"news","status":200}
//! ```
//!
//! `fault` names the fault that struck. Where it put something else in the answer's place, `answer`
//! is null; where it spoiled the answer on its way, `answer` is what was to arrive. A delivery without a
//! status had no answer.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use http::header;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::Incoming;
use crate::webhooks::Webhook;
use crate::webhooks::forgery::Letter;
use crate::webhooks::history::Outcome;
use crate::world::World;
use crate::world::calls::Call;

/// Members of a request that are keys of the client.
const SECRETS: [&str; 2] = ["client_id", "secret"];

/// An open record.
#[derive(Debug)]
pub struct Recorder {
    file: File,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line<'a> {
    Call {
        time: String,
        path: &'a str,
        user_agent: Option<&'a str>,
        request: Option<BTreeMap<String, Box<RawValue>>>,
        status: Option<u16>,
        answer: Option<&'a RawValue>,
        fault: Option<&'a str>,
    },
    Webhook {
        time: String,
        item_id: &'a str,
        address: &'a str,
        cause: &'a str,
        body: Option<&'a RawValue>,
    },
    Delivery {
        time: String,
        item_id: &'a str,
        address: &'a str,
        cause: &'a str,
        status: Option<u16>,
    },
}

impl Recorder {
    /// Opens a record, and goes on where it ends. A line that a killed simulator left unfinished goes.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let mut kept = Vec::new();
        file.read_to_end(&mut kept)?;
        let whole = kept.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if whole < kept.len() {
            file.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
        }
        Ok(Self { file })
    }

    /// A record that can't be written is no reason to refuse a call.
    fn write(&mut self, line: &Line<'_>) {
        let written = serde_json::to_string(line).map_err(io::Error::from).and_then(|text| {
            // A body keeps the shape it came in. Within a string, JSON has no bare line end.
            let line: String = text.lines().map(str::trim_start).collect();
            self.file.write_all(format!("{line}\n").as_bytes())
        });
        if let Err(error) = written {
            tracing::error!(%error, "An exchange could not be recorded.");
        }
    }
}

impl World {
    /// Records a call with its answer, if there is one of Plaid's.
    pub fn record_call(&mut self, incoming: &Incoming, call: &Call, answer: Option<&str>) {
        let Some(recorder) = &mut self.recorder else { return };
        let user_agent = incoming.headers.get(header::USER_AGENT);
        recorder.write(&Line::Call {
            time: moment(call.time),
            path: &call.path,
            user_agent: user_agent.and_then(|name| name.to_str().ok()),
            request: without_secrets(&incoming.body),
            status: call.status,
            answer: answer.and_then(raw),
            fault: call.fault.as_deref(),
        });
    }

    /// Records a webhook that is about to be sent.
    pub fn record_webhook(&mut self, webhook: &Webhook, letter: &Letter) {
        let time = moment(self.now());
        let Some(recorder) = &mut self.recorder else { return };
        let Webhook { item_id, address, .. } = webhook;
        let (cause, body) = (webhook.cause.name(), raw(&letter.body));
        recorder.write(&Line::Webhook { time, item_id, address, cause, body });
    }

    /// Records what came of a webhook.
    pub fn record_delivery(&mut self, webhook: &Webhook, outcome: Outcome) {
        let time = moment(self.now());
        let Some(recorder) = &mut self.recorder else { return };
        let Webhook { item_id, address, .. } = webhook;
        let status = match outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::Unreachable => None,
        };
        let cause = webhook.cause.name();
        recorder.write(&Line::Delivery { time, item_id, address, cause, status });
    }
}

fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn raw(text: &str) -> Option<&RawValue> {
    serde_json::from_str(text).ok()
}

/// The members of a request, if it has any. Their values are kept to the letter.
fn without_secrets(body: &[u8]) -> Option<BTreeMap<String, Box<RawValue>>> {
    let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body).ok()?;
    for name in SECRETS {
        if let Some(value) = members.get_mut(name) {
            *value = RawValue::from_string("\"[redacted]\"".to_owned()).ok()?;
        }
    }
    Some(members)
}
