//! Faults that a test orders for coming calls.
//!
//! A fault waits for calls of its path (and item), strikes as often as it was ordered, and is gone.
//! Of several that fit, the oldest strikes first. Faults are not kept over a restart.

use std::collections::VecDeque;

use http::StatusCode;

use crate::calls::transactions_sync;
use crate::catalogue::{self, ErrorKind};
use crate::json::{Json, object};

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub enum FaultKind {
    /// The call is refused with one of Plaid's errors.
    Refuse(&'static ErrorKind),
    /// The call is refused with the rate limit of its path.
    RateLimit,
    /// `/transactions/sync` answers as it does before anything is extracted.
    NotReady,
    /// A page after the first of a loop is refused because the ledger moved.
    MutationDuringPagination,
    /// The call is not carried out, and the answer is no answer of Plaid's.
    Instead(Instead),
    /// The call is carried out, and its answer is spoiled on the way.
    Spoiled(Spoiled),
}

/// What comes instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A bare 500.
    Broken,
    /// A 502 with a page of HTML.
    BadGateway,
    /// Nothing, for as long as the client waits.
    Silence,
    /// A 200 with a body that is no JSON.
    Garbage,
}

/// What happens to an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoiled {
    /// The connection is reset in the middle of the body.
    Reset,
    /// The connection is closed in the middle of the body.
    Truncate,
    /// The body drips for three seconds.
    Slow,
}

/// A fault that waits.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The call it is for.
    pub path: &'static str,
    /// The item it is for; any, if none is named.
    pub item_id: Option<String>,
    /// Its name, as it was ordered.
    pub name: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How often it still strikes.
    pub times: u32,
}

/// What a fault looks at to see whether it is due.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The call.
    pub path: &'a str,
    /// The item of the call, if it has one.
    pub item_id: Option<&'a str>,
    /// Whether it asks for a page after the first of a loop.
    pub continues_a_loop: bool,
}

/// The faults that wait, oldest first.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: VecDeque<Fault>,
}

impl Faults {
    /// Orders a fault.
    pub fn push(&mut self, fault: Fault) {
        self.waiting.push_back(fault);
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The fault that strikes on this occasion, with its name.
    pub fn strike(&mut self, occasion: Occasion<'_>) -> Option<(FaultKind, String)> {
        let place = self.waiting.iter().position(|fault| fault.fits(occasion))?;
        let fault = &mut self.waiting[place];
        fault.times -= 1;
        let struck = (fault.kind, fault.name.clone());
        if fault.times == 0 {
            self.waiting.remove(place);
        }
        Some(struck)
    }

    /// The faults as the control side shows them.
    pub fn json(&self) -> Json {
        object([("faults", Json::List(self.waiting.iter().map(Fault::json).collect()))])
    }
}

impl Fault {
    fn fits(&self, occasion: Occasion<'_>) -> bool {
        let is_for_item = self.item_id.as_deref().is_none_or(|id| occasion.item_id == Some(id));
        let is_its_page = match self.kind {
            FaultKind::MutationDuringPagination => occasion.continues_a_loop,
            _ => true,
        };
        self.path == occasion.path && is_for_item && is_its_page
    }

    /// The fault as the control side shows it.
    pub fn json(&self) -> Json {
        object([
            ("path", self.path.into()),
            ("item_id", self.item_id.as_deref().into()),
            ("fault", self.name.as_str().into()),
            ("times", i64::from(self.times).into()),
        ])
    }
}

/// Every fault that is none of Plaid's errors, with what happens.
pub const NAMES: [(&str, &str); 10] = [
    ("rate_limit", "the call is refused with 429 and the code of its limit"),
    ("http_500", "a bare 500"),
    ("http_502_html", "a 502 with a page of HTML"),
    ("timeout", "no answer, for as long as the client waits"),
    ("reset", "the connection is reset in the middle of the body"),
    ("truncate", "the connection ends in the middle of the body"),
    ("garbage", "a 200 whose body is no JSON"),
    ("slow", "the body drips for three seconds"),
    ("not_ready", "/transactions/sync answers as before anything was extracted"),
    ("mutation_during_pagination", "a page after the first is refused, because rows moved"),
];

impl FaultKind {
    /// The fault of that name for calls of that path.
    pub fn find(name: &str, path: &str) -> Option<Self> {
        match name {
            "rate_limit" => Some(Self::RateLimit),
            "http_500" => Some(Self::Instead(Instead::Broken)),
            "http_502_html" => Some(Self::Instead(Instead::BadGateway)),
            "timeout" => Some(Self::Instead(Instead::Silence)),
            "garbage" => Some(Self::Instead(Instead::Garbage)),
            "reset" => Some(Self::Spoiled(Spoiled::Reset)),
            "truncate" => Some(Self::Spoiled(Spoiled::Truncate)),
            "slow" => Some(Self::Spoiled(Spoiled::Slow)),
            "not_ready" if path == transactions_sync::PATH => Some(Self::NotReady),
            "mutation_during_pagination" if path == transactions_sync::PATH => {
                Some(Self::MutationDuringPagination)
            }
            code => catalogue::find(code).map(Self::Refuse),
        }
    }
}

impl Instead {
    /// Status, content type and body; silence has none.
    pub fn answer(self) -> Option<(StatusCode, &'static str, &'static str)> {
        match self {
            Instead::Silence => None,
            Instead::Broken => {
                Some((StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "Internal Server Error"))
            }
            Instead::BadGateway => Some((
                StatusCode::BAD_GATEWAY,
                "text/html",
                "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
            )),
            Instead::Garbage => Some((
                StatusCode::OK,
                "application/json; charset=utf-8",
                "{\"accounts\": [}, \u{fffd}\u{0}",
            )),
        }
    }
}
