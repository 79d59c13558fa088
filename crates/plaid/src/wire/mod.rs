//! How Plaid writes values in JSON, where that differs from what serde expects.
//!
//! The rule: what Plaid may leave out, set to null or extend never breaks a response; what it
//! promises and we rely on is checked, and an error names the place without repeating the value.

pub(crate) mod day;
pub(crate) mod decimal;
mod open_enum;

pub(crate) use open_enum::open_enum;

use serde::{Deserialize, Deserializer};

/// Reads a null as the type's empty value.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
