//! `user_custom`: the person whom a caller describes by a document in the place of the password.
//!
//! An account holds its `starting_balance` on the day of the link, and rows that are booked later
//! move it. A row whose day of booking lies ahead is pending from the link on and is booked under
//! another id when that day comes. What the document leaves out is made up from its `seed`, or from
//! the simulator's without one; rows are never made up for an account that is described. Of
//! `inflow_model` only monthly income is played; `liability`, `holdings` and `income` belong to
//! products that the simulator does not speak.

pub mod document;

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;

use super::account::{Account, Balances, Funds, Numbering};
use super::chance::Chance;
use super::owner;
use super::person::Identity;
use super::purchase::{Purchase, Wording};
use crate::json::{Json, list, object};
use document::{
    AccountOverride, Contact, Document, NumbersOverride, OwnerOverride, TransactionOverride,
};

/// Somebody whose accounts a document describes.
pub struct Custom {
    accounts: Vec<AccountOverride>,
    key: String,
    linked_on: NaiveDate,
}

impl Custom {
    /// The person of that identity, if their document describes accounts.
    pub fn open(identity: &Identity<'_>, document: Document, linked_on: NaiveDate) -> Option<Self> {
        let key = key(identity, document.seed.as_deref());
        Some(Self { accounts: document.override_accounts?, key, linked_on })
    }

    /// The accounts, in the order of the document.
    pub fn accounts(&self) -> Vec<Account> {
        self.accounts
            .iter()
            .enumerate()
            .map(|(place, account)| self.account(place, account))
            .collect()
    }

    /// The balances of an account on a day.
    pub fn balances(&self, place: usize, day: NaiveDate) -> Balances {
        let account = &self.accounts[place];
        let opening = account.starting_balance.unwrap_or_else(|| self.made_up_balance(place));
        let sum = |rows: &dyn Fn(&TransactionOverride) -> bool| -> Decimal {
            let rows = account.transactions.iter().flatten().filter(|row| rows(row));
            rows.map(|row| row.amount).sum()
        };
        let booked = sum(&|row| self.linked_on < row.date_posted && row.date_posted <= day);
        let income: Decimal = self.incomes(place, self.linked_on, day);
        let pending = sum(&|row| day < row.date_posted);
        let shown = self.account(place, account).moved(opening, booked + income, pending);
        let available = match account.has_null_available_balance {
            Some(true) => None,
            _ => account.force_available_balance.or(shown.available),
        };
        Balances { available, ..shown }
    }

    /// What comes up on that day.
    pub fn day(&self, day: NaiveDate) -> Vec<Purchase> {
        let accounts = self.accounts.iter().enumerate();
        let due = accounts.flat_map(|(place, account)| {
            let rows = account.transactions.iter().flatten();
            let rows = rows.filter(|row| self.comes_up_on(row) == day);
            let rows = rows.map(move |row| self.purchase(place, account, row));
            rows.chain(income(place, account, day))
        });
        due.collect()
    }

    /// Plaid's owner object of an account.
    pub fn owner_json(&self, place: usize) -> Json {
        match &self.accounts[place].identity {
            Some(identity) => owner_json(identity),
            None => owner::PLAIDS.json(),
        }
    }

    fn account(&self, place: usize, account: &AccountOverride) -> Account {
        let mut chance = Chance::of(&[&self.key, "account", &place.to_string()]);
        let made_up_mask = chance.between(1000, 9999).to_string();
        let family = account.family.clone().unwrap_or_else(|| "depository".to_owned());
        let subtype = account.subtype.clone().unwrap_or_else(|| usual_subtype(&family).to_owned());
        let meta = account.meta.as_ref();
        let text = |value: Option<&String>| value.filter(|text| !text.is_empty()).cloned();
        let name = text(meta.and_then(|meta| meta.name.as_ref()));
        Account {
            mask: text(meta.and_then(|meta| meta.mask.as_ref())).unwrap_or(made_up_mask),
            name: name.unwrap_or_else(|| format!("Plaid {}", titled(&subtype))).into(),
            official_name: text(meta.and_then(|meta| meta.official_name.as_ref())).map(Into::into),
            family: family.into(),
            subtype: subtype.into(),
            holder_category: None,
            limit: meta.and_then(|meta| meta.limit),
            currency: account.currency.clone(),
            numbering: account.numbers.clone().map(Numbering::from),
            funds: Funds::Stated,
            opens_on: None,
            closes_on: None,
        }
    }

    fn made_up_balance(&self, place: usize) -> Decimal {
        let mut chance = Chance::of(&[&self.key, "balance", &place.to_string()]);
        Decimal::new(chance.between(100_00, 9_999_99), 2)
    }

    /// A row of the past comes up as it is booked, one that is still to be booked with the link.
    fn comes_up_on(&self, row: &TransactionOverride) -> NaiveDate {
        if row.date_posted <= self.linked_on {
            row.date_posted
        } else {
            row.date_transacted.min(self.linked_on)
        }
    }

    fn purchase(
        &self,
        place: usize,
        account: &AccountOverride,
        row: &TransactionOverride,
    ) -> Purchase {
        let wording = Wording { amount: row.amount, name: row.description.clone() };
        let is_ahead = row.date_posted > self.linked_on;
        let currency = row.currency.as_ref().or(account.currency.as_ref());
        Purchase {
            authorized_on: Some(row.date_transacted),
            posts_on: row.date_posted,
            pending: is_ahead.then(|| wording.clone()),
            currency: currency.cloned().map(Into::into),
            ..Purchase::booked(place, wording, row.date_posted)
        }
    }

    /// What the monthly income of an account came to after the first day and until the last one.
    fn incomes(&self, place: usize, after: NaiveDate, until: NaiveDate) -> Decimal {
        let days = after.iter_days().skip(1).take_while(|day| *day <= until);
        let incomes = days.filter_map(|day| income(place, &self.accounts[place], day));
        incomes.filter_map(|income| income.posted).map(|posted| posted.amount).sum()
    }
}

/// What the contents of a made-up part follow from.
pub fn key(identity: &Identity<'_>, seed: Option<&str>) -> String {
    let Identity { institution_id, username, .. } = identity;
    match seed {
        Some(seed) => format!("{username}/{seed}"),
        None => format!("{}/{institution_id}/{username}", identity.seed),
    }
}

/// The income of an account on that day, if it has one then.
fn income(place: usize, account: &AccountOverride, day: NaiveDate) -> Option<Purchase> {
    let model = account.inflow_model.as_ref()?;
    let amount = model.income_amount.filter(|_| model.kind.as_deref() == Some("monthly-income"))?;
    let wanted = model.payment_day_of_month.unwrap_or(1);
    let is_last = (day + Days::new(1)).day() == 1;
    // The 31st of a month without one is its last day.
    if day.day() != wanted && !(is_last && day.day() < wanted) {
        return None;
    }
    let name = model.transaction_name.clone().unwrap_or_else(|| "INCOME".to_owned());
    let currency = account.currency.clone().map(Into::into);
    let wording = Wording { amount: -amount.abs(), name };
    Some(Purchase { currency, ..Purchase::booked(place, wording, day) })
}

fn usual_subtype(family: &str) -> &'static str {
    match family {
        "credit" => "credit card",
        "loan" => "student",
        "investment" => "brokerage",
        "payroll" => "payroll",
        "other" => "other",
        _ => "checking",
    }
}

fn titled(subtype: &str) -> String {
    let words = subtype.split(' ').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect::<Vec<_>>().join(" ")
}

fn owner_json(identity: &OwnerOverride) -> Json {
    let contact = |contact: &Contact, kind: &str| {
        object([
            ("data", contact.data.as_str().into()),
            ("primary", contact.primary.unwrap_or_default().into()),
            ("type", contact.kind.as_deref().unwrap_or(kind).into()),
        ])
    };
    let addresses = identity.addresses.iter().flatten().map(|address| {
        let text = |text: &Option<String>| text.as_deref().into();
        let data = object([
            ("city", text(&address.data.city)),
            ("country", text(&address.data.country)),
            ("postal_code", text(&address.data.postal_code)),
            ("region", text(&address.data.region)),
            ("street", address.data.street.as_deref().unwrap_or_default().into()),
        ]);
        object([("data", data), ("primary", address.primary.unwrap_or_default().into())])
    });
    let phones = identity.phone_numbers.iter().flatten().map(|phone| contact(phone, "home"));
    let emails = identity.emails.iter().flatten().map(|email| contact(email, "primary"));
    object([
        ("addresses", list(addresses)),
        ("emails", list(emails)),
        ("names", list(identity.names.iter().flatten())),
        ("phone_numbers", list(phones)),
    ])
}

impl From<NumbersOverride> for Numbering {
    fn from(numbers: NumbersOverride) -> Self {
        Self {
            account: numbers.account,
            ach: [numbers.ach_routing, numbers.ach_wire_routing],
            eft: [numbers.eft_institution, numbers.eft_branch],
            international: [numbers.international_bic, numbers.international_iban],
            bacs: numbers.bacs_sort_code,
        }
    }
}
