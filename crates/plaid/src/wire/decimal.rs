//! Amounts: JSON numbers that become exact decimals and exact numbers again.
//!
//! The digits are read from the JSON text itself. A float in between would turn 23631.9805 into a
//! neighbour of it, and Plaid reports amounts with up to seven decimals. What a `Decimal` cannot
//! hold exactly is an error, never a rounded amount. It works with serde_json's text only: a
//! `serde_json::Value` has lost the digits already.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
use serde_json::value::RawValue;

/// Writes an amount as a number, digit for digit.
pub(crate) fn serialize<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let number = RawValue::from_string(amount.to_string()).map_err(S::Error::custom)?;
    number.serialize(serializer)
}

/// Reads a number, digit for digit.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let number = Box::<RawValue>::deserialize(deserializer)?;
    parse(number.get()).map_err(D::Error::custom)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum NotExact {
    #[error("is no number")]
    NoNumber,
    #[error("is a number that does not fit into an exact decimal")]
    TooLong,
}

/// Reads a JSON number. JSON's own grammar has been checked by the parser that gave the text.
fn parse(text: &str) -> Result<Decimal, NotExact> {
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err(NotExact::NoNumber);
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((digits, exponent)) => (digits, exponent.parse().map_err(|_| NotExact::TooLong)?),
    };
    let decimal = Decimal::from_str_exact(digits).map_err(|_| NotExact::TooLong)?;
    if exponent == 0 || decimal.is_zero() {
        Ok(decimal)
    } else {
        shift(decimal.normalize(), exponent)
    }
}

/// Moves the decimal point to the right, or to the left where `places` is negative.
fn shift(decimal: Decimal, places: i32) -> Result<Decimal, NotExact> {
    let scale = i32::try_from(decimal.scale()).map_err(|_| NotExact::TooLong)?;
    let scale = scale.checked_sub(places).ok_or(NotExact::TooLong)?;
    if let Ok(scale) = u32::try_from(scale) {
        return exact(decimal.mantissa(), scale);
    }
    let factor = 10_i128.checked_pow(scale.unsigned_abs());
    let mantissa = factor.and_then(|factor| decimal.mantissa().checked_mul(factor));
    exact(mantissa.ok_or(NotExact::TooLong)?, 0)
}

fn exact(mantissa: i128, scale: u32) -> Result<Decimal, NotExact> {
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| NotExact::TooLong)
}

/// The same for an amount that may be absent.
pub(crate) mod option {
    use super::{Decimal, Deserializer, RawValue, Serializer, parse};
    use serde::Deserialize as _;
    use serde::de::Error as _;

    /// Writes an amount, or null.
    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub(crate) fn serialize<S: Serializer>(
        amount: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => super::serialize(amount, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a number, or null.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        let number = Option::<Box<RawValue>>::deserialize(deserializer)?;
        number.map(|number| parse(number.get())).transpose().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_kept() {
        for text in ["0", "110", "5.40", "23631.9805", "-4.22", "0.1234567", "-0.0000001"] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_exponent_moves_the_point() {
        for (text, digits) in [
            ("1e-7", "0.0000001"),
            ("-2.5E+3", "-2500"),
            ("1.50e1", "15"),
            ("12e0", "12"),
            ("1e28", "10000000000000000000000000000"),
            ("0e99", "0"),
        ] {
            assert_eq!(parse(text).unwrap(), digits.parse::<Decimal>().unwrap(), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_exactly_is_refused() {
        for text in [
            "1e29",
            "1e-29",
            "1e99999999999",
            "0.12345678901234567890123456789012345",
            "1e2147483647",
        ] {
            assert_eq!(parse(text), Err(NotExact::TooLong), "{text}");
        }
        for text in ["\"12.00\"", "true", "{}", "[1]"] {
            assert_eq!(parse(text), Err(NotExact::NoNumber), "{text}");
        }
    }
}
