//! Whether an item's bank still knows its sign-in, how that is lost, and how it is mended.
//!
//! A sandbox item of Plaid's loses it by itself after thirty days. Here that is a setting which is
//! off unless somebody wants it, because a demo should go on by itself.

use super::World;
use super::durable::Item;
use crate::json::Json;
use crate::refusal::Refusal;

impl World {
    /// Whether the person has to sign in again before the bank answers.
    pub fn needs_login(&self, item: &Item) -> bool {
        let time = item.time(self.now());
        let since = item.login_mended_at.unwrap_or(item.created_at);
        let is_over = |lifetime| (time - since).to_std().is_ok_and(|age| age >= lifetime);
        item.login_lost_at.is_some() || self.settings.logins_last.is_some_and(is_over)
    }

    /// Makes an item's bank ask for a new sign-in.
    pub fn lose_login(&mut self, item_id: &str) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| item.login_lost_at = Some(item.time(now)))?;
        self.tell_item(&item);
        Ok(item)
    }

    /// Mends it, as Link's update mode does.
    pub fn mend_login(&mut self, item_id: &str) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| {
            item.login_lost_at = None;
            item.login_mended_at = Some(item.time(now));
        })?;
        self.tell_item(&item);
        Ok(item)
    }

    /// Plaid's item object with the error that the item is in.
    pub fn item_json(&self, item: &Item) -> Json {
        item.json().with("error", self.item_error(item))
    }

    /// The error that the item is in, as it stands in items and webhooks.
    pub fn item_error(&self, item: &Item) -> Json {
        if !self.needs_login(item) {
            return Json::Null;
        }
        let refusal = Refusal::of("ITEM_LOGIN_REQUIRED");
        let status = i64::from(refusal.status().as_u16());
        refusal.body().with("error_code_reason", Json::Null).with("status", status)
    }
}
