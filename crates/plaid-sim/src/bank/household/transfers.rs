//! Money that moves between the family's own accounts: both legs, so that nothing is lost.

use chrono::{Datelike, Days, NaiveDate};

use super::bills::{plain, posted};
use super::{
    CHECKING, EVERYDAY_CARD, HOLIDAY, Household, SAVINGS, TRAVEL_CARD, business_day, cents,
};
use crate::bank::purchase::{Description, Payment, Purchase};

/// A card's statement and payment.
struct CardPlan {
    card: usize,
    closes_on: u32,
    paid_on: u32,
    name: &'static str,
}

const CARDS: [CardPlan; 2] = [
    CardPlan { card: EVERYDAY_CARD, closes_on: 18, paid_on: 13, name: "EVERYDAY CARD" },
    CardPlan { card: TRAVEL_CARD, closes_on: 25, paid_on: 21, name: "TRAVEL CARD" },
];

/// What the family puts aside each month.
const SAVED_MONTHLY: i64 = 200_00;
/// What it puts aside for the holidays each month.
const HOLIDAY_MONTHLY: i64 = 75_00;
/// Above this, the surplus goes to the savings.
const CHECKING_PLENTY: i64 = 4_000_00;
/// What checking should hold at the end of a day; the savings help out.
const CHECKING_FLOOR: i64 = 700_00;

impl Household {
    /// The transfers of today, on which the bills already take that much from checking.
    pub(super) fn transfers(&mut self, today: NaiveDate, billed: i64) -> Vec<Purchase> {
        let mut legs = Vec::new();
        for plan in &CARDS {
            legs.extend(self.card_payment(plan, today));
        }
        legs.extend(self.holiday_saving(today));
        let left = self.books[CHECKING] - billed - leaving_checking(&legs);
        if left < CHECKING_FLOOR {
            let hundreds = (CHECKING_FLOOR - left) / 100_00 + 1;
            legs.extend(self.moved(SAVINGS, CHECKING, hundreds * 100_00, today));
        } else if today.day() == 2 {
            legs.extend(self.moved(CHECKING, SAVINGS, SAVED_MONTHLY, today));
        } else if today.day() == 26 && left > CHECKING_PLENTY {
            let surplus = (left - 2_500_00) / 50_00 * 50_00;
            legs.extend(self.moved(CHECKING, SAVINGS, surplus.min(1_500_00), today));
        }
        legs
    }

    /// Pays the last statement, and writes the next one on its day. A card that is given up is paid
    /// whole.
    fn card_payment(&mut self, plan: &CardPlan, today: NaiveDate) -> Vec<Purchase> {
        if today.day() == plan.closes_on {
            self.statements[plan.card] = self.books[plan.card];
        }
        let is_last = plan.card == TRAVEL_CARD && today == self.turns.card_paid_on;
        let due = if is_last { self.books[plan.card] } else { self.statements[plan.card] };
        if due == 0 || !is_last && (today.day() != plan.paid_on || due < 0) {
            return Vec::new();
        }
        self.statements[plan.card] = 0;
        let mask = &self.traits.masks[plan.card];
        let reference = format!("{}{mask}", today.format("%y%m%d"));
        let payment = Payment { reference: Some(reference), ..Payment::default() };
        let category = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT";
        let description = Description { payment, ..plain(category, None) };
        let text = format!("{} {mask} AUTOPAY", plan.name);
        let thanks = "AUTOMATIC PAYMENT - THANK YOU";
        vec![
            posted(CHECKING, today, due, &text, description.clone()),
            Purchase {
                posts_on: business_day(business_day(today) + Days::new(1)),
                ..posted(plan.card, today, -due, thanks, description)
            },
        ]
    }

    /// Puts something aside for the holidays, from the day on which there is an account for it.
    fn holiday_saving(&self, today: NaiveDate) -> Vec<Purchase> {
        let opens_on = self.turns.holiday_opens_on;
        if today == opens_on || today > opens_on && today.day() == 7 {
            return self.moved(CHECKING, HOLIDAY, HOLIDAY_MONTHLY, today).into();
        }
        Vec::new()
    }

    /// Moves an amount from one account to another.
    fn moved(&self, from: usize, to: usize, cents: i64, today: NaiveDate) -> [Purchase; 2] {
        let [out_text, in_text] = [("TO", to), ("FROM", from)].map(|(direction, place)| {
            format!("ONLINE TRANSFER {direction} ...{}", self.traits.masks[place])
        });
        let (out, into) = ("TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER");
        [
            posted(from, today, cents, &out_text, plain(out, None)),
            posted(to, today, -cents, &in_text, plain(into, None)),
        ]
    }
}

/// What these take from checking, in cents.
pub(super) fn leaving_checking(purchases: &[Purchase]) -> i64 {
    let of_checking = purchases.iter().filter(|purchase| purchase.account == CHECKING);
    of_checking
        .filter_map(|purchase| purchase.posted.as_ref())
        .map(|posted| cents(posted.amount))
        .sum()
}
