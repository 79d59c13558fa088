//! The calls that the simulator received, for tests that ask who called what and when.
//!
//! A bounded ring in memory: the oldest call makes room, and a restart forgets all of them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use crate::json::{Json, milliseconds, object};

const CALLS_MAX: usize = 10_000;

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub struct CallLog {
    calls: VecDeque<Call>,
}

/// One call of Plaid's API.
#[derive(Debug)]
pub struct Call {
    /// When it came.
    pub time: DateTime<Utc>,
    /// What was called.
    pub path: String,
    /// The item that its token stands for.
    pub item_id: Option<String>,
    /// The cursor it came with.
    pub cursor: Option<String>,
    /// `ok`, an error code, or the fault that garbled the answer.
    pub outcome: String,
    /// The fault that struck, by the name it was ordered by.
    pub fault: Option<String>,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// The request id of the answer.
    pub request_id: String,
}

impl CallLog {
    /// Takes down a call.
    pub fn push(&mut self, call: Call) {
        if self.calls.len() == CALLS_MAX {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// The calls, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().rev()
    }

    /// The calls as the control side shows them.
    pub fn json(&self) -> Json {
        let shown = |call: &Call| {
            object([
                ("time", milliseconds(call.time)),
                ("path", call.path.as_str().into()),
                ("item_id", call.item_id.as_deref().into()),
                ("cursor", call.cursor.as_deref().into()),
                ("outcome", call.outcome.as_str().into()),
                ("status", call.status.map(i64::from).into()),
                ("request_id", call.request_id.as_str().into()),
            ])
        };
        object([("calls", Json::List(self.calls.iter().map(shown).collect()))])
    }
}
