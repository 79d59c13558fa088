//! The control side under `/sim`: what a test or a person asks of the bank behind Plaid's back.
//!
//! It has no authentication, so it is for this machine alone: a peer elsewhere, a foreign `Host`
//! (a web page that made its own name point here) and a foreign `Origin` are turned away. A page of
//! this machine may use it (CORS). Every error is typed: `{"error": {"code", "message"}}`.

mod orders;
mod switches;
mod troubles;
mod webhooks;

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::Value;

use crate::json::{Json, list, object, seconds};
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::durable::Item;

/// A request of the control side.
pub struct ControlRequest<'a> {
    /// Who asks.
    pub peer: IpAddr,
    /// The method.
    pub method: &'a Method,
    /// The path, from `/sim` on.
    pub path: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// A request that the control side does not carry out.
#[derive(Debug)]
pub struct ControlError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

/// A control, as the front page lists it.
pub struct Control {
    /// Method and path.
    pub route: &'static str,
    /// What it is for.
    pub purpose: &'static str,
}

/// Every control.
pub const CONTROLS: &[Control] = &[
    Control { route: "GET /sim/items", purpose: "the items that were linked" },
    Control {
        route: "GET /sim/items/{item_id}/ledger",
        purpose: "every shared account and live transaction, as the bank knows them now, and the other accounts",
    },
    Control {
        route: "POST /sim/items/{item_id}/advance",
        purpose: "lets days pass: {\"days\": 3}",
    },
    Control {
        route: "POST /sim/items/{item_id}/repair",
        purpose: "signs in again, as a person does in Link's update mode",
    },
    Control {
        route: "POST /sim/items/{item_id}/reset_login",
        purpose: "has the bank ask for a new sign-in",
    },
    Control {
        route: "POST /sim/items/{item_id}/heal",
        purpose: "has somebody else mend the sign-in, which LOGIN_REPAIRED announces",
    },
    Control {
        route: "POST /sim/items/{item_id}/expire",
        purpose: "announces the end of the sign-in, and ends it then: {\"days\": 7}",
    },
    Control {
        route: "POST /sim/items/{item_id}/revoke",
        purpose: "has the person withdraw the permission, which USER_PERMISSION_REVOKED announces",
    },
    Control {
        route: "GET /sim/webhooks",
        purpose: "the webhooks that were sent, with what came of them, and those that wait",
    },
    Control {
        route: "POST /sim/webhooks/replay",
        purpose: "sends the last webhooks again; mode is duplicate, shuffle, delay or forge, and item_id, count, seconds (of delay) and kind (of forge) are optional: {\"mode\": \"forge\", \"kind\": \"alg_none\"}",
    },
    Control { route: "GET /sim/switches", purpose: "what no source settles, and how it stands" },
    Control {
        route: "POST /sim/switches",
        purpose: "settles it otherwise: {\"login_required_data\": \"cached\"}",
    },
    Control { route: "GET /sim/rate_limits", purpose: "how often calls may come" },
    Control {
        route: "POST /sim/rate_limits",
        purpose: "lets them come as often as they like, or not: {\"are_on\": false}",
    },
    Control {
        route: "POST /sim/transfer_events",
        purpose: "begins a transfer, whose steps /transfer/event/sync lists: {\"account_id\": \"x\", \"amount\": \"12.50\", \"direction\": \"debit\"}",
    },
    Control {
        route: "POST /sim/items/{item_id}/accounts",
        purpose: "shares these accounts and no others, as a person does in Link's update mode: {\"account_ids\"}",
    },
    Control { route: "GET /sim/calls", purpose: "the calls that were received" },
    Control { route: "GET /sim/faults", purpose: "the faults that wait" },
    Control {
        route: "POST /sim/faults",
        purpose: "orders a fault: {\"path\", \"item_id\", \"fault\", \"times\"}",
    },
    Control { route: "DELETE /sim/faults", purpose: "clears the faults" },
];

impl World {
    /// Carries out a request of the control side.
    pub fn control(&mut self, request: &ControlRequest<'_>) -> (StatusCode, Json) {
        match check_caller(request).and_then(|()| self.route(request)) {
            Ok(answer) => (StatusCode::OK, answer),
            Err(error) => {
                let body = object([("code", error.code.into()), ("message", error.message.into())]);
                (error.status, object([("error", body)]))
            }
        }
    }

    fn route(&mut self, request: &ControlRequest<'_>) -> Result<Json, ControlError> {
        let parts: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
        match (request.method.as_str(), parts.as_slice()) {
            // A browser asks first whether a page of this machine may.
            ("OPTIONS", _) => Ok(object([])),
            ("GET", ["sim", "items"]) => Ok(self.items_json()),
            ("GET", ["sim", "items", item_id, "ledger"]) => self.ledger_json(item_id),
            ("POST", ["sim", "items", item_id, "advance"]) => {
                self.order_days(item_id, &json_body(request.body)?)
            }
            ("POST", ["sim", "items", item_id, "repair"]) => self.order_repair(item_id),
            ("POST", ["sim", "items", item_id, "reset_login"]) => self.order_sign_in(item_id),
            ("POST", ["sim", "items", item_id, "revoke"]) => self.order_revocation(item_id),
            ("POST", ["sim", "items", item_id, "expire"]) => {
                self.order_expiry(item_id, &json_body(request.body)?)
            }
            ("POST", ["sim", "items", item_id, "heal"]) => self.order_healing(item_id),
            ("GET", ["sim", "webhooks"]) => Ok(self.webhooks_json()),
            ("POST", ["sim", "webhooks", "replay"]) => self.order_replay(&json_body(request.body)?),
            ("GET", ["sim", "switches"]) => Ok(self.switches.json()),
            ("POST", ["sim", "switches"]) => self.order_switches(&json_body(request.body)?),
            ("GET", ["sim", "rate_limits"]) => Ok(self.rates_json()),
            ("POST", ["sim", "rate_limits"]) => self.order_rates(&json_body(request.body)?),
            ("POST", ["sim", "transfer_events"]) => self.order_transfer(&json_body(request.body)?),
            ("POST", ["sim", "items", item_id, "accounts"]) => {
                self.order_accounts(item_id, &json_body(request.body)?)
            }
            ("GET", ["sim", "calls"]) => Ok(self.calls.json()),
            ("GET", ["sim", "faults"]) => Ok(self.faults.json()),
            ("POST", ["sim", "faults"]) => self.order_fault(&json_body(request.body)?),
            ("DELETE", ["sim", "faults"]) => {
                self.faults.clear();
                Ok(self.faults.json())
            }
            _ => {
                let message = format!("there is no {} {}", request.method, request.path);
                Err(ControlError::not_found(message))
            }
        }
    }

    fn items_json(&mut self) -> Json {
        let items: Vec<Item> = self.durable().items.values().cloned().collect();
        let shown = items.into_iter().map(|item| {
            let status = self.item_status(&item);
            let (accounts, transactions, today) =
                self.ledger(&item.id).map_or((0, 0, None), |ledger| {
                    (ledger.accounts().count(), ledger.rows().len(), Some(ledger.today()))
                });
            object([
                ("item_id", item.id.into()),
                ("institution_id", item.institution_id.into()),
                ("username", item.username.into()),
                ("created_at", seconds(item.created_at)),
                ("status", status.into()),
                ("today", today.into()),
                ("accounts", accounts.into()),
                ("transactions", transactions.into()),
            ])
        });
        let shown = Json::List(shown.collect());
        object([("items", shown)])
    }

    /// How an item is, in one word.
    pub fn item_status(&self, item: &Item) -> &'static str {
        match item.removed_at {
            Some(_) => "REMOVED",
            None if item.revoked_at.is_some() => "REVOKED",
            None if self.needs_login(item) => "LOGIN_REQUIRED",
            None => self.readiness(item).name(),
        }
    }

    fn ledger_json(&mut self, item_id: &str) -> Result<Json, ControlError> {
        let item = self.known_item(item_id)?;
        let currency = item.institution().currency();
        let unknown = || ControlError::not_found(format!("there is no ledger of {item_id}"));
        let ledger = self.ledger(item_id).ok_or_else(unknown)?;
        let accounts = ledger.accounts();
        let accounts =
            accounts.map(|(account, id, balances)| account.json(id, currency, &balances));
        let accounts = Json::List(accounts.collect());
        let today = ledger.today();
        let others = ledger.known_accounts();
        let others = others.filter(|offer| !offer.is_shared || !offer.account.is_open(today));
        let others = others.map(|offer| {
            let standing = if offer.account.is_open(today) { "NOT_SHARED" } else { "CLOSED" };
            let shown = offer.account.json(offer.account_id, currency, &offer.balances);
            shown.with("standing", standing)
        });
        let others = Json::List(others.collect());
        let rows = ledger.rows();
        let rows = rows.iter().map(|row| {
            row.json(
                ledger.account_id(row.line.account),
                currency,
                crate::bank::row::Look::default(),
            )
        });
        Ok(object([
            ("accounts", accounts),
            ("item_id", item_id.into()),
            ("other_accounts", others),
            ("today", today.into()),
            ("transactions", list(rows)),
        ]))
    }

    fn known_item(&self, item_id: &str) -> Result<Item, ControlError> {
        let unknown = || ControlError::not_found(format!("there is no item {item_id}"));
        self.item(item_id).cloned().ok_or_else(unknown)
    }
}

impl ControlRequest<'_> {
    /// The page of this machine, such as an app under development, that may read the answer.
    pub fn page(&self) -> Option<HeaderValue> {
        let origin = self.headers.get("origin")?;
        self.is_local().then(|| origin.clone())
    }

    /// Whether it comes from this machine, and from no foreign web page.
    pub fn is_local(&self) -> bool {
        check_caller(self).is_ok()
    }
}

impl ControlError {
    fn not_found(message: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "NOT_FOUND", message }
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "BAD_REQUEST", message: message.into() }
    }

    fn bad_fault(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "BAD_FAULT", message: message.into() }
    }

    fn refused(refusal: &Refusal) -> Self {
        let message = format!("Plaid would answer {}", refusal.code());
        Self { status: StatusCode::BAD_REQUEST, code: "REFUSED", message }
    }

    fn internal(message: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, code: "INTERNAL", message: message.into() }
    }
}

fn check_caller(request: &ControlRequest<'_>) -> Result<(), ControlError> {
    let host = request.headers.get("host").and_then(|host| host.to_str().ok());
    let origin = request.headers.get("origin");
    let is_local_origin = origin.is_none_or(|origin| origin.to_str().is_ok_and(is_local));
    let refused = if !request.peer.to_canonical().is_loopback() {
        "the control side is for this machine alone"
    } else if !host.is_some_and(|host| is_local(&format!("http://{host}"))) {
        "the Host header must name this machine"
    } else if !is_local_origin {
        "the Origin header must name this machine"
    } else {
        return Ok(());
    };
    let message = refused.to_owned();
    Err(ControlError { status: StatusCode::FORBIDDEN, code: "FORBIDDEN", message })
}

/// Whether an address names this machine.
fn is_local(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    let Some(host) = uri.host() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn json_body(body: &[u8]) -> Result<Value, ControlError> {
    serde_json::from_slice(body)
        .map_err(|error| ControlError::bad_request(format!("the body is not JSON: {error}")))
}
