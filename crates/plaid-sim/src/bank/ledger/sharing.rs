//! Which accounts an item shares, and what a change of that does to its log.
//!
//! An account that is not shared is shown by no call, and its rows are not in the log, but the
//! bank goes on keeping them. Sharing it later brings the rows that the bank holds then, from the
//! item's first day on. Whether the rows of one that is no longer shared are told as removed is said
//! with the choice itself.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Account, Balances, Change, ChangeKind, Choice, Ledger, Row};

/// An account as its person is shown it to choose from.
pub struct Offer<'a> {
    /// Its place among the person's accounts, by which it is chosen.
    pub place: usize,
    /// The account.
    pub account: &'a Account,
    /// The id that this item gives to it.
    pub account_id: &'a str,
    /// Its balances.
    pub balances: Balances,
    /// Whether it is shared already.
    pub is_shared: bool,
}

impl Ledger {
    /// The accounts that can be chosen now: those that the bank has open.
    pub fn offers(&self) -> impl Iterator<Item = Offer<'_>> {
        self.known_accounts().filter(|offer| offer.account.is_open(self.today))
    }

    /// Every account that the bank ever had until today, open or closed, shared or not.
    pub fn known_accounts(&self) -> impl Iterator<Item = Offer<'_>> {
        let pending = self.pending_sums();
        let accounts = self.accounts.iter().enumerate();
        accounts.filter(|(_, account)| account.has_begun(self.today)).map(
            move |(place, account)| Offer {
                place,
                account,
                account_id: &self.account_ids[place],
                balances: self.balances(place, pending[place]),
                is_shared: self.shared.contains(&place),
            },
        )
    }

    /// How many accounts the bank has opened since the day of the link.
    pub fn accounts_opened(&self) -> usize {
        let opened = |account: &&Account| {
            account.opens_on.is_some_and(|day| self.linked_on < day && day <= self.today)
        };
        self.accounts.iter().filter(opened).count()
    }

    /// Shares the chosen accounts, and no others. The log takes in what that changes.
    pub(super) fn share(&mut self, choice: &Choice) {
        let mut chosen: HashSet<usize> = choice.places.iter().copied().collect();
        // Nobody is asked about a closed account, and the rows that were shared of it stay.
        let is_closed = |place: &&usize| !self.accounts[**place].is_open(self.today);
        chosen.extend(self.shared.iter().filter(is_closed));
        let mut turned: Vec<usize> = chosen.symmetric_difference(&self.shared).copied().collect();
        turned.sort_unstable();
        let shown = self.rows();
        self.shared = chosen;
        for place in turned {
            let held: Vec<&Arc<Row>> =
                shown.iter().filter(|row| row.line.account == place).collect();
            let changes = if self.shared.contains(&place) {
                self.catch_up(place, &held)
            } else if choice.removes_rows {
                let removed = |row| Change { kind: ChangeKind::Removed, row: Arc::clone(row) };
                held.into_iter().map(removed).collect()
            } else {
                Vec::new()
            };
            self.log.extend(changes);
        }
    }

    /// What leads from these rows of an account to those that its bank has.
    fn catch_up(&self, place: usize, held: &[&Arc<Row>]) -> Vec<Change> {
        let lines = self.lines.values().filter(|line| line.account == place);
        let mut rows: Vec<Row> = lines.map(|line| line.clone().row(&self.item_id)).collect();
        rows.sort_by_key(|row| Reverse((row.line.date, row.line.purchase)));
        let held: HashMap<&str, &Arc<Row>> =
            held.iter().map(|row| (row.transaction_id.as_str(), *row)).collect();
        let live: HashSet<&str> = rows.iter().map(|row| row.transaction_id.as_str()).collect();
        let gone = held.values().filter(|row| !live.contains(row.transaction_id.as_str()));
        let mut gone: Vec<&Arc<Row>> = gone.copied().collect();
        gone.sort_by_key(|row| &row.transaction_id);
        let removed = |row: &Arc<Row>| Change { kind: ChangeKind::Removed, row: Arc::clone(row) };
        let mut changes: Vec<Change> = gone.into_iter().map(removed).collect();
        for row in &rows {
            let kind = match held.get(row.transaction_id.as_str()) {
                None => ChangeKind::Added,
                Some(held) if held.line.says_the_same(&row.line) => continue,
                Some(_) => ChangeKind::Modified,
            };
            changes.push(Change { kind, row: Arc::new(row.clone()) });
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;
    use crate::bank::event::{Deed, Event};
    use crate::bank::person::{HOUSEHOLD, Identity};
    use chrono::{Days, NaiveDate};

    fn linked_on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 15).unwrap()
    }

    fn ledger(shared: Option<&[usize]>) -> Ledger {
        let bank = "ins_109508";
        let identity =
            Identity { seed: 7, institution_id: bank, username: HOUSEHOLD, password: None };
        let linked_on = linked_on();
        let origin = Origin { identity, item_id: "item", linked_on, days_requested: 90, shared };
        Ledger::open(&origin).unwrap()
    }

    fn of_account(ledger: &Ledger, place: usize) -> Vec<String> {
        let rows = ledger.rows().into_iter().filter(|row| row.line.account == place);
        rows.map(|row| format!("{:?}", row.line)).collect()
    }

    #[test]
    fn a_link_can_share_some_accounts_from_the_beginning() {
        let all = ledger(None);
        let one = ledger(Some(&[2]));
        assert_eq!(one.accounts().count(), 1);
        assert_eq!(one.offers().count(), 6);
        assert_eq!(of_account(&one, 2), of_account(&all, 2));
        assert_eq!(one.rows().len(), of_account(&all, 2).len());
        assert!(one.initial_length() < all.initial_length());
    }

    #[test]
    fn rows_that_are_kept_stand_still_until_their_account_is_shared_again() {
        let mut all = ledger(None);
        let mut ours = ledger(None);
        let chosen = |after, places: &[usize]| Event {
            on: linked_on() + Days::new(after),
            deed: Deed::Shared(Choice { places: places.to_vec(), removes_rows: false }),
        };
        ours.take_in(&chosen(3, &[0, 1]));
        all.advance_to(ours.today());
        let (kept, read) = (of_account(&all, 2), ours.log().len());
        assert_eq!(of_account(&ours, 2), kept);
        assert!(ours.account_place(ours.account_id(2)).is_none());
        ours.advance_to(linked_on() + Days::new(9));
        assert_eq!(of_account(&ours, 2), kept);
        ours.take_in(&chosen(9, &[0, 1, 2, 3]));
        all.advance_to(ours.today());
        assert_ne!(of_account(&ours, 2), kept);
        assert_eq!(of_account(&ours, 2), of_account(&all, 2));
        let kinds: HashSet<String> = ours
            .delta(read, ours.log().len(), Some(2))
            .iter()
            .map(|change| format!("{:?}", change.kind))
            .collect();
        assert!(kinds.contains("Added") && kinds.contains("Removed"));
    }
}
