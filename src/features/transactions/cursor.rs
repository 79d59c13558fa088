//! The place of a row in an ordered list, as an opaque text.
//!
//! A cursor holds the row's key (what the list is ordered by, and the id), not its position: it stays
//! valid when the row itself goes. It says which order it belongs to, and no other takes it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use uuid::Uuid;

use super::Transaction;
use super::model::OrderField;
use crate::kernel::ids::TransactionId;
use crate::kernel::money::Amount;

/// The longest cursor that is looked at.
const TEXT_BYTES_MAX: usize = 128;

/// What the list is ordered by, of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The bank day.
    Date(NaiveDate),
    /// The signed amount.
    Amount(Amount),
}

/// The place of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the list is ordered by.
    pub key: Key,
    /// The tie-break.
    pub id: TransactionId,
}

/// A text that is no cursor of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "This is not a cursor of this list. Cursors are taken from pageInfo or an edge of a page in the same order."
)]
pub struct BadCursor;

impl Cursor {
    /// The place of this row.
    pub fn of(row: &Transaction, field: OrderField) -> Self {
        let key = match field {
            OrderField::Date => Key::Date(row.posted_on),
            OrderField::Amount => Key::Amount(row.amount),
        };
        Self { key, id: row.id }
    }

    /// The opaque text.
    pub fn print(&self) -> String {
        let id = self.id.0.simple();
        URL_SAFE_NO_PAD.encode(match self.key {
            Key::Date(date) => format!("date/{date}/{id}"),
            Key::Amount(amount) => format!("amount/{}/{id}", amount.0),
        })
    }

    /// Reads the opaque text, which must belong to this order.
    pub fn read(text: &str, field: OrderField) -> Result<Self, BadCursor> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(BadCursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| BadCursor)?;
        let mut parts = text.splitn(3, '/');
        let (Some(kind), Some(key), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadCursor);
        };
        let key = match (kind, field) {
            ("date", OrderField::Date) => Key::Date(key.parse().map_err(|_| BadCursor)?),
            ("amount", OrderField::Amount) => {
                Key::Amount(Amount(key.parse().map_err(|_| BadCursor)?))
            }
            _ => return Err(BadCursor),
        };
        let id = Uuid::try_parse(id).map_err(|_| BadCursor)?;
        Ok(Self { key, id: TransactionId(id) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_its_own_order_only() {
        let id = TransactionId(Uuid::from_u128(7));
        let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for (cursor, own, other) in [
            (Cursor { key: Key::Date(date), id }, OrderField::Date, OrderField::Amount),
            (Cursor { key: Key::Amount(Amount(-5)), id }, OrderField::Amount, OrderField::Date),
        ] {
            assert_eq!(Cursor::read(&cursor.print(), own), Ok(cursor));
            assert_eq!(Cursor::read(&cursor.print(), other), Err(BadCursor));
        }
    }

    #[test]
    fn another_text_is_no_cursor() {
        let long = "A".repeat(2000);
        for text in ["", "x", "!!", "ZGF0ZQ", "ZGF0ZS8yMDI2LTEzLTAxLzA", &long] {
            assert_eq!(Cursor::read(text, OrderField::Date), Err(BadCursor), "{text}");
        }
    }
}
