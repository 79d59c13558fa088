//! Everyday spending: what the family buys by habit, how it is paid, and what becomes of it.
//!
//! A card purchase is pending for one to three days. A restaurant posts with its tip, a fuel pump
//! with the real amount, a few purchases are dropped, and now and then something is sent back.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::bills::{merchant, plain, posted};
use super::shops::{self, Shop};
use super::{CHECKING, EVERYDAY_CARD, Household, TRAVEL_CARD, business_day, cents, money};
use crate::bank::chance::Chance;
use crate::bank::purchase::{Description, Payment, Purchase, Wording};
use crate::bank::row::DOLLARS_PER_EURO;

/// Something that the family does now and then.
struct Habit {
    shops: &'static str,
    /// In how many of a thousand weekdays, and of a thousand days of the weekend.
    weekdays: u64,
    weekends: u64,
    /// The cheapest and the dearest time, in cents.
    from: i64,
    to: i64,
    manner: Manner,
}

/// How a habit is paid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Everyday,
    Travel,
    Debit,
    /// By the travel card, which posts the tip along.
    Tipped,
    /// A pump asks for a dollar first.
    Pump,
    /// In euros.
    Abroad,
    /// Cash, booked at once.
    Cash,
}

const fn habit(
    shops: &'static str,
    [weekdays, weekends]: [u64; 2],
    [from, to]: [i64; 2],
    manner: Manner,
) -> Habit {
    Habit { shops, weekdays, weekends, from, to, manner }
}

const HABITS: [Habit; 22] = [
    habit("convenience", [120, 160], [3_20, 14_80], Manner::Debit),
    habit("groceries", [300, 500], [31_20, 156_80], Manner::Everyday),
    habit("fuel", [120, 200], [38_40, 67_90], Manner::Pump),
    habit("restaurants", [110, 380], [34_00, 104_00], Manner::Tipped),
    habit("coffee", [480, 420], [3_75, 11_40], Manner::Travel),
    habit("lunch", [380, 120], [8_60, 18_95], Manner::Debit),
    habit("online", [260, 320], [9_99, 94_50], Manner::Everyday),
    habit("commute", [420, 180], [2_80, 12_00], Manner::Everyday),
    habit("pharmacy", [60, 60], [6_49, 43_20], Manner::Everyday),
    habit("clothes", [50, 120], [24_00, 118_00], Manner::Everyday),
    habit("home", [35, 140], [14_30, 162_00], Manner::Everyday),
    habit("fun", [40, 180], [12_50, 64_00], Manner::Travel),
    habit("care", [40, 90], [22_00, 68_00], Manner::Debit),
    habit("doctors", [30, 0], [25_00, 75_00], Manner::Debit),
    habit("pets", [30, 60], [18_20, 82_40], Manner::Everyday),
    habit("rides", [40, 120], [9_40, 34_80], Manner::Travel),
    habit("bars", [20, 160], [16_00, 58_00], Manner::Tipped),
    habit("lodging", [6, 10], [142_00, 388_00], Manner::Travel),
    habit("flights", [5, 5], [188_40, 564_20], Manner::Travel),
    habit("europe", [14, 14], [11_90, 86_00], Manner::Abroad),
    habit("cash", [50, 90], [40_00, 120_00], Manner::Cash),
    habit("charity", [15, 15], [20_00, 60_00], Manner::Everyday),
];

/// How many of a thousand purchases the bank drops while they are pending.
const DROPPED_PER_MILLE: u64 = 25;
const REFUNDS_PER_MILLE: u64 = 35;

impl Household {
    /// What is bought today.
    pub(super) fn habits(&mut self, today: NaiveDate, chance: &mut Chance) -> Vec<Purchase> {
        let weekend = matches!(today.weekday(), Weekday::Sat | Weekday::Sun);
        let mut bought = Vec::new();
        for habit in &HABITS {
            let share = if weekend { habit.weekends } else { habit.weekdays };
            if chance.per_mille(share) {
                bought.extend(self.buy(habit, today, chance));
            }
        }
        if chance.per_mille(REFUNDS_PER_MILLE) {
            bought.extend(self.refund(today, chance));
        }
        bought
    }

    /// Buys something as that habit has it.
    fn buy(&self, habit: &Habit, today: NaiveDate, chance: &mut Chance) -> Vec<Purchase> {
        let shop = chance.pick(shops::of(habit.shops));
        let price = chance.between(habit.from, habit.to);
        let account = match habit.manner {
            Manner::Everyday | Manner::Pump => EVERYDAY_CARD,
            Manner::Travel | Manner::Tipped | Manner::Abroad => {
                if today < self.turns.card_unused_from { TRAVEL_CARD } else { EVERYDAY_CARD }
            }
            Manner::Debit | Manner::Cash => CHECKING,
        };
        if habit.manner == Manner::Cash {
            return withdraw(shop, price / 20_00 * 20_00, today);
        }
        let charged = match habit.manner {
            Manner::Tipped => price * chance.between(115, 122) / 100,
            _ => price,
        };
        let held = if habit.manner == Manner::Pump { 1_00 } else { price };
        let wait = Days::new(u64::try_from(chance.between(1, 3)).expect("the wait is positive"));
        let dropped = chance.per_mille(DROPPED_PER_MILLE);
        let wording = |cents, name: &str| Wording { amount: money(cents), name: name.to_owned() };
        let purchase = Purchase {
            account,
            authorized_on: Some(today),
            posts_on: business_day(today + wait),
            pending: Some(wording(held, &shop.text)),
            posted: (!dropped).then(|| wording(charged, &shop.name)),
            currency: (habit.manner == Manner::Abroad).then_some("EUR".into()),
            description: description(shop),
        };
        if habit.manner != Manner::Abroad || dropped {
            return vec![purchase];
        }
        let dollars = cents((money(charged) * DOLLARS_PER_EURO).round_dp(2));
        let category = "BANK_FEES_FOREIGN_TRANSACTION_FEES";
        let fee = (dollars * 3 / 100).max(1);
        let fee = posted(account, today, fee, "FOREIGN TRANSACTION FEE", plain(category, None));
        vec![Purchase { posts_on: purchase.posts_on, ..fee }, purchase]
    }

    /// Sends back something that was bought within the last days.
    fn refund(&mut self, today: NaiveDate, chance: &mut Chance) -> Option<Purchase> {
        let goods = |category: &str| category.starts_with("GENERAL_MERCHANDISE");
        let bought = self.recent.iter_mut().filter(|recent| {
            !recent.changed
                && recent.purchase.posts_on < today
                && goods(recent.purchase.description.category)
        });
        let recent = bought.last()?;
        recent.changed = true;
        let purchase = recent.purchase.clone();
        let paid = purchase.posted?;
        // Sometimes only one thing of several goes back.
        let share = *chance.pick(&[100, 100, 50]);
        let back = money(-(cents(paid.amount) * share / 100));
        Some(Purchase {
            authorized_on: Some(today),
            posts_on: business_day(today + Days::new(2)),
            pending: None,
            posted: Some(Wording { amount: back, name: format!("{} RETURN", paid.name) }),
            ..purchase
        })
    }
}

/// Cash from a machine, which asks for a fee when it is another bank's.
fn withdraw(shop: &'static Shop, cents: i64, today: NaiveDate) -> Vec<Purchase> {
    let drawn = posted(CHECKING, today, cents, &shop.text, description(shop));
    if shop.name != "Cash Machine" {
        return vec![drawn];
    }
    let fee = plain("BANK_FEES_ATM_FEES", None);
    vec![drawn, posted(CHECKING, today, 3_50, "NON-NETWORK ATM FEE", fee)]
}

fn description(shop: &'static Shop) -> Description {
    let known = (shop.category != "TRANSFER_OUT_WITHDRAWAL")
        .then(|| merchant(&shop.name, shop.website.as_deref(), "merchant"));
    let is_place = shop.channel() == "in store";
    Description {
        channel: shop.channel(),
        transaction_type: if is_place { "place" } else { "digital" },
        place: shop.place(),
        payment: Payment::default(),
        ..plain(&shop.category, known)
    }
}
