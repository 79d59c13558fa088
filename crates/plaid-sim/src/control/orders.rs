//! The controls that change something: letting days pass, and ordering faults.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::ControlError;
use crate::bank::ledger::ChangeKind;
use crate::calls;
use crate::faults::{Fault, FaultKind};
use crate::json::{Json, object};
use crate::world::World;
use crate::world::durable::Item;
use crate::world::transfers::{Direction, NewTransfer};

const DAYS_MAX: u32 = 366;
const TIMES_MAX: u32 = 1_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DaysOrder {
    days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransferOrder {
    account_id: String,
    amount: String,
    direction: Direction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsOrder {
    account_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultOrder {
    path: String,
    item_id: Option<String>,
    fault: String,
    times: Option<u32>,
}

impl World {
    /// Lets days pass at an item's bank, and says what they changed.
    pub(super) fn order_days(&mut self, item_id: &str, body: &Value) -> Result<Json, ControlError> {
        let order: DaysOrder = read(body)?;
        if !(1..=DAYS_MAX).contains(&order.days) {
            let message = format!("days must be between 1 and {DAYS_MAX}");
            return Err(ControlError::bad_request(message));
        }
        self.live_item(item_id)?;
        let before = self.ledger(item_id).map_or(0, |ledger| ledger.log().len());
        self.advance(item_id, order.days).map_err(|_| unwritten())?;
        let unknown = || ControlError::not_found(format!("there is no ledger of {item_id}"));
        let ledger = self.ledger(item_id).ok_or_else(unknown)?;
        let changes = &ledger.log()[before..];
        let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
        Ok(object([
            ("added", count(ChangeKind::Added).into()),
            ("item_id", item_id.into()),
            ("modified", count(ChangeKind::Modified).into()),
            ("removed", count(ChangeKind::Removed).into()),
            ("today", ledger.today().into()),
        ]))
    }

    /// Signs in again at an item's bank.
    pub(super) fn order_repair(&mut self, item_id: &str) -> Result<Json, ControlError> {
        self.live_item(item_id)?;
        let item = self.mend_login(item_id).map_err(|_| unwritten())?;
        Ok(object([("error", self.item_error(&item)), ("item_id", item_id.into())]))
    }

    /// Begins a transfer.
    pub(super) fn order_transfer(&mut self, body: &Value) -> Result<Json, ControlError> {
        let order: TransferOrder = read(body)?;
        let amount = order.amount.parse::<Decimal>().ok();
        let amount = amount.filter(|amount| amount.is_sign_positive() && amount.scale() <= 2);
        let malformed = || ControlError::bad_request("amount must be a text such as \"12.50\"");
        let TransferOrder { account_id, direction, .. } = order;
        let transfer = NewTransfer { account_id, amount: amount.ok_or_else(malformed)?, direction };
        let event = self.begin_transfer(transfer).map_err(|_| unwritten())?;
        Ok(object([("transfer_id", event.transfer_id.into())]))
    }

    /// Shares these accounts of an item and no others.
    pub(super) fn order_accounts(
        &mut self,
        item_id: &str,
        body: &Value,
    ) -> Result<Json, ControlError> {
        let order: AccountsOrder = read(body)?;
        self.live_item(item_id)?;
        let unknown = |what: &str| ControlError::not_found(format!("there is no {what}"));
        let ledger = self.ledger(item_id).ok_or_else(|| unknown("ledger"))?;
        let place = |id: &String| {
            let offer = ledger.offers().find(|offer| offer.account_id == id);
            offer.map(|offer| offer.place).ok_or_else(|| unknown(&format!("open account {id}")))
        };
        let places = order.account_ids.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        self.share_accounts(item_id, places).map_err(|refusal| ControlError::refused(&refusal))?;
        self.ledger_json(item_id)
    }

    /// An item that was not removed.
    pub(super) fn live_item(&self, item_id: &str) -> Result<Item, ControlError> {
        let item = self.known_item(item_id)?;
        match item.removed_at {
            Some(_) => Err(ControlError::bad_request("the item was removed")),
            None => Ok(item),
        }
    }

    /// Orders a fault for coming calls.
    pub(super) fn order_fault(&mut self, body: &Value) -> Result<Json, ControlError> {
        let order: FaultOrder = read(body)?;
        let call = calls::find(&order.path).ok_or_else(|| {
            ControlError::bad_fault(format!("the simulator does not speak {}", order.path))
        })?;
        let kind = FaultKind::find(&order.fault, call.path).ok_or_else(|| {
            ControlError::bad_fault(format!("{} has no fault {}", call.path, order.fault))
        })?;
        let times = order.times.unwrap_or(1);
        if !(1..=TIMES_MAX).contains(&times) {
            return Err(ControlError::bad_fault(format!(
                "times must be between 1 and {TIMES_MAX}"
            )));
        }
        if let Some(item_id) = &order.item_id {
            self.known_item(item_id)?;
        }
        let FaultOrder { item_id, fault: name, .. } = order;
        let fault = Fault { path: call.path, item_id, name, kind, times };
        let shown = fault.json();
        self.faults.push(fault);
        Ok(shown)
    }
}

/// Our own disk failed.
pub(super) fn unwritten() -> ControlError {
    ControlError::internal("the state file could not be written")
}

/// Reads an order.
pub(super) fn read<T: for<'a> Deserialize<'a>>(body: &Value) -> Result<T, ControlError> {
    T::deserialize(body).map_err(|error| ControlError::bad_request(error.to_string()))
}
