//! The words of the ledger.

use chrono::{DateTime, NaiveDate, Utc};

use crate::kernel::fault::Fault;
use crate::kernel::ids::{AccountId, TransactionId};
use crate::kernel::money::{Amount, Currency};

/// The longest text that is searched for.
const SEARCH_CHARS_MAX: usize = 200;

/// A row as the bank tells it, turned to our words: one per transaction of Plaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankRow {
    /// The account.
    pub account: AccountId,
    /// Plaid's id.
    pub plaid_transaction_id: String,
    /// Plaid's id of the pending row that this one replaced.
    pub plaid_pending_transaction_id: Option<String>,
    /// The bank day.
    pub posted_on: NaiveDate,
    /// The day of authorisation.
    pub authorized_on: Option<NaiveDate>,
    /// The moment of posting.
    pub posted_at: Option<DateTime<Utc>>,
    /// The moment of authorisation.
    pub authorized_at: Option<DateTime<Utc>>,
    /// Signed from the holder's side.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// The bank's text.
    pub name: String,
    /// The merchant.
    pub merchant_name: Option<String>,
    /// Plaid's id of the merchant.
    pub merchant_entity_id: Option<String>,
    /// The raw text.
    pub original_description: Option<String>,
    /// The merchant's website.
    pub website: Option<String>,
    /// The merchant's logo.
    pub logo_url: Option<String>,
    /// The number of a check.
    pub check_number: Option<String>,
    /// The bank's code.
    pub transaction_code: Option<String>,
    /// Whose card it was.
    pub account_owner: Option<String>,
    /// Whether it has yet to post.
    pub pending: bool,
    /// online, in store or other.
    pub payment_channel: String,
    /// The primary category.
    pub category_primary: Option<String>,
    /// The detailed category.
    pub category_detailed: Option<String>,
    /// How sure Plaid is of it.
    pub category_confidence: Option<String>,
    /// Plaid's location, JSON.
    pub location: Option<String>,
    /// Plaid's payment_meta, JSON.
    pub payment_meta: Option<String>,
    /// Plaid's counterparties, JSON.
    pub counterparties: Option<String>,
}

/// What becomes of one of the owner's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Word {
    /// It stays as it is.
    #[default]
    Unchanged,
    /// It goes, and the bank's is shown again.
    Banks,
    /// It is this.
    Owners(String),
}

/// What the owner says of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsInput {
    /// Of which.
    pub transaction: TransactionId,
    /// What it is called.
    pub name: Word,
    /// A note on it.
    pub note: Word,
    /// What it was for, a detailed category.
    pub category: Word,
}

/// What the owner can do wrong here.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// There is no such transaction of theirs.
    #[error("There is no such transaction.")]
    NotFound,
    /// There is no such category.
    #[error("There is no such category.")]
    NoCategory,
    /// A field is not as it must be.
    #[error("{message}")]
    InvalidInput {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        message: &'static str,
    },
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Which rows are asked for. Empty: all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// From this bank day on.
    pub date_from: Option<NaiveDate>,
    /// Up to and with this bank day.
    pub date_to: Option<NaiveDate>,
    /// At least this much, signed.
    pub amount_min: Option<Amount>,
    /// At most this much, signed.
    pub amount_max: Option<Amount>,
    /// Only money in (true) or only money out (false).
    pub inflow: Option<bool>,
    /// Only pending or only posted ones.
    pub pending: Option<bool>,
    /// Only those of these detailed categories, the owner's where there is one.
    pub categories: Option<Vec<String>>,
    /// Only those whose name (the owner's where there is one), note, merchant or raw text has this
    /// in it, whatever the case.
    pub search: Option<String>,
}

/// A filter that can't be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Nothing lies between.
    #[error("dateFrom lies after dateTo.")]
    Dates,
    /// Nothing lies between.
    #[error("amountMin is above amountMax.")]
    Amounts,
    /// Too long, or with a character that no text has.
    #[error("search has at most 200 characters, none of them NUL.")]
    Search,
}

impl Filter {
    /// Refuses what no row could ever pass by mistake of the asker.
    pub fn check(&self) -> Result<(), FilterError> {
        if self.date_from.zip(self.date_to).is_some_and(|(from, to)| from > to) {
            return Err(FilterError::Dates);
        }
        if self.amount_min.zip(self.amount_max).is_some_and(|(min, max)| min > max) {
            return Err(FilterError::Amounts);
        }
        // PostgreSQL takes no NUL.
        let unfit = |text: &String| text.chars().count() > SEARCH_CHARS_MAX || text.contains('\0');
        if self.search.as_ref().is_some_and(unfit) {
            return Err(FilterError::Search);
        }
        Ok(())
    }
}

/// What the list is ordered by, before the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderField {
    /// The bank day.
    Date,
    /// The signed amount.
    Amount,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub field: OrderField,
    /// The larger first.
    pub descending: bool,
}

impl Default for Order {
    /// Newest first.
    fn default() -> Self {
        Self { field: OrderField::Date, descending: true }
    }
}
