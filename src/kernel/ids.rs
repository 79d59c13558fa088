//! Ids: UUIDs of version 7, each kind a type of its own, printed with a prefix that says the kind.
//!
//! The printed form (`txn_` and 32 hexadecimal digits) is the global id of the GraphQL API (Relay's
//! `Node`). The database holds the bare UUID. A string that isn't exactly a printed id is no id.

use std::fmt;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The hexadecimal digits of a UUID without dashes.
const DIGITS: usize = 32;

/// A text that is not an id of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {0}_ and 32 hexadecimal digits")]
pub struct NotAnId(&'static str);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize,
            Deserialize,
        )]
        pub struct $name(pub Uuid);

        impl $name {
            /// What a printed id of this kind begins with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Reads the printed form; upper case, dashes and other prefixes are refused.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let digits = text
                    .strip_prefix(Self::PREFIX)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .filter(|digits| digits.len() == DIGITS)
                    .filter(|digits| {
                        digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
                    })
                    .ok_or(NotAnId(Self::PREFIX))?;
                Uuid::try_parse(digits).map(Self).map_err(|_| NotAnId(Self::PREFIX))
            }
        }

        // SeaORM asks every key whether a number could be one. A UUID never is.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", Self::PREFIX, self.0.simple())
            }
        }
    };
}

id!(
    /// A person with an account here: the owner of everything else.
    UserId, "usr"
);
id!(
    /// A signed-in session.
    SessionId, "ses"
);
id!(
    /// A key that a person gave to a program.
    ApiKeyId, "key"
);
id!(
    /// A line of the audit log.
    AuditEventId, "evt"
);
id!(
    /// A connection to a bank through Plaid.
    ItemId, "item"
);
id!(
    /// A bank account.
    AccountId, "acc"
);
id!(
    /// A row of the ledger.
    TransactionId, "txn"
);
id!(
    /// A durable job, as a sync is.
    JobId, "job"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_form_reads_back() {
        let id = ItemId(Uuid::from_u128(0x0192_f0c1));
        assert_eq!(id.to_string(), "item_0000000000000000000000000192f0c1");
        assert_eq!(ItemId::parse(&id.to_string()), Ok(id));
    }

    #[test]
    fn another_form_is_no_id() {
        let good = AccountId(Uuid::from_u128(u128::MAX)).to_string();
        let long = format!("{good}0");
        let upper = good.to_uppercase();
        for text in ["", "acc_", "acc", "txn_00000000000000000000000000000000", &long, &upper] {
            assert_eq!(AccountId::parse(text), Err(NotAnId("acc")), "{text}");
        }
    }
}
