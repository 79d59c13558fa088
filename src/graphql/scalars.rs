//! Scalars, and money.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal as ExactDecimal;

use super::needs::{Needs, scope};
use crate::kernel::money;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub money::Amount);

/// An exact decimal number. It travels as a string, as "-12.34", so that no reader turns it into a
/// float by accident. Up to 8 decimals, within ±92,233,720,368.
#[Scalar(name = "Decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.clone(),
            // A whole number is exact in every reader's hands; a float is not.
            Value::Number(number) if number.is_i64() => number.to_string(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        let decimal: ExactDecimal = text
            .parse()
            .map_err(|_| InputValueError::custom("a decimal is written as \"-12.34\""))?;
        Ok(Self(money::Amount::try_from(decimal)?))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day of the calendar without a time or a zone, as "2026-11-21" (ISO 8601).
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        day.map(Self).ok_or_else(|| InputValueError::custom("a date is written as \"2026-11-21\""))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment in UTC, as "2026-11-21T03:36:07.271944Z" (RFC 3339).
#[Scalar(name = "DateTime")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let moment = chrono::DateTime::parse_from_rfc3339(text);
        let moment = moment
            .map_err(|_| InputValueError::custom("a moment is written as RFC 3339 has it"))?;
        Ok(Self(moment.to_utc()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub money::Currency);

/// A currency code of ISO 4217, as "USD", or the code of an unofficial currency as the bank gives it.
#[Scalar(name = "CurrencyCode")]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        Ok(Self(money::Currency::new(text)?))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// An exact amount of a currency.
#[derive(SimpleObject, Clone, Debug)]
pub struct Money {
    /// How much.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub amount: Decimal,
    /// Of what.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub currency: CurrencyCode,
}

impl Money {
    /// Of an amount and its currency.
    pub(super) fn new(amount: money::Amount, currency: money::Currency) -> Self {
        Self { amount: Decimal(amount), currency: CurrencyCode(currency) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_takes_strings_and_whole_numbers() {
        for (value, printed) in [
            (Value::from("-12.340"), "-12.34"),
            (Value::from(7), "7"),
            (Value::from("0.00000001"), "0.00000001"),
        ] {
            assert_eq!(Decimal::parse(value).unwrap().to_value(), Value::from(printed));
        }
        for value in [Value::from(1.5), Value::from("1e3x"), Value::from(""), Value::Null] {
            assert!(Decimal::parse(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn a_moment_is_told_in_utc() {
        let moment = DateTime::parse(Value::from("2026-11-21T04:00:00.5+01:00")).unwrap();
        assert_eq!(moment.to_value(), Value::from("2026-11-21T03:00:00.500Z"));
        assert!(DateTime::parse(Value::from("2026-11-21")).is_err());
    }

    #[test]
    fn a_date_has_one_form() {
        assert!(Date::parse(Value::from("2024-02-29")).is_ok());
        for text in ["2023-02-29", "2023-2-9", "20230209", "", "2023-02-09T00:00:00Z"] {
            assert!(Date::parse(Value::from(text)).is_err(), "{text}");
        }
    }
}
