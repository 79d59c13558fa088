//! How many sockets and event streams somebody has open on this server. Each holds a place until it
//! is dropped.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Site;
use crate::kernel::actor::Actor;
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;

/// Whose places are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// The sockets of a user.
    Sockets(UserId),
    /// The event streams of a user.
    Streams(UserId),
    /// Sockets and streams of an address that are not signed in.
    Strangers(String),
}

impl Who {
    /// Whose socket it is: a user's, or an address's as long as nobody is signed in.
    pub(super) fn sockets(actor: Option<Actor>, origin: &Origin) -> Self {
        actor.map_or_else(|| Self::Strangers(origin.network()), |actor| Self::Sockets(actor.user))
    }

    /// Whose event stream it is.
    pub(super) fn streams(actor: Option<Actor>, origin: &Origin) -> Self {
        actor.map_or_else(|| Self::Strangers(origin.network()), |actor| Self::Streams(actor.user))
    }
}

/// A place, unless those who may have one have as many as they may.
pub(super) fn place(site: &Site, who: Who) -> Option<Place> {
    let most = match who {
        Who::Sockets(_) | Who::Streams(_) => site.limits.sockets_of_user_max,
        Who::Strangers(_) => site.limits.sockets_of_address_max,
    };
    site.crowd.enter(who, most)
}

/// Everybody who is here.
#[derive(Clone, Default)]
pub(super) struct Crowd(Arc<Mutex<HashMap<Who, u32>>>);

/// A place, which is free again when this is dropped.
pub(super) struct Place {
    crowd: Crowd,
    who: Who,
}

impl Crowd {
    /// A place, unless so many are taken.
    fn enter(&self, who: Who, most: u32) -> Option<Place> {
        let mut places = self.lock();
        let taken = places.entry(who.clone()).or_default();
        if *taken >= most {
            return None;
        }
        *taken += 1;
        Some(Place { crowd: self.clone(), who })
    }

    /// What a panic left behind is whole: every change under the lock is a single one.
    fn lock(&self) -> MutexGuard<'_, HashMap<Who, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.crowd.lock();
        if let Some(taken) = places.get_mut(&self.who) {
            *taken -= 1;
            if *taken == 0 {
                places.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_dropped() {
        let crowd = Crowd::default();
        let who = || Who::Strangers("192.0.2.7".to_owned());
        let first = crowd.enter(who(), 2).unwrap();
        let second = crowd.enter(who(), 2).unwrap();
        assert!(crowd.enter(who(), 2).is_none());
        assert!(crowd.enter(Who::Strangers("192.0.2.8".to_owned()), 2).is_some());
        drop(first);
        let third = crowd.enter(who(), 2).unwrap();
        assert!(crowd.enter(who(), 2).is_none());
        drop((second, third));
        assert!(crowd.lock().is_empty());
    }
}
