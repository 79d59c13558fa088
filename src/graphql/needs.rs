//! What a field needs of an API key: the directive that every field of the schema carries.
//!
//! A field without one doesn't pass `tests/schema.rs`. A key is held against it before anything of
//! its request is run (`guard::refuse_key`); a person's session needs none of them.

use async_graphql::{Enum, TypeDirective};

/// What an API key must be allowed to ask for a field. A person who is signed in may ask for each.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "NeededScope")]
pub(in crate::graphql) enum Needs {
    /// Accounts and the banks that they are at.
    AccountsRead,
    /// What is on accounts, today and day by day.
    BalancesRead,
    /// Transactions.
    TransactionsRead,
    /// The owner's words on transactions, to be changed.
    TransactionsWrite,
    /// Who somebody is, and the numbers of their accounts.
    IdentityRead,
    /// Budgets.
    BudgetsRead,
    /// Budgets, to be changed.
    BudgetsWrite,
    /// Syncs, and how connections fare.
    SyncRead,
    /// Syncs, to be asked for.
    SyncWrite,
    /// Any key will do: nothing here is about a person, or what it belongs to has its own need.
    Public,
    /// No key will do: credentials, keys, links and the audit log are for people.
    Session,
}

/// What an API key must be allowed to ask for this field.
#[TypeDirective(location = "FieldDefinition")]
pub(in crate::graphql) fn scope(needs: Needs) {}
