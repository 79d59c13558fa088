//! The controls of webhooks: which were sent, and sending them again, also in ways that a receiver
//! has to bear or to refuse.

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;

use super::ControlError;
use super::orders::read;
use crate::json::{Json, list, object};
use crate::webhooks::forgery::{FORGERIES, Forgery};
use crate::webhooks::{Cause, Webhook};
use crate::world::World;

const COUNT_MAX: usize = 1_000;
/// Two are the least that can change places.
const SHUFFLED_COUNT: usize = 10;
const DELAY_SECONDS: u32 = 60;
const DELAY_SECONDS_MAX: u32 = 86_400;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayOrder {
    mode: Mode,
    item_id: Option<String>,
    count: Option<usize>,
    seconds: Option<u32>,
    kind: Option<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Duplicate,
    Shuffle,
    Delay,
    Forge,
}

impl World {
    /// The webhooks that wait and those that were sent.
    pub(super) fn webhooks_json(&self) -> Json {
        object([("sent", self.history.json()), ("waiting", self.durable().outbox.json())])
    }

    /// Sends the last webhooks again.
    pub(super) fn order_replay(&mut self, body: &Value) -> Result<Json, ControlError> {
        let order: ReplayOrder = read(body)?;
        let usual = if order.mode == Mode::Shuffle { SHUFFLED_COUNT } else { 1 };
        let count = order.count.unwrap_or(usual);
        if !(1..=COUNT_MAX).contains(&count) {
            let message = format!("count must be between 1 and {COUNT_MAX}");
            return Err(ControlError::bad_request(message));
        }
        let seconds = order.seconds.unwrap_or(DELAY_SECONDS);
        if order.mode != Mode::Delay && order.seconds.is_some() || seconds > DELAY_SECONDS_MAX {
            let message = format!("seconds belong to the mode delay, at most {DELAY_SECONDS_MAX}");
            return Err(ControlError::bad_request(message));
        }
        if order.mode != Mode::Forge && order.kind.is_some() {
            return Err(ControlError::bad_request("kind belongs to the mode forge"));
        }
        if let Some(item_id) = &order.item_id {
            self.known_item(item_id)?;
        }
        let last = self.history.last(order.item_id.as_deref(), count);
        if last.is_empty() {
            let message = "no webhook was sent yet that could be sent again".to_owned();
            return Err(ControlError::not_found(message));
        }
        let now = self.now();
        let again = |webhook: &Webhook| webhook.again(Cause::Replay, now);
        let later = now + TimeDelta::seconds(i64::from(seconds));
        let (webhooks, kinds): (Vec<Webhook>, Vec<&str>) = match order.mode {
            Mode::Duplicate => (last.iter().map(again).collect(), Vec::new()),
            Mode::Shuffle => (self.shuffled(last.iter().map(again).collect()), Vec::new()),
            Mode::Delay => {
                let later = last.iter().map(|webhook| webhook.again(Cause::Replay, later));
                (later.collect(), Vec::new())
            }
            Mode::Forge => {
                let forgeries = forgeries(order.kind.as_deref())?;
                let forged = last.iter().flat_map(|webhook| {
                    forgeries.iter().map(|forgery| webhook.again(Cause::Forgery(*forgery), now))
                });
                (forged.collect(), forgeries.iter().map(|forgery| forgery.name()).collect())
            }
        };
        let sent = webhooks.len();
        self.settle(|durable| {
            for webhook in webhooks {
                durable.outbox.push(webhook);
            }
        });
        Ok(object([("kinds", list(kinds)), ("webhooks", sent.into())]))
    }

    /// The webhooks in another order, where there is one.
    fn shuffled(&self, mut webhooks: Vec<Webhook>) -> Vec<Webhook> {
        let mut drawn = [0_u8; 8];
        for place in (1..webhooks.len()).rev() {
            self.settings.chance.fill(&mut drawn);
            let choices = u64::try_from(place).unwrap_or(u64::MAX);
            let chosen = usize::try_from(u64::from_le_bytes(drawn) % choices).unwrap_or_default();
            // None keeps its place: each is exchanged with one before it.
            webhooks.swap(place, chosen);
        }
        webhooks
    }
}

fn forgeries(kind: Option<&str>) -> Result<Vec<Forgery>, ControlError> {
    let Some(kind) = kind else {
        return Ok(FORGERIES.iter().map(|(_, forgery)| *forgery).collect());
    };
    let known = || {
        let names: Vec<&str> = FORGERIES.iter().map(|(name, _)| *name).collect();
        ControlError::bad_request(format!("kind must be one of {}", names.join(", ")))
    };
    Ok(vec![Forgery::find(kind).ok_or_else(known)?])
}
