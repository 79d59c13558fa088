//! Applying: turning staged pages into rows of the ledger, in order, page after page.
//!
//! Plaid's words become ours here and nowhere else: the sign is turned to the holder's side, exact
//! decimals become exact integers, a currency is a currency. A page is applied as Plaid means it:
//! added and modified rows are both written as the last word on their transaction, then what was
//! removed goes. Between pages the later one wins, because it is applied later.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jobs::Claim;
use plaid::TransactionsSyncResponse;
use sea_orm::DatabaseTransaction;

use super::fetch::staged_page;
use crate::features::accounts::{self, Holder};
use crate::features::items::Item;
use crate::features::transactions::{self, Bank, BankRow};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::AccountId;
use crate::kernel::money::{Amount, Currency};
use crate::platform::ids::Ids;

/// What a sync writes to.
pub(super) struct Ledger<'a> {
    /// The open transaction, behind the fence.
    pub tx: &'a DatabaseTransaction,
    /// Whose ledger.
    pub holder: Holder,
    /// Plaid's id of the bank.
    pub institution_id: Option<String>,
    /// The accounts to keep.
    pub choice: Choice,
    /// For new rows.
    pub ids: &'a Ids,
}

impl Ledger<'_> {
    /// Writes the accounts that the bank told of and the owner chose. Says whether there is one among
    /// them that wasn't there before.
    pub(super) async fn write_accounts(&self, told: &[plaid::Account]) -> Result<bool, Fault> {
        let chosen: Vec<_> =
            told.iter().filter(|told| self.choice.keeps(&told.account_id)).cloned().collect();
        let Holder { owner, item, .. } = self.holder;
        let known = accounts::ids_of(&accounts::of_item(self.tx, owner, item).await?);
        accounts::store(self.tx, self.holder, &chosen, self.ids).await?;
        accounts::close_missing(self.tx, self.holder, told).await?;
        Ok(chosen.iter().any(|account| !known.contains_key(&account.account_id)))
    }

    /// Applies every staged page of the claim. The owner's words then lie where they belong: on rows
    /// that are known again from an earlier link, and on those that have replaced others.
    pub(super) async fn apply_pages(&self, claim: &Claim) -> Result<(), Fault> {
        let Holder { owner, now, .. } = self.holder;
        let accounts = accounts::of_item(self.tx, owner, self.holder.item).await?;
        let bank = Bank { institution_id: self.institution_id.as_deref(), accounts: &accounts };
        let ids = accounts::ids_of(&accounts);
        let ours: Vec<AccountId> = ids.values().copied().collect();
        let mut kept = transactions::kept_words(self.tx, owner).await?;
        for number in 0.. {
            let Some(page) = staged_page(self.tx, claim, number).await? else {
                break;
            };
            let removed: Vec<_> =
                page.removed.iter().map(|row| row.transaction_id.clone()).collect();
            let rows = bank_rows(page, &ids)?;
            let known = kept.as_ref().map(|kept| kept.known(bank, &rows)).transpose()?;
            transactions::upsert(self.tx, owner, rows, now, self.ids).await?;
            transactions::remove(self.tx, owner, &ours, &removed, now).await?;
            if let Some((kept, known)) = kept.as_mut().zip(known) {
                kept.give_back(self.tx, known, now).await?;
            }
        }
        transactions::settle_words(self.tx, owner, &ours, now).await
    }
}

/// Which accounts of an item are kept: all but those that its owner left out when linking. An account
/// that the bank opens later, or that is shared later, was never left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    excluded: Vec<String>,
}

impl Choice {
    /// The choice that was made for an item, once Plaid has told of its accounts.
    pub(super) fn of(item: &Item, told: &[plaid::Account]) -> Result<Self, Fault> {
        let read = |list: Option<&str>| -> Result<Option<Vec<String>>, Fault> {
            list.map(serde_json::from_str).transpose().or_fault("reading a choice of accounts")
        };
        if let Some(excluded) = read(item.excluded_accounts.as_deref())? {
            return Ok(Self { excluded });
        }
        let selected = read(item.selected_accounts.as_deref())?;
        let left_out = |id: &String| selected.as_ref().is_some_and(|list| !list.contains(id));
        let told = told.iter().map(|account| account.account_id.clone());
        Ok(Self { excluded: told.filter(left_out).collect() })
    }

    /// As it is kept with the item.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(&self.excluded).expect("texts are always JSON")
    }

    fn keeps(&self, account_id: &str) -> bool {
        !self.excluded.iter().any(|id| id == account_id)
    }
}

/// The last word of a page on each of its transactions, those of accounts that are not kept left out.
fn bank_rows(
    page: TransactionsSyncResponse,
    accounts: &HashMap<String, AccountId>,
) -> Result<Vec<BankRow>, Fault> {
    let mut last_words = HashMap::new();
    for told in page.added.into_iter().chain(page.modified) {
        if let Some(account) = accounts.get(&told.account_id) {
            last_words.insert(told.transaction_id.clone(), (*account, told));
        }
    }
    let mut rows = last_words
        .into_values()
        .map(|(account, told)| bank_row(account, told))
        .collect::<Result<Vec<_>, _>>()?;
    // Rows get their ids in this order, so that equal days list alike on every run.
    rows.sort_by(|a, b| {
        (a.posted_on, &a.plaid_transaction_id).cmp(&(b.posted_on, &b.plaid_transaction_id))
    });
    Ok(rows)
}

/// The rows that a page of Plaid's would become, its accounts taken as known.
#[cfg(any(test, feature = "fuzzing"))]
pub fn rows_of(page: TransactionsSyncResponse) -> Result<Vec<BankRow>, Fault> {
    let told = page.added.iter().chain(&page.modified);
    let accounts = told.map(|row| (row.account_id.clone(), AccountId(uuid::Uuid::nil()))).collect();
    bank_rows(page, &accounts)
}

fn bank_row(account: AccountId, told: plaid::Transaction) -> Result<BankRow, Fault> {
    let amount = Amount::try_from(told.amount).or_fault("reading an amount")?;
    let code = told.iso_currency_code.or(told.unofficial_currency_code);
    let code = code.or_fault("reading a transaction without a currency")?;
    let category = told.personal_finance_category;
    Ok(BankRow {
        account,
        plaid_transaction_id: told.transaction_id,
        plaid_pending_transaction_id: told.pending_transaction_id,
        posted_on: told.date,
        authorized_on: told.authorized_date,
        posted_at: told.datetime.map(micros),
        authorized_at: told.authorized_datetime.map(micros),
        amount: amount.from_the_other_side().or_fault("turning an amount's sign")?,
        currency: Currency::new(code).or_fault("reading a currency")?,
        name: told.name,
        merchant_name: told.merchant_name,
        merchant_entity_id: told.merchant_entity_id,
        original_description: told.original_description,
        website: told.website,
        logo_url: told.logo_url,
        check_number: told.check_number,
        transaction_code: told.transaction_code.map(|code| code.as_str().to_owned()),
        account_owner: told.account_owner,
        pending: told.pending,
        payment_channel: told.payment_channel.as_str().to_owned(),
        category_primary: category.as_ref().map(|category| category.primary.clone()),
        category_detailed: category.as_ref().map(|category| category.detailed.clone()),
        category_confidence: category.and_then(|category| category.confidence_level),
        location: Some(serde_json::to_string(&told.location).or_fault("writing a location")?),
        payment_meta: Some(
            serde_json::to_string(&told.payment_meta).or_fault("writing payment details")?,
        ),
        counterparties: told
            .counterparties
            .map(|list| serde_json::to_string(&list))
            .transpose()
            .or_fault("writing counterparties")?,
    })
}

/// What both databases keep of a moment.
fn micros(moment: DateTime<Utc>) -> DateTime<Utc> {
    use chrono::SubsecRound as _;
    moment.trunc_subsecs(6)
}
