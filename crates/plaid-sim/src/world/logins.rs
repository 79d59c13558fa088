//! Whether an item's bank still knows its sign-in, how that is lost, and how it is mended.
//!
//! A sandbox item of Plaid's loses it by itself after thirty days. Here that is a switch which is
//! off unless somebody wants it, because a demo should go on by itself. A person who withdraws the
//! permission ends the item in a way of its own, which goes before a lost sign-in.

use std::time::Duration;

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::World;
use super::durable::Item;
use crate::json::{Json, object, seconds};
use crate::refusal::Refusal;
use crate::switches::{LOGIN_LIFETIME, REVOKED_ITEMS};
use crate::webhooks::News;

/// How many days before a sign-in ends it is said that it will.
pub const NOTICE_DAYS: u32 = 7;
/// How long a sign-in lasts in Plaid's sandbox.
const SANDBOX_LIFETIME: Duration = Duration::from_hours(30 * 24);

impl World {
    /// Whether the person has to sign in again before the bank answers.
    pub fn needs_login(&self, item: &Item) -> bool {
        let time = item.time(self.now());
        let since = item.login_mended_at.unwrap_or(item.created_at);
        let is_over = |lifetime| (time - since).to_std().is_ok_and(|age| age >= lifetime);
        item.login_lost_at.is_some()
            || item.login_ends_at.is_some_and(|end| end <= time)
            || self.logins_last().is_some_and(is_over)
    }

    /// When the sign-in was lost that the item needs anew, in its own time.
    pub fn login_lost_at(&self, item: &Item) -> Option<DateTime<Utc>> {
        let since = item.login_mended_at.unwrap_or(item.created_at);
        let lifetime = self.logins_last().and_then(|last| TimeDelta::from_std(last).ok());
        let ends = [item.login_lost_at, item.login_ends_at, lifetime.map(|last| since + last)];
        ends.into_iter().flatten().min().filter(|_| self.needs_login(item))
    }

    fn logins_last(&self) -> Option<Duration> {
        let by_switch = self.switches.is(&LOGIN_LIFETIME, "30_days");
        self.settings.logins_last.or(by_switch.then_some(SANDBOX_LIFETIME))
    }

    /// Why an item's bank can't be asked, if it can't.
    pub fn trouble(&self, item: &Item) -> Option<Refusal> {
        let code = match item.revoked_at {
            Some(_) => "USER_PERMISSION_REVOKED",
            None if self.needs_login(item) => "ITEM_LOGIN_REQUIRED",
            None => return None,
        };
        Some(Refusal::of(code))
    }

    /// Makes an item's bank ask for a new sign-in.
    pub fn lose_login(&mut self, item_id: &str) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| item.login_lost_at = Some(item.time(now)))?;
        self.tell_item(&item);
        Ok(item)
    }

    /// Mends it, as Link's update mode does. Plaid announces no repair to whom it is owed to.
    pub fn mend_login(&mut self, item_id: &str) -> Result<Item, Refusal> {
        let now = self.now();
        let is_mendable = self.switches.is(&REVOKED_ITEMS, "mendable");
        let item = self.change(item_id, |item| {
            item.login_lost_at = None;
            item.login_ends_at = None;
            item.revoked_at = item.revoked_at.filter(|_| !is_mendable);
            item.login_mended_at = Some(item.time(now));
        })?;
        self.tell_item(&item);
        Ok(item)
    }

    /// Mends it otherwise than by this client's update mode, which is announced.
    pub fn heal_login(&mut self, item_id: &str) -> Result<Item, Refusal> {
        // What was lost has to be told before it is told that it came back.
        if let Some(item) = self.item(item_id).cloned() {
            self.tell_item(&item);
        }
        let now = self.now();
        let item = self.change(item_id, |item| {
            item.login_lost_at = None;
            item.login_ends_at = None;
            item.login_mended_at = Some(item.time(now));
        })?;
        self.send_news(&item, News { family: "ITEM", code: "LOGIN_REPAIRED", members: object([]) });
        self.tell_item(&item);
        Ok(item)
    }

    /// The person withdraws the permission, for example in Plaid's portal.
    pub fn revoke(&mut self, item_id: &str) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| item.revoked_at = Some(item.time(now)))?;
        // Plaid's examples have this code under one type in answers and under another in webhooks.
        let error = self.item_error(&item).with("error_type", "ITEM_ERROR");
        let members = object([("error", error)]);
        self.send_news(&item, News { family: "ITEM", code: "USER_PERMISSION_REVOKED", members });
        Ok(item)
    }

    /// Announces that the sign-in ends in so many days: as the end of a consent where banks ask for
    /// one, as a disconnection in the United States and Canada.
    pub fn announce_end(&mut self, item_id: &str, days: u32) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| {
            item.login_ends_at = item.time(now).checked_add_days(Days::new(u64::from(days)));
        })?;
        if let Some(end) = item.login_ends_at {
            self.send_news(&item, pending_end(&item, seconds(end)));
        }
        Ok(item)
    }

    /// Plaid's item object with the error that the item is in.
    pub fn item_json(&self, item: &Item) -> Json {
        let consent_ends_at = item.login_ends_at.filter(|_| item.institution().asks_for_consent());
        item.json()
            .with("consent_expiration_time", consent_ends_at.map(seconds))
            .with("error", self.item_error(item))
    }

    /// The error that the item is in, as it stands in items and webhooks.
    pub fn item_error(&self, item: &Item) -> Json {
        self.trouble(item).map_or(Json::Null, |refusal| {
            let status = i64::from(refusal.status().as_u16());
            refusal.body().with("error_code_reason", Json::Null).with("status", status)
        })
    }

    fn send_news(&mut self, item: &Item, news: News) {
        if let Some(address) = &item.webhook {
            self.send(&item.id, address, news);
        }
    }
}

/// The announcement of an end that nobody has ordered, for a webhook on demand.
pub fn pending_disconnect(ends_at: Json) -> News {
    let reason = "INSTITUTION_TOKEN_EXPIRATION".into();
    let members = object([("disconnect_time", ends_at), ("reason", reason)]);
    News { family: "ITEM", code: "PENDING_DISCONNECT", members }
}

/// How long a notice is.
pub fn notice() -> TimeDelta {
    TimeDelta::days(i64::from(NOTICE_DAYS))
}

fn pending_end(item: &Item, ends_at: Json) -> News {
    if item.institution().asks_for_consent() {
        let members = object([("consent_expiration_time", ends_at)]);
        return News { family: "ITEM", code: "PENDING_EXPIRATION", members };
    }
    pending_disconnect(ends_at)
}
