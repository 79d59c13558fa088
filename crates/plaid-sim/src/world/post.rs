//! What the world does for the post: it hands out the webhooks that are due, signed or forged, and
//! takes down what came of them.

use chrono::{DateTime, TimeDelta, Utc};

use super::World;
use crate::webhooks::forgery::{Letter, Workshop};
use crate::webhooks::history::{Outcome, Sent};
use crate::webhooks::{Cause, Webhook};

impl World {
    /// The webhooks that are due, at most that many, each as it goes over the wire.
    pub fn take_post(&mut self, most: usize) -> Vec<(Webhook, Letter)> {
        self.tell_news();
        let now = self.now();
        if most == 0 || !self.durable.outbox.is_due(now) {
            return Vec::new();
        }
        let due = self.settle(|durable| durable.outbox.take_due(now, most));
        let letters = due.into_iter().map(|webhook| {
            let letter = self.letter(&webhook, now);
            self.record_webhook(&webhook, &letter);
            (webhook, letter)
        });
        letters.collect()
    }

    /// Takes down what came of a webhook, and lets it wait for its next moment if it was refused.
    pub fn take_outcome(&mut self, webhook: &Webhook, outcome: Outcome, wished: Option<TimeDelta>) {
        let now = self.now();
        self.record_delivery(webhook, outcome);
        self.history.push(Sent { at: webhook.due_at, webhook: webhook.clone(), outcome });
        let is_over = outcome.is_taken()
            || webhook.cause != Cause::News
            || self.history.is_given_up(&webhook.address, now);
        self.settle(|durable| {
            if is_over {
                durable.outbox.finish(webhook);
            } else {
                durable.outbox.put_back(webhook, wished);
            }
        });
    }

    fn letter(&self, webhook: &Webhook, now: DateTime<Utc>) -> Letter {
        match webhook.cause {
            Cause::Forgery(forgery) => {
                let workshop = Workshop { keys: &self.keys, chance: &*self.settings.chance, now };
                workshop.forge(forgery, &webhook.body)
            }
            Cause::News | Cause::Replay => {
                let token = self.keys.current.token(&webhook.body, now);
                Letter { tokens: vec![token], body: webhook.body.clone() }
            }
        }
    }
}
