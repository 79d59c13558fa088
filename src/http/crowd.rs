//! How many sockets and event streams somebody has open on this server. Each holds a place until it
//! is dropped.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::kernel::ids::UserId;

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
    pub(super) fn enter(&self, who: Who, most: u32) -> Option<Place> {
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
