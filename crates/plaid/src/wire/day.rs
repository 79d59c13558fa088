//! Days: `YYYY-MM-DD`, and the full timestamps that some banks send in a day's place, cut off after
//! the day. A bank's day has no time zone, so nothing is converted.

use chrono::NaiveDate;
use serde::de::Error;
use serde::{Deserialize as _, Deserializer};

const DAY_CHARS: usize = "YYYY-MM-DD".len();

/// Reads a day.
pub(crate) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    parse(&String::deserialize(deserializer)?)
}

/// Reads a day that may be absent.
pub(crate) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    Option::<String>::deserialize(deserializer)?.as_deref().map(parse).transpose()
}

fn parse<E: Error>(text: &str) -> Result<NaiveDate, E> {
    day_of(text).ok_or_else(|| E::custom("is no date"))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.split_at_checked(DAY_CHARS)?;
    if !rest.is_empty() && !rest.starts_with('T') {
        return None;
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_cut_off_after_its_day() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        for text in ["2026-02-28", "2026-02-28T23:59:59Z", "2026-02-28T00:00:00.000-08:00"] {
            assert_eq!(day_of(text), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026-2-28", "2026-02-30", "2026-02-28 noon", "28.02.2026", "2026-02-2é"]
        {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
