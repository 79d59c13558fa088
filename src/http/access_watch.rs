//! Whether somebody who was let in may still stay: sockets and event streams outlive the session or
//! the key that they were opened with, unless they look.
//!
//! They look when it is announced that something of their owner's has ended, which is at once, and
//! every now and then anyway, because announcements may get lost. A database that doesn't answer
//! ends nobody's session.

use std::future::pending;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::Site;
use crate::features::keys;
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;

/// Says when to look.
pub(super) struct AccessWatch {
    events: Receiver<Event>,
    every: Interval,
}

impl AccessWatch {
    /// Listens from now on. The first look is due at once: what ended between the moment at which
    /// somebody was let in and this one has been announced already.
    pub(super) fn new(site: &Site) -> Self {
        let mut every = interval(site.limits.session_check_every);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { events: site.platform.events.listen(), every }
    }

    /// Waits until a look is due. Nothing is lost when it isn't waited for to the end.
    pub(super) async fn due(&mut self, actor: Option<Actor>) {
        let Some(actor) = actor else { return pending().await };
        loop {
            tokio::select! {
                _ = self.every.tick() => return,
                heard = self.events.recv() => match heard {
                    Ok(Event::AccessChanged { owner }) if owner == actor.user => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => return pending().await,
                },
            }
        }
    }
}

/// Looks.
pub(super) async fn may_stay(site: &Site, actor: Option<Actor>) -> bool {
    if cfg!(feature = "sabotage-no-session-watch") {
        return true;
    }
    let Some(actor) = actor else { return true };
    let looked = site.platform.db.while_it_speaks(keys::is_alive(&site.platform, &actor)).await;
    looked.and_then(|is_alive| is_alive).unwrap_or_else(|fault| {
        tracing::warn!(fault = fault.story(), "a session could not be looked at");
        true
    })
}
