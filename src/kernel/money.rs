//! Money: an exact integer of 10⁻⁸ currency units, and the currency beside it.
//!
//! Eight decimals hold every amount that banks report (Plaid's have up to seven) and every minor
//! unit of ISO 4217. An amount that needs more, or that lies beyond ±92 billion, is refused rather
//! than rounded. There is no way in from a float, and no sum across currencies.

use std::fmt;

use rust_decimal::Decimal;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// Decimals of the smallest unit.
const SCALE: u32 = 8;

/// An amount in units of 10⁻⁸ of its currency.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    DeriveValueType,
    Serialize,
    Deserialize,
)]
pub struct Amount(pub i64);

/// A decimal that no amount can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount has at most 8 decimals and lies within ±92,233,720,368")]
pub struct NotAnAmount;

impl Amount {
    /// The same sum with the other sign: Plaid counts from the bank's side, we from the holder's.
    pub fn from_the_other_side(self) -> Result<Self, NotAnAmount> {
        self.0.checked_neg().map(Self).ok_or(NotAnAmount)
    }

    /// Whether money came in.
    pub fn is_inflow(self) -> bool {
        self.0 > 0
    }

    /// The exact decimal, without trailing zeros.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, SCALE).normalize()
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = NotAnAmount;

    fn try_from(decimal: Decimal) -> Result<Self, NotAnAmount> {
        let mut scaled = decimal.normalize();
        if scaled.scale() > SCALE {
            return Err(NotAnAmount);
        }
        scaled.rescale(SCALE);
        if scaled.scale() != SCALE {
            return Err(NotAnAmount);
        }
        i64::try_from(scaled.mantissa()).map(Self).map_err(|_| NotAnAmount)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.decimal().fmt(f)
    }
}

/// A currency: a code of ISO 4217, or the code of an unofficial one (a cryptocurrency, points) as
/// Plaid reports it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType, Serialize, Deserialize)]
pub struct Currency(String);

/// A text that is no currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency code has 2 to 12 letters and digits")]
pub struct NotACurrency;

impl Currency {
    /// Takes a code as a bank reports it.
    pub fn new(code: impl Into<String>) -> Result<Self, NotACurrency> {
        let code = code.into();
        let fits = (2..=12).contains(&code.len());
        if fits && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self(code))
        } else {
            Err(NotACurrency)
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An amount of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Result<Amount, NotAnAmount> {
        Amount::try_from(text.parse::<Decimal>().unwrap())
    }

    #[test]
    fn every_decimal_of_a_bank_is_kept() {
        for text in ["0", "110", "23631.9805", "-4.22", "0.1234567", "92233720368.54775807"] {
            assert_eq!(amount(text).unwrap().to_string(), text);
        }
        assert_eq!(amount("5.40").unwrap(), amount("5.4").unwrap());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in ["0.000000001", "92233720368.54775808", "-92233720369", "1e27"] {
            let decimal = Decimal::from_scientific(text).or_else(|_| text.parse()).unwrap();
            assert_eq!(Amount::try_from(decimal), Err(NotAnAmount), "{text}");
        }
        assert_eq!(Amount(i64::MIN).from_the_other_side(), Err(NotAnAmount));
    }
}
