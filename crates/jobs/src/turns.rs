//! Whose turn it is: owners are served one after the other, not backlog by backlog.
//!
//! The owners form a ring, ordered by their ids. Each claim takes the first due job of the next
//! owner who has one, so that ten thousand jobs of one owner delay another's by one job and not by
//! ten thousand. A turn is found by a seek in `jobs_turn_idx`; it costs the same whether ten jobs
//! are due or a hundred thousand. Jobs that are not due yet, in front of the next that is, have to
//! be stepped over.
//!
//! A ring alone does not help who comes while long jobs of one owner fill every place. So an owner
//! may hold no more than `owner_max` places of a worker, and while that is less than all of them,
//! the rest is free for others.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// What one claimant remembers between its claims. It lives in memory: a worker that starts begins
/// its own round.
#[derive(Debug)]
pub struct Turns {
    owner_max: usize,
    ring: Mutex<Ring>,
}

#[derive(Debug, Default)]
struct Ring {
    /// Whose turn was last; nil at the start of the ring.
    last: Uuid,
    /// The owners of the jobs that are held at this moment.
    held: HashMap<Uuid, Uuid>,
}

/// A part of the ring: the owners after the first and before the second.
pub(crate) type Stretch = (Uuid, Option<Uuid>);

impl Default for Turns {
    /// An owner may hold any number of places.
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Turns {
    /// An owner may hold so many places, and at least one.
    pub fn new(owner_max: usize) -> Self {
        Self { owner_max: owner_max.max(1), ring: Mutex::default() }
    }

    /// For a worker with so many places: a quarter of them, rounded down, is never held by the owner
    /// who holds the others.
    pub fn of_places(places: usize) -> Self {
        Self::new(places - places / 4)
    }

    /// Where to look for the next owner, in order: from the last turn to the end of the ring, then
    /// the whole ring. Owners who hold enough already lie in no stretch.
    pub(crate) fn stretches(&self) -> Vec<Stretch> {
        let ring = self.ring();
        let mut places = HashMap::<Uuid, usize>::new();
        for owner in ring.held.values() {
            *places.entry(*owner).or_default() += 1;
        }
        let full: BTreeSet<Uuid> = places
            .into_iter()
            .filter(|(_, held)| *held >= self.owner_max)
            .map(|(o, _)| o)
            .collect();
        let mut stretches = Vec::new();
        let starts =
            if ring.last.is_nil() { vec![ring.last] } else { vec![ring.last, Uuid::nil()] };
        for start in starts {
            let mut after = start;
            for owner in full.iter().filter(|owner| **owner > start) {
                stretches.push((after, Some(*owner)));
                after = *owner;
            }
            stretches.push((after, None));
        }
        stretches
    }

    /// The jobs that are held: they are not to be rescued from ourselves, however a clock jumps.
    pub(crate) fn held(&self) -> Vec<Uuid> {
        self.ring().held.keys().copied().collect()
    }

    /// The owner has had a turn.
    pub(crate) fn had(&self, owner: Uuid) {
        self.ring().last = owner;
    }

    /// Nothing is due: the next look needs only one pass.
    pub(crate) fn rewind(&self) {
        self.ring().last = Uuid::nil();
    }

    /// The job is held as long as the place lives.
    pub(crate) fn place(self: &Arc<Self>, owner: Uuid, job: Uuid) -> Place {
        self.ring().held.insert(job, owner);
        Place { turns: Arc::clone(self), job }
    }

    /// No holder of the lock can leave the ring half changed.
    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One job's place in a worker.
#[derive(Debug)]
pub(crate) struct Place {
    turns: Arc<Turns>,
    job: Uuid,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.ring().held.remove(&self.job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn the_ring_is_walked_from_the_last_turn_and_once_around() {
        let turns = Turns::default();
        assert_eq!(turns.stretches(), [(id(0), None)]);
        turns.had(id(5));
        assert_eq!(turns.stretches(), [(id(5), None), (id(0), None)]);
        turns.rewind();
        assert_eq!(turns.stretches(), [(id(0), None)]);
    }

    #[test]
    fn who_holds_enough_is_left_out_until_a_place_is_free() {
        let turns = Arc::new(Turns::of_places(4));
        let mut places: Vec<_> = (10..13).map(|job| turns.place(id(3), id(job))).collect();
        let _other = turns.place(id(7), id(20));
        turns.had(id(7));
        let around = [(id(7), None), (id(0), Some(id(3))), (id(3), None)];
        assert_eq!(turns.stretches(), around);
        assert_eq!(turns.held().len(), 4);
        places.pop();
        assert_eq!(turns.stretches(), [(id(7), None), (id(0), None)]);
    }

    #[test]
    fn a_quarter_of_the_places_is_kept_for_others() {
        let max = |places| Turns::of_places(places).owner_max;
        assert_eq!([1, 2, 3, 4, 8, 64].map(max), [1, 2, 3, 3, 6, 48]);
    }
}
