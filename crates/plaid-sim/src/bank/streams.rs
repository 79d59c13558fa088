//! Rows that come again and again: the streams of Plaid's recurring transactions.
//!
//! How Plaid finds them is not published. Here a stream is what one account has with one
//! counterparty in one direction, when all its gaps fit one rhythm. Two rows are an early
//! detection, three a mature stream, and a stream whose next row is overdue by a whole gap is over.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;

use super::row::Row;

const MATURE_ROWS: usize = 3;
const MATURE_ROWS_ANNUALLY: usize = 2;

/// Rows that belong together, oldest first.
#[derive(Debug)]
pub struct Stream {
    /// The rows, of which there are at least two.
    pub rows: Vec<Arc<Row>>,
    /// How often they come.
    pub rhythm: Rhythm,
}

/// How often rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Every week.
    Weekly,
    /// Every other week.
    Biweekly,
    /// Every month.
    Monthly,
    /// Every year.
    Annually,
}

const RHYTHMS: [Rhythm; 4] = [Rhythm::Weekly, Rhythm::Biweekly, Rhythm::Monthly, Rhythm::Annually];

/// The streams among these rows, in an order that depends on nothing but them.
pub fn find(rows: &[Arc<Row>]) -> Vec<Stream> {
    let mut groups: BTreeMap<(usize, &str, bool), Vec<Arc<Row>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.line.pending) {
        let key = (row.line.account, counterparty(row), row.line.amount < Decimal::ZERO);
        groups.entry(key).or_default().push(Arc::clone(row));
    }
    groups.into_values().filter_map(Stream::of).collect()
}

impl Stream {
    fn of(mut rows: Vec<Arc<Row>>) -> Option<Self> {
        rows.sort_by_key(|row| row.line.date);
        let gaps =
            || rows.windows(2).map(|pair| (pair[1].line.date - pair[0].line.date).num_days());
        let fits = |rhythm: &Rhythm| gaps().all(|gap| rhythm.takes(gap));
        let rhythm = RHYTHMS.into_iter().find(fits).filter(|_| rows.len() >= 2)?;
        Some(Self { rows, rhythm })
    }

    /// The newest row.
    pub fn last(&self) -> &Row {
        self.rows.last().expect("a stream has rows")
    }

    /// The oldest row.
    pub fn first(&self) -> &Row {
        self.rows.first().expect("a stream has rows")
    }

    /// Whether money comes in by it.
    pub fn is_inflow(&self) -> bool {
        self.last().line.amount < Decimal::ZERO
    }

    /// Who is at the other end, or the bank's text for it.
    pub fn counterparty(&self) -> &str {
        counterparty(self.last())
    }

    /// What a row of it is on average, to the cent.
    pub fn average(&self) -> Decimal {
        let sum: Decimal = self.rows.iter().map(|row| row.line.amount).sum();
        (sum / Decimal::from(self.rows.len())).round_dp(2)
    }

    /// When the next row should come.
    pub fn next_on(&self) -> NaiveDate {
        self.rhythm.after(self.last().line.date)
    }

    /// Whether it still goes on, on that day.
    pub fn is_active(&self, today: NaiveDate) -> bool {
        today <= self.rhythm.after(self.next_on())
    }

    /// Plaid's name of how sure it is, on that day.
    pub fn status(&self, today: NaiveDate) -> &'static str {
        let mature = match self.rhythm {
            Rhythm::Annually => MATURE_ROWS_ANNUALLY,
            Rhythm::Weekly | Rhythm::Biweekly | Rhythm::Monthly => MATURE_ROWS,
        };
        match self.is_active(today) {
            false => "TOMBSTONED",
            true if self.rows.len() >= mature => "MATURE",
            true => "EARLY_DETECTION",
        }
    }
}

impl Rhythm {
    /// Plaid's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Rhythm::Weekly => "WEEKLY",
            Rhythm::Biweekly => "BIWEEKLY",
            Rhythm::Monthly => "MONTHLY",
            Rhythm::Annually => "ANNUALLY",
        }
    }

    /// Whether a gap of so many days fits, with weekends between.
    fn takes(self, days: i64) -> bool {
        match self {
            Rhythm::Weekly => (6..=8).contains(&days),
            Rhythm::Biweekly => (12..=16).contains(&days),
            Rhythm::Monthly => (26..=35).contains(&days),
            Rhythm::Annually => (355..=375).contains(&days),
        }
    }

    fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Rhythm::Weekly => day + Days::new(7),
            Rhythm::Biweekly => day + Days::new(14),
            Rhythm::Monthly => day + Months::new(1),
            Rhythm::Annually => day + Months::new(12),
        }
    }
}

fn counterparty(row: &Row) -> &str {
    let merchant = row.line.description.merchant.as_ref();
    merchant.map_or(row.line.name.as_str(), |merchant| &merchant.name)
}
