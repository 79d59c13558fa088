//! What a program may be allowed: field groups, to read or to write.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    /// See accounts and the banks that they are at.
    AccountsRead,
    /// See what is on accounts.
    BalancesRead,
    /// See transactions.
    TransactionsRead,
    /// Change the owner's words on transactions.
    TransactionsWrite,
    /// See who somebody is, and the numbers of their accounts.
    IdentityRead,
    /// See budgets.
    BudgetsRead,
    /// Change budgets.
    BudgetsWrite,
    /// See syncs.
    SyncRead,
    /// Ask for syncs.
    SyncWrite,
}

impl Scope {
    /// Each of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::AccountsRead,
        Self::BalancesRead,
        Self::TransactionsRead,
        Self::TransactionsWrite,
        Self::IdentityRead,
        Self::BudgetsRead,
        Self::BudgetsWrite,
        Self::SyncRead,
        Self::SyncWrite,
    ];

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountsRead => "ACCOUNTS_READ",
            Self::BalancesRead => "BALANCES_READ",
            Self::TransactionsRead => "TRANSACTIONS_READ",
            Self::TransactionsWrite => "TRANSACTIONS_WRITE",
            Self::IdentityRead => "IDENTITY_READ",
            Self::BudgetsRead => "BUDGETS_READ",
            Self::BudgetsWrite => "BUDGETS_WRITE",
            Self::SyncRead => "SYNC_READ",
            Self::SyncWrite => "SYNC_WRITE",
        }
    }

    /// The scope of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Some of the scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u16);

impl Scopes {
    /// Whether this one is among them.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_word(scope.as_str()), Some(scope));
            let alone: Scopes = [scope, scope].into_iter().collect();
            assert_eq!(alone.iter().collect::<Vec<_>>(), [scope]);
            assert!(!Scopes::default().contains(scope));
        }
        assert_eq!(Scope::ALL.into_iter().collect::<Scopes>().iter().count(), 9);
    }
}
