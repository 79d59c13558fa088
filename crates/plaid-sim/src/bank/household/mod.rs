//! `user_household`: a family's money, day by day.
//!
//! Two salaries, a mortgage, bills, two cards that are paid in full, savings, and everyday
//! spending by habits. Fifty days after the link an account for the holidays is opened, after sixty
//! the travel card is left at home, and after eighty-five it is closed (`turns.rs`). Each day depends
//! on the seed, the date and the balances that the days before left, so a day is played once and in
//! order. Amounts are whole cents until they leave this folder. Left out on purpose: anything that
//! would need a second bank, such as a joint owner's own card.

mod bills;
mod habits;
mod shops;
mod transfers;
mod turns;

use std::borrow::Cow;
use std::collections::VecDeque;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rust_decimal::Decimal;

use super::account::{Account, Balances, Funds};
use super::chance::Chance;
use super::purchase::{Correction, Day, Outcome, Purchase, PurchaseKey, Wording};
use super::row::DOLLARS_PER_EURO;
use turns::Turns;

const CHECKING: usize = 0;
const SAVINGS: usize = 1;
const EVERYDAY_CARD: usize = 2;
const TRAVEL_CARD: usize = 3;
const MORTGAGE: usize = 4;
const BROKERAGE: usize = 5;
/// For the holidays; the bank opens it later.
const HOLIDAY: usize = 6;
const ACCOUNTS: usize = 7;

const EVERYDAY_CARD_LIMIT: i64 = 9_000_00;
const TRAVEL_CARD_LIMIT: i64 = 6_000_00;
/// How long a card purchase may still be refunded, corrected or withdrawn.
const RECENT_DAYS: i64 = 12;
/// How long a bank takes to think again. A client that looks every few days has seen the row.
const SETTLED_DAYS: u64 = 4;

/// The family.
pub struct Household {
    key: String,
    traits: Traits,
    turns: Turns,
    /// What each account holds, or owes on a card, once everything so far is booked.
    books: [i64; ACCOUNTS],
    /// What the last statement of each card asked for.
    statements: [i64; ACCOUNTS],
    next_check: i64,
    recent: VecDeque<Recent>,
}

/// What tells this family from another seed's.
struct Traits {
    masks: [String; ACCOUNTS],
    opening: [i64; ACCOUNTS],
    salaries: [i64; 2],
    payday: i64,
    mortgage_payment: i64,
    /// Percent of the usual heating, power and water.
    thirst: i64,
}

/// A card purchase that may still change.
#[derive(Clone)]
struct Recent {
    key: PurchaseKey,
    purchase: Purchase,
    changed: bool,
}

impl Household {
    /// The family of that key on the eve of its first day, as it is when it is linked on the other.
    pub fn open(key: String, first_day: NaiveDate, linked_on: NaiveDate) -> Self {
        let traits = Traits::of(&key, first_day);
        let books = traits.opening;
        let next_check = 1200 + i64::from(first_day.year().rem_euclid(100));
        let recent = VecDeque::new();
        let turns = Turns::after(linked_on);
        Self { key, traits, turns, books, statements: [0; ACCOUNTS], next_check, recent }
    }

    /// The accounts.
    pub fn accounts(&self) -> Vec<Account> {
        let account = |place: usize, family, subtype, name, official_name: Option<_>| Account {
            mask: self.traits.masks[place].clone(),
            name: Cow::Borrowed(name),
            official_name: official_name.map(Cow::Borrowed),
            family: Cow::Borrowed(family),
            subtype: Cow::Borrowed(subtype),
            holder_category: Some("personal"),
            limit: None,
            currency: None,
            numbering: None,
            funds: Funds::Moved { opening: money(self.traits.opening[place]) },
            opens_on: None,
            closes_on: None,
        };
        let card = |place, limit, name, official_name| Account {
            limit: Some(money(limit)),
            ..account(place, "credit", "credit card", name, Some(official_name))
        };
        let stated = |account: Account| Account { funds: Funds::Stated, ..account };
        vec![
            account(
                CHECKING,
                "depository",
                "checking",
                "Joint Checking",
                Some("Everyday Joint Checking"),
            ),
            account(SAVINGS, "depository", "savings", "Family Savings", Some("High Yield Savings")),
            card(EVERYDAY_CARD, EVERYDAY_CARD_LIMIT, "Everyday Card", "Cash Back Everyday Card"),
            Account {
                closes_on: Some(self.turns.card_closes_on),
                ..card(TRAVEL_CARD, TRAVEL_CARD_LIMIT, "Travel Card", "Miles Rewards Travel Card")
            },
            stated(account(
                MORTGAGE,
                "loan",
                "mortgage",
                "Home Mortgage",
                Some("30 Year Fixed Mortgage"),
            )),
            stated(account(BROKERAGE, "investment", "brokerage", "Brokerage", None)),
            Account {
                opens_on: Some(self.turns.holiday_opens_on),
                ..account(HOLIDAY, "depository", "savings", "Holiday Savings", None)
            },
        ]
    }

    /// The balances of the mortgage and of the investments.
    pub fn stated(&self, account: usize, day: NaiveDate) -> Balances {
        let opening = self.traits.opening[account];
        let current = if account == MORTGAGE {
            let months = i64::from(day.year() - 2015) * 12 + i64::from(day.month0());
            (opening - months * 512_37).max(0)
        } else {
            let mut chance = Chance::of(&[&self.key, "market", &day.to_string()]);
            opening + day_number(day).rem_euclid(10_000) * 2_10 + chance.between(-400_00, 400_00)
        };
        Balances { available: None, current: Some(money(current)) }
    }

    /// What happens on that day.
    pub fn day(&mut self, today: NaiveDate) -> Day {
        let mut chance = Chance::of(&[&self.key, "day", &today.to_string()]);
        self.recent.retain(|recent| (today - recent.key.day).num_days() <= RECENT_DAYS);
        let mut purchases = self.bills(today);
        let billed = transfers::leaving_checking(&purchases);
        purchases.extend(self.transfers(today, billed));
        purchases.extend(self.habits(today, &mut chance));
        let corrections = self.corrections(today, &mut chance);
        for (place, purchase) in purchases.iter().enumerate() {
            self.keep(PurchaseKey { day: today, place }, purchase);
        }
        Day { purchases, corrections }
    }

    /// The bank thinks again: every second day about a wording, once a week about a whole row.
    fn corrections(&mut self, today: NaiveDate, chance: &mut Chance) -> Vec<Correction> {
        let mut corrections = Vec::new();
        let number = day_number(today) + self.traits.payday;
        if number % 2 == 0
            && let Some(recent) = self.take_settled(today, chance)
        {
            let posted = recent.purchase.posted.as_ref();
            let wording = posted.expect("a settled purchase was posted");
            let reworded = if chance.per_mille(650) {
                let cents = Decimal::new(chance.between(-90, 240), 2);
                let amount = (wording.amount + cents).max(Decimal::ONE);
                Wording { amount, name: wording.name.clone() }
            } else {
                Wording { amount: wording.amount, name: wording.name.to_uppercase() }
            };
            self.move_books(&recent.purchase, cents(reworded.amount) - cents(wording.amount));
            let outcome = Outcome::Reworded(reworded);
            corrections.push(Correction { purchase: recent.key, outcome });
        }
        if number % 7 == 3
            && let Some(recent) = self.take_settled(today, chance)
        {
            let posted = recent.purchase.posted.as_ref();
            let amount = posted.expect("a settled purchase was posted").amount;
            self.move_books(&recent.purchase, -cents(amount));
            corrections.push(Correction { purchase: recent.key, outcome: Outcome::Withdrawn });
        }
        corrections
    }

    /// A card purchase that was posted some days ago and has not been changed.
    fn take_settled(&mut self, today: NaiveDate, chance: &mut Chance) -> Option<Recent> {
        let latest = today - Days::new(SETTLED_DAYS);
        let settled = |recent: &&mut Recent| {
            !recent.changed
                && recent.purchase.currency.is_none()
                && recent.purchase.posted.is_some()
                && recent.purchase.posts_on <= latest
        };
        let mut candidates: Vec<&mut Recent> = self.recent.iter_mut().filter(settled).collect();
        if candidates.is_empty() {
            return None;
        }
        let place = chance.below(candidates.len().try_into().expect("a short list"));
        let place = usize::try_from(place).expect("the place is within the list");
        candidates[place].changed = true;
        Some(candidates[place].clone())
    }

    fn keep(&mut self, key: PurchaseKey, purchase: &Purchase) {
        let Some(posted) = &purchase.posted else {
            return;
        };
        let amount = match &purchase.currency {
            Some(_) => cents((posted.amount * DOLLARS_PER_EURO).round_dp(2)),
            None => cents(posted.amount),
        };
        self.move_books(purchase, amount);
        // Only what was pending came by card; bills and transfers stay as they are.
        if purchase.pending.is_some() {
            self.recent.push_back(Recent { key, purchase: purchase.clone(), changed: false });
        }
    }

    /// Books an amount, positive when money leaves a deposit or is charged to a card.
    fn move_books(&mut self, purchase: &Purchase, amount: i64) {
        let owes = matches!(purchase.account, EVERYDAY_CARD | TRAVEL_CARD);
        self.books[purchase.account] += if owes { amount } else { -amount };
    }
}

impl Traits {
    fn of(key: &str, first_day: NaiveDate) -> Self {
        let mut chance = Chance::of(&[key, "traits"]);
        let mask = |chance: &mut Chance| chance.between(1000, 9999).to_string();
        let mut masks: [String; ACCOUNTS] = Default::default();
        for place in [CHECKING, SAVINGS, EVERYDAY_CARD, TRAVEL_CARD, MORTGAGE, BROKERAGE] {
            masks[place] = mask(&mut chance);
        }
        let salaries = [chance.between(1_930_00, 2_060_00), chance.between(1_090_00, 1_190_00)];
        let payday = chance.between(0, 6);
        let mortgage_payment = chance.between(1_880_00, 1_990_00);
        let thirst = chance.between(85, 120);
        masks[HOLIDAY] = mask(&mut chance);
        let mut chance = Chance::of(&[key, "opening", &first_day.to_string()]);
        let opening = [
            chance.between(2_400_00, 3_300_00),
            chance.between(11_000_00, 16_000_00),
            chance.between(300_00, 900_00),
            chance.between(150_00, 500_00),
            362_400_00,
            41_250_37,
            0,
        ];
        Self { masks, opening, salaries, payday, mortgage_payment, thirst }
    }
}

fn money(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn cents(amount: Decimal) -> i64 {
    i64::try_from(amount * Decimal::ONE_HUNDRED).expect("a household's amounts are whole cents")
}

fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

/// The day itself, or the Monday after a weekend.
fn business_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::person::first_day;

    #[test]
    fn no_family_runs_out_of_money_or_credit() {
        let today = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
        let linked_on = today - Days::new(300);
        for seed in 0..12 {
            let key = format!("{seed}/ins_109508/user_household");
            let mut day = first_day(today);
            let mut family = Household::open(key, day, linked_on);
            while day <= today {
                family.day(day);
                day = day + Days::new(1);
                let books = &family.books;
                assert!(
                    books[CHECKING] > 0 && books[SAVINGS] > 0,
                    "seed {seed} on {day}: {books:?}"
                );
                assert!(books[EVERYDAY_CARD] < EVERYDAY_CARD_LIMIT, "seed {seed} on {day}");
                assert!(books[TRAVEL_CARD] < TRAVEL_CARD_LIMIT, "seed {seed} on {day}");
                let is_closed = day > family.turns.card_closes_on;
                assert!(!is_closed || books[TRAVEL_CARD] == 0, "seed {seed} on {day}");
                let is_open = day > family.turns.holiday_opens_on;
                assert_eq!(is_open, books[HOLIDAY] > 0, "seed {seed} on {day}");
            }
        }
    }
}
