//! What comes at fixed dates: salaries, mortgage, utilities, subscriptions, taxes, interest.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    BROKERAGE, CHECKING, EVERYDAY_CARD, Household, SAVINGS, business_day, day_number, money,
};
use crate::bank::identifiers::identifier;
use crate::bank::purchase::{Description, Merchant, Payment, Place, Purchase, Wording};

/// Something that is paid each month, or in some months.
struct Bill {
    on: u32,
    months: &'static [u32],
    account: usize,
    text: &'static str,
    payee: &'static str,
    website: Option<&'static str>,
    category: &'static str,
    price: Price,
}

enum Price {
    Fixed(i64),
    /// For each month, times the family's thirst.
    Seasonal([i64; 12]),
}

const EVERY_MONTH: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const POWER: [i64; 12] =
    [148_00, 139_00, 121_00, 98_00, 87_00, 94_00, 126_00, 134_00, 108_00, 92_00, 113_00, 141_00];
const GAS: [i64; 12] =
    [118_00, 104_00, 83_00, 52_00, 31_00, 22_00, 19_00, 19_00, 24_00, 46_00, 79_00, 109_00];
const WATER: [i64; 12] =
    [61_00, 61_00, 62_00, 66_00, 74_00, 88_00, 97_00, 95_00, 80_00, 68_00, 62_00, 61_00];

const fn bill(
    on: u32,
    account: usize,
    text: &'static str,
    payee: &'static str,
    category: &'static str,
    price: Price,
) -> Bill {
    Bill { on, months: EVERY_MONTH, account, text, payee, website: None, category, price }
}

const BILLS: [Bill; 16] = [
    bill(
        12,
        CHECKING,
        "CASCADE POWER BILL PAY WEB",
        "Cascade Power",
        "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY",
        Price::Seasonal(POWER),
    ),
    bill(
        17,
        CHECKING,
        "RIVER CITY GAS AUTOPAY",
        "River City Gas",
        "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY",
        Price::Seasonal(GAS),
    ),
    bill(
        22,
        CHECKING,
        "CITY OF PORTLAND WATER SEWER",
        "City of Portland Water",
        "RENT_AND_UTILITIES_WATER",
        Price::Seasonal(WATER),
    ),
    Bill {
        website: Some("xfinity.com"),
        ..bill(
            8,
            CHECKING,
            "COMCAST XFINITY CABLE SVCS",
            "Xfinity",
            "RENT_AND_UTILITIES_INTERNET_AND_CABLE",
            Price::Fixed(79_99),
        )
    },
    Bill {
        website: Some("verizon.com"),
        ..bill(
            15,
            EVERYDAY_CARD,
            "VZWRLSS*APOCC VISB",
            "Verizon",
            "RENT_AND_UTILITIES_TELEPHONE",
            Price::Fixed(104_38),
        )
    },
    Bill {
        website: Some("geico.com"),
        ..bill(
            20,
            CHECKING,
            "GEICO AUTO PYMT",
            "GEICO",
            "GENERAL_SERVICES_INSURANCE",
            Price::Fixed(138_20),
        )
    },
    bill(
        3,
        CHECKING,
        "HARBOR MUTUAL LIFE PREM",
        "Harbor Mutual",
        "GENERAL_SERVICES_INSURANCE",
        Price::Fixed(46_75),
    ),
    bill(
        6,
        CHECKING,
        "ROSE CITY WASTE COLLECTION",
        "Rose City Waste",
        "RENT_AND_UTILITIES_SEWAGE_AND_WASTE_MANAGEMENT",
        Price::Fixed(38_15),
    ),
    bill(
        4,
        EVERYDAY_CARD,
        "LLOYD ATHLETIC CLUB MEMBERSHIP",
        "Lloyd Athletic Club",
        "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS",
        Price::Fixed(54_00),
    ),
    Bill {
        website: Some("netflix.com"),
        ..bill(
            11,
            EVERYDAY_CARD,
            "NETFLIX.COM",
            "Netflix",
            "ENTERTAINMENT_TV_AND_MOVIES",
            Price::Fixed(15_49),
        )
    },
    Bill {
        website: Some("spotify.com"),
        ..bill(
            19,
            EVERYDAY_CARD,
            "SPOTIFY USA",
            "Spotify",
            "ENTERTAINMENT_MUSIC_AND_AUDIO",
            Price::Fixed(16_99),
        )
    },
    Bill {
        website: Some("apple.com"),
        ..bill(
            24,
            EVERYDAY_CARD,
            "APPLE.COM/BILL ICLOUD",
            "Apple",
            "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
            Price::Fixed(2_99),
        )
    },
    Bill {
        website: Some("nytimes.com"),
        ..bill(
            27,
            EVERYDAY_CARD,
            "NYTIMES*NYTIMES DISC",
            "The New York Times",
            "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS",
            Price::Fixed(17_00),
        )
    },
    Bill {
        months: &[5, 11],
        ..bill(
            14,
            CHECKING,
            "MULTNOMAH COUNTY PROPERTY TAX",
            "Multnomah County",
            "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT",
            Price::Fixed(1_452_60),
        )
    },
    Bill {
        months: &[4],
        ..bill(
            9,
            CHECKING,
            "IRS TREAS 310 TAX REF",
            "IRS",
            "INCOME_TAX_REFUND",
            Price::Fixed(-1_318_00),
        )
    },
    Bill {
        months: &[2, 8],
        website: Some("costco.com"),
        ..bill(
            21,
            EVERYDAY_CARD,
            "TIRE CENTER SERVICE PLAN",
            "Costco",
            "GENERAL_SERVICES_AUTOMOTIVE",
            Price::Fixed(64_95),
        )
    },
];

impl Household {
    /// What is due today.
    pub(super) fn bills(&mut self, today: NaiveDate) -> Vec<Purchase> {
        let mut due: Vec<Purchase> = Vec::new();
        due.extend(self.salaries(today));
        due.extend(self.housing(today));
        let is_due = |bill: &&Bill| bill.on == today.day() && bill.months.contains(&today.month());
        for bill in BILLS.iter().filter(is_due) {
            let cents = match bill.price {
                Price::Fixed(cents) => cents,
                Price::Seasonal(months) => {
                    let usual = months[today.month0() as usize];
                    // The meter never reads the same twice; the year moves the cents.
                    usual * self.traits.thirst / 100 + i64::from(today.year() % 10) * 1_37
                }
            };
            let counterparty = if cents < 0 { "income_source" } else { "merchant" };
            let merchant = merchant(bill.payee, bill.website, counterparty);
            let payment = Payment { method: Some("ACH"), ..Payment::default() };
            let description = Description { payment, ..plain(bill.category, Some(merchant)) };
            due.push(posted(bill.account, today, cents, bill.text, description));
        }
        due.extend(self.interest(today));
        due
    }

    /// Each parent is paid every second Friday, in turns.
    fn salaries(&self, today: NaiveDate) -> Option<Purchase> {
        let payday = (day_number(today) + 6).rem_euclid(14);
        let (place, text, employer) = match payday {
            0 => (0, "NORTHWIND LOGISTICS DIR DEP PAYROLL", "Northwind Logistics"),
            7 => (1, "WILLAMETTE SCHOOL DIST PAYROLL PPD", "Willamette School District"),
            _ => return None,
        };
        let payment = Payment { method: Some("ACH"), payer: Some(employer), ..Payment::default() };
        let earned = merchant(employer, None, "income_source");
        let description = Description { payment, ..plain("INCOME_WAGES", Some(earned)) };
        Some(posted(CHECKING, today, -self.traits.salaries[place], text, description))
    }

    /// The mortgage on the first, the childcare's check on the fifth, a little for the future.
    fn housing(&mut self, today: NaiveDate) -> Option<Purchase> {
        match today.day() {
            1 => {
                let lender = merchant("Beacon Home Lending", None, "financial_institution");
                let payment = Payment {
                    method: Some("ACH"),
                    payee: Some("Beacon Home Lending"),
                    ..Payment::default()
                };
                let category = "LOAN_PAYMENTS_MORTGAGE_PAYMENT";
                let description = Description { payment, ..plain(category, Some(lender)) };
                let cents = self.traits.mortgage_payment;
                Some(posted(CHECKING, today, cents, "BEACON HOME LENDING MTG PYMT", description))
            }
            5 => {
                self.next_check += 1;
                let number = self.next_check.to_string();
                let text = format!("CHECK {number}");
                let category = "GENERAL_SERVICES_CHILDCARE";
                let description =
                    Description { check_number: Some(number), ..plain(category, None) };
                Some(posted(CHECKING, today, 380_00, &text, description))
            }
            16 => {
                let category = "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS";
                let text = format!("TRANSFER TO BROKERAGE {}", self.traits.masks[BROKERAGE]);
                Some(posted(CHECKING, today, 150_00, &text, plain(category, None)))
            }
            _ => None,
        }
    }

    /// The savings earn 3.6 % a year, on the last day of each month.
    fn interest(&self, today: NaiveDate) -> Option<Purchase> {
        let earned = self.books[SAVINGS] * 3 / 1000;
        let is_last = (today + Days::new(1)).day() == 1;
        (is_last && earned > 0).then(|| Purchase {
            posts_on: today,
            ..posted(
                SAVINGS,
                today,
                -earned,
                "INTEREST PAYMENT",
                plain("INCOME_INTEREST_EARNED", None),
            )
        })
    }
}

/// A movement that is never seen pending and is booked on the next business day.
pub(super) fn posted(
    account: usize,
    today: NaiveDate,
    cents: i64,
    text: &str,
    description: Description,
) -> Purchase {
    Purchase {
        account,
        authorized_on: Some(today),
        posts_on: business_day(today),
        pending: None,
        posted: Some(Wording { amount: money(cents), name: text.to_owned() }),
        currency: None,
        description,
    }
}

/// A description with nothing but a category and whom it was paid to.
pub(super) fn plain(category: &'static str, merchant: Option<Merchant>) -> Description {
    Description {
        confidence: if merchant.is_some() { "VERY_HIGH" } else { "LOW" },
        merchant,
        category,
        channel: "other",
        transaction_type: "special",
        legacy: None,
        place: Place::default(),
        payment: Payment::default(),
        check_number: None,
        shows_running_balance: false,
    }
}

/// A merchant with an id of its own.
pub(super) fn merchant(
    name: &'static str,
    website: Option<&'static str>,
    counterparty: &'static str,
) -> Merchant {
    let entity_id = Some(identifier(&["merchant", name]).into());
    Merchant { name: name.into(), entity_id, website, logo_url: None, counterparty }
}
