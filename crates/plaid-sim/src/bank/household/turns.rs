//! The turns of the family's life: an account that is opened, and a card that is given up.
//!
//! They come at fixed distances from the day of the link, so that whoever lets days pass meets them.
//! Two links of the same family agree on every row until the first of these days.

use chrono::{Days, NaiveDate};

/// After so many days the bank opens an account for the holidays.
const HOLIDAY_OPENS_AFTER: u64 = 50;
/// After so many days the family leaves the travel card at home.
const CARD_UNUSED_AFTER: u64 = 60;
/// After so many days, when nothing about its rows can change any more, it pays the rest.
const CARD_PAID_AFTER: u64 = 75;
/// After so many days the bank closes the card.
const CARD_CLOSES_AFTER: u64 = 85;

/// The days of a family's turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turns {
    /// When the account for the holidays is opened.
    pub holiday_opens_on: NaiveDate,
    /// From when on the travel card is not used.
    pub card_unused_from: NaiveDate,
    /// When the rest of it is paid.
    pub card_paid_on: NaiveDate,
    /// From when on it is closed.
    pub card_closes_on: NaiveDate,
}

impl Turns {
    /// Those of a family that is linked on that day.
    pub(super) fn after(linked_on: NaiveDate) -> Self {
        let after = |days| linked_on + Days::new(days);
        Self {
            holiday_opens_on: after(HOLIDAY_OPENS_AFTER),
            card_unused_from: after(CARD_UNUSED_AFTER),
            card_paid_on: after(CARD_PAID_AFTER),
            card_closes_on: after(CARD_CLOSES_AFTER),
        }
    }
}
