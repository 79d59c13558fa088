//! Which of an item's accounts a request chooses by `account_ids`.

use crate::bank::account::{Account, Balances};
use crate::bank::ledger::Ledger;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::request::Request;

/// The accounts that a request is about.
pub struct Chosen<'a>(Option<Vec<&'a str>>);

impl<'a> Chosen<'a> {
    /// Reads the list at that path; without one, all accounts are chosen.
    pub fn read(request: &'a Request, path: &str) -> Result<Self, Refusal> {
        let malformed =
            || Refusal::field(format!("{path} must be a non-empty array of valid account ids"));
        let ids = request.texts(path).map_err(|_| malformed())?;
        if ids.as_ref().is_some_and(Vec::is_empty) {
            return Err(malformed());
        }
        Ok(Self(ids))
    }

    /// Refuses an account that is not the item's.
    pub fn check(&self, ledger: &Ledger) -> Result<(), Refusal> {
        let is_known = |id: &&str| ledger.account_place(id).is_some();
        if self.0.iter().flatten().all(is_known) {
            return Ok(());
        }
        Err(Refusal::of("INVALID_ACCOUNT_ID"))
    }

    /// Whether the account is among them.
    pub fn has(&self, account_id: &str) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(&account_id))
    }

    /// The chosen accounts that fit, with their ids and balances.
    pub fn accounts<'l>(
        &self,
        ledger: &'l Ledger,
        fits: fn(&Account) -> bool,
    ) -> Vec<(&'l Account, &'l str, Balances)> {
        let is_wanted =
            |(account, id, _): &(&Account, &str, Balances)| self.has(id) && fits(account);
        ledger.accounts().filter(is_wanted).collect()
    }
}

/// Plaid's account objects.
pub fn accounts_json(accounts: &[(&Account, &str, Balances)], currency: &str) -> Json {
    let shown = accounts.iter().map(|(account, id, balances)| account.json(id, currency, balances));
    Json::List(shown.collect())
}
