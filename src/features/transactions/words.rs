//! The owner's own words on a transaction, and the row that they belong to.
//!
//! Words are said of a purchase, and a purchase has several rows in its life: the bank takes the
//! pending one away before, with or after the posted one, and may replace that as well. So the words
//! belong to the row that stands for the purchase at the moment: the posted one where there is one,
//! else the pending one. Whatever the order in which rows come and go, that row has them in the end,
//! and no word that it has of its own is overwritten.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Transaction;
use crate::kernel::ids::{AccountId, TransactionId};

/// What the owner says of a transaction. None: the bank's word is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What it is called.
    pub name: Option<String>,
    /// A note on it.
    pub note: Option<String>,
    /// What it was for, a detailed category.
    pub category: Option<String>,
}

impl Words {
    /// The words that lie on this row.
    pub fn of(row: &Transaction) -> Self {
        Self {
            name: row.user_name.clone(),
            note: row.user_note.clone(),
            category: row.user_category.clone(),
        }
    }

    /// Takes from another what is missing here.
    fn fill(&mut self, other: &Self) {
        for (own, others) in [
            (&mut self.name, &other.name),
            (&mut self.note, &other.note),
            (&mut self.category, &other.category),
        ] {
            if own.is_none() {
                own.clone_from(others);
            }
        }
    }
}

/// A row, as far as its words are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worded {
    /// The row.
    pub id: TransactionId,
    /// What it is a row of.
    pub purchase: Purchase,
    /// Whether it has yet to post.
    pub pending: bool,
    /// Whether the bank took it back.
    pub removed: bool,
    /// The words that lie on it.
    pub words: Words,
}

/// What a pending row and the posted ones that name it have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Purchase {
    /// The account.
    pub account: AccountId,
    /// Plaid's id of the pending row; of the posted one where there never was another.
    pub plaid_id: String,
}

impl Worded {
    pub(super) fn of(row: &Transaction) -> Self {
        let pending_id = row.plaid_pending_transaction_id.as_ref();
        let plaid_id = pending_id.unwrap_or(&row.plaid_transaction_id).clone();
        Self {
            id: row.id,
            purchase: Purchase { account: row.account_id, plaid_id },
            pending: row.pending,
            removed: row.removed_at.is_some(),
            words: Words::of(row),
        }
    }
}

/// Which rows get which words, when all rows of the purchases are handed in. Rows that keep theirs
/// are left out.
pub(super) fn settle(rows: &[Worded]) -> Vec<(TransactionId, Words)> {
    let mut purchases: BTreeMap<&Purchase, Vec<&Worded>> = BTreeMap::new();
    for row in rows {
        purchases.entry(&row.purchase).or_default().push(row);
    }
    purchases.into_values().flat_map(settle_purchase).collect()
}

fn settle_purchase(mut rows: Vec<&Worded>) -> Vec<(TransactionId, Words)> {
    let has_posted = rows.iter().any(|row| !row.removed && !row.pending);
    let stands = |row: &Worded| !row.removed && row.pending != has_posted;
    if !rows.iter().any(|row| stands(row)) {
        return Vec::new();
    }
    // What was said last lies on the row that came last.
    rows.sort_by_key(|row| Reverse(row.id));
    let mut moving = Words::default();
    for row in rows.iter().filter(|row| !stands(row)) {
        moving.fill(&row.words);
    }
    let settled = rows.into_iter().map(|row| {
        let mut words = Words::default();
        if stands(row) {
            words = row.words.clone();
            words.fill(&moving);
        }
        (row, words)
    });
    settled.filter(|(row, words)| row.words != *words).map(|(row, words)| (row.id, words)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn row(id: u128, pending: bool, removed: bool, words: Words) -> Worded {
        let account = AccountId(Uuid::from_u128(1));
        let purchase = Purchase { account, plaid_id: "pending".into() };
        Worded { id: TransactionId(Uuid::from_u128(id)), purchase, pending, removed, words }
    }

    fn words(name: Option<&str>, note: Option<&str>) -> Words {
        Words { name: name.map(Into::into), note: note.map(Into::into), category: None }
    }

    #[test]
    fn a_posted_row_takes_the_words_and_keeps_its_own() {
        let pending = row(1, true, true, words(Some("Lunch"), Some("with Bob")));
        let posted = row(2, false, false, words(Some("Dinner"), None));
        let told = settle(&[pending.clone(), posted.clone()]);
        let dinner = words(Some("Dinner"), Some("with Bob"));
        assert_eq!(told, [(posted.id, dinner), (pending.id, Words::default())]);
    }

    #[test]
    fn words_wait_on_a_tombstone_until_something_stands_for_it() {
        let gone = row(1, true, true, words(Some("Lunch"), None));
        assert_eq!(settle(std::slice::from_ref(&gone)), []);
        let gone_again = row(2, false, true, words(Some("Dinner"), None));
        assert_eq!(settle(&[gone.clone(), gone_again.clone()]), []);
        let back = Worded { removed: false, ..gone };
        assert_eq!(settle(&[back, gone_again.clone()]), [(gone_again.id, Words::default())]);
    }

    #[test]
    fn other_purchases_are_left_alone() {
        let pending = row(1, true, true, words(Some("Lunch"), None));
        let mut other = row(2, false, false, Words::default());
        other.purchase.plaid_id = "other".into();
        assert_eq!(settle(&[pending.clone(), other.clone()]), []);
        other.purchase = pending.purchase.clone();
        other.purchase.account = AccountId(Uuid::from_u128(9));
        assert_eq!(settle(&[pending, other]), []);
    }

    prop_compose! {
        fn any_words()(
            name in proptest::option::of("[a-c]"),
            note in proptest::option::of("[a-c]"),
            category in proptest::option::of("[a-c]"),
        ) -> Words {
            Words { name, note, category }
        }
    }

    prop_compose! {
        /// Rows of two purchases, with ids of their own.
        fn any_rows()(
            made in proptest::collection::vec(
                (any::<bool>(), any::<bool>(), any::<bool>(), any_words()), 0..8,
            ),
        ) -> Vec<Worded> {
            let numbered = (1..).zip(made);
            let row = |(id, (pending, removed, other, words))| {
                let mut row = row(id, pending, removed, words);
                if other {
                    row.purchase.plaid_id = "other".into();
                }
                row
            };
            numbered.map(row).collect()
        }
    }

    fn after(rows: &[Worded]) -> Vec<Worded> {
        let told: BTreeMap<_, _> = settle(rows).into_iter().collect();
        let settled = rows.iter().map(|row| {
            let words = told.get(&row.id).unwrap_or(&row.words).clone();
            Worded { words, ..row.clone() }
        });
        settled.collect()
    }

    fn columns(words: &Words) -> [&Option<String>; 3] {
        [&words.name, &words.note, &words.category]
    }

    proptest! {
        #[test]
        fn no_word_is_overwritten_or_lost(rows in any_rows()) {
            let settled = after(&rows);
            for (before, now) in rows.iter().zip(&settled) {
                let of_purchase = |list: &[Worded]| -> Vec<Worded> {
                    let same = |row: &&Worded| row.purchase == before.purchase;
                    list.iter().filter(same).cloned().collect()
                };
                let (olds, news) = (of_purchase(&rows), of_purchase(&settled));
                let live_posted = |row: &Worded| !row.removed && !row.pending;
                for column in 0..3 {
                    let word = |row: &Worded| columns(&row.words)[column].clone();
                    if live_posted(before) {
                        // It keeps its own, or has one if anybody who doesn't stand had one.
                        if let Some(own) = word(before) {
                            prop_assert_eq!(word(now), Some(own));
                        } else {
                            let givers: Vec<_> =
                                olds.iter().filter(|row| !live_posted(row)).filter_map(word).collect();
                            prop_assert_eq!(word(now).is_some(), !givers.is_empty());
                            prop_assert!(word(now).is_none_or(|word| givers.contains(&word)));
                        }
                    }
                    // A word that somebody had is still had by somebody.
                    let said = |list: &[Worded]| list.iter().any(|row| word(row).is_some());
                    prop_assert_eq!(said(&olds), said(&news));
                }
            }
        }

        #[test]
        fn settling_twice_is_settling_once_in_any_order(
            (rows, shuffled) in any_rows().prop_flat_map(|rows| {
                (Just(rows.clone()), Just(rows).prop_shuffle())
            }),
        ) {
            let settled = after(&rows);
            prop_assert_eq!(settle(&settled), Vec::new());
            prop_assert_eq!(settle(&rows), settle(&shuffled));
        }

        /// However the bank tells that a row was posted, page by page and sync by sync, the posted row
        /// has the words in the end.
        #[test]
        fn the_order_of_news_does_not_matter(
            said in any_words(),
            news in Just(vec![0, 1]).prop_shuffle(),
            syncs in any::<bool>(),
        ) {
            let mut rows = vec![row(1, true, false, said.clone())];
            for step in news {
                if step == 0 {
                    rows[0].removed = true;
                } else {
                    rows.push(row(2, false, false, Words::default()));
                }
                if syncs {
                    rows = after(&rows);
                }
            }
            let settled = after(&rows);
            prop_assert_eq!(&settled[1].words, &said);
            prop_assert_eq!(&settled[0].words, &Words::default());
        }
    }
}
