//! Which accounts an item shares: what Link shows to choose from, and how the choice changes.
//!
//! What becomes of the rows of an account that is no longer shared is a switch. The ledger can do
//! both; how it stood is kept with each choice, so that turning it does not change a log that was
//! read.

use super::World;
use super::durable::Item;
use crate::bank::event::{Choice, Deed};
use crate::bank::ledger::{Ledger, Origin};
use crate::bank::person::Identity;
use crate::refusal::Refusal;
use crate::switches::UNSHARED_ROWS;

impl World {
    /// What a person has at a bank today, to choose from before there is an item. Its ids are those
    /// of no item. Nothing where there is no such person.
    pub fn preview(&self, identity: &Identity<'_>) -> Option<Ledger> {
        let linked_on = self.now().date_naive();
        Ledger::open(&Origin {
            identity: identity.clone(),
            item_id: "preview",
            linked_on,
            days_requested: 1,
            shared: None,
        })
    }

    /// Shares the accounts at these places, and no others, as update mode with account selection
    /// does. The same choice again changes nothing.
    pub fn share_accounts(
        &mut self,
        item_id: &str,
        mut places: Vec<usize>,
    ) -> Result<Item, Refusal> {
        places.sort_unstable();
        places.dedup();
        let unknown = || Refusal::of("ITEM_NOT_FOUND");
        let ledger = self.ledger(item_id).ok_or_else(unknown)?;
        check_choice(ledger, &places)?;
        let shared = ledger.offers().filter(|offer| offer.is_shared).map(|offer| offer.place);
        let shared: Vec<usize> = shared.collect();
        let item = if places == shared {
            self.item(item_id).cloned().ok_or_else(unknown)?
        } else {
            let removes_rows = self.switches.is(&UNSHARED_ROWS, "removed");
            let choice = Choice { places, removes_rows };
            self.note(item_id, Deed::Shared(choice))?
        };
        self.tell_item(&item);
        Ok(item)
    }
}

/// Refuses a choice of no account, and one of an account that is not open.
pub fn check_choice(ledger: &Ledger, places: &[usize]) -> Result<(), Refusal> {
    if places.is_empty() {
        return Err(Refusal::of("NO_ACCOUNTS"));
    }
    let is_open = |place: &usize| ledger.offers().any(|offer| offer.place == *place);
    if places.iter().all(is_open) {
        return Ok(());
    }
    Err(Refusal::of("INVALID_ACCOUNT_ID"))
}
