//! The controls that bring an item into trouble, or out of it behind the client's back: each changes
//! the item and sends the webhook that Plaid would send. `/sandbox/item/fire_webhook` only sends.

use serde::Deserialize;
use serde_json::Value;

use super::ControlError;
use super::orders::{read, unwritten};
use crate::json::{Json, object, seconds};
use crate::world::World;
use crate::world::logins::NOTICE_DAYS;

const DAYS_MAX: u32 = 366;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpiryOrder {
    days: Option<u32>,
}

impl World {
    /// The person withdraws the permission: USER_PERMISSION_REVOKED.
    pub(super) fn order_revocation(&mut self, item_id: &str) -> Result<Json, ControlError> {
        self.live_item(item_id)?;
        self.revoke(item_id).map_err(|_| unwritten())?;
        self.error_json(item_id)
    }

    /// The bank asks for a new sign-in.
    pub(super) fn order_sign_in(&mut self, item_id: &str) -> Result<Json, ControlError> {
        self.live_item(item_id)?;
        self.lose_login(item_id).map_err(|_| unwritten())?;
        self.error_json(item_id)
    }

    /// The sign-in will end in some days: PENDING_EXPIRATION or PENDING_DISCONNECT.
    pub(super) fn order_expiry(
        &mut self,
        item_id: &str,
        body: &Value,
    ) -> Result<Json, ControlError> {
        let order: ExpiryOrder = read(body)?;
        let days = order.days.unwrap_or(NOTICE_DAYS);
        if !(1..=DAYS_MAX).contains(&days) {
            let message = format!("days must be between 1 and {DAYS_MAX}");
            return Err(ControlError::bad_request(message));
        }
        self.live_item(item_id)?;
        let item = self.announce_end(item_id, days).map_err(|_| unwritten())?;
        let ends_at = item.login_ends_at.map(seconds);
        Ok(object([("ends_at", ends_at.into()), ("item_id", item_id.into())]))
    }

    /// The sign-in is mended by somebody else than this client: LOGIN_REPAIRED.
    pub(super) fn order_healing(&mut self, item_id: &str) -> Result<Json, ControlError> {
        let item = self.live_item(item_id)?;
        if !self.needs_login(&item) {
            return Err(ControlError::bad_request("the item needs no new sign-in"));
        }
        self.heal_login(item_id).map_err(|_| unwritten())?;
        self.error_json(item_id)
    }

    fn error_json(&self, item_id: &str) -> Result<Json, ControlError> {
        let item = self.known_item(item_id)?;
        Ok(object([("error", self.item_error(&item)), ("item_id", item_id.into())]))
    }
}
