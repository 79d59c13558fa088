//! The ledger of an item: what its bank knows, and the log of every change since it was linked.
//!
//! The log is append-only. A reader who has seen it up to one length and asks at another gets the
//! net effect of what lies between, so the same question has the same answer for ever. On the day
//! of the link the log takes the rows of the last 30 days and then the older ones, which is the
//! order in which Plaid extracts them; how much of it Plaid has extracted yet is not known here.
//! Only the accounts that the item shares are in the log (`sharing.rs`).

pub mod sharing;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::account::{Account, Balances, Funds};
use super::event::{Choice, CreatedRow, Deed, Event};
use super::identifiers::identifier;
use super::person::{self, Identity, Person};
use super::purchase::{Correction, Outcome, Purchase, PurchaseKey};
use super::row::{Line, Row};
use crate::json::Json;

/// How many days the first extraction covers.
pub const INITIAL_DAYS: u64 = 30;

/// The rows of a refresh take places of their day beyond those that a day itself has.
const REFRESHED_PLACES: usize = 1000;
/// Those that somebody gave to the bank lie beyond those of a million refreshes.
const CREATED_PLACES: usize = REFRESHED_PLACES * 1_000_000;

/// What a ledger is made from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// Who and where.
    pub identity: Identity<'a>,
    /// The item.
    pub item_id: &'a str,
    /// The day of the link.
    pub linked_on: NaiveDate,
    /// How many days of rows were asked for.
    pub days_requested: u64,
    /// The places of the accounts that were shared at the link; without them, all that were open.
    pub shared: Option<&'a [usize]>,
}

/// One entry of the log.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened to the row.
    pub kind: ChangeKind,
    /// The row as it is from then on, or was until then.
    pub row: Arc<Row>,
}

/// What can happen to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It came.
    Added,
    /// It was altered.
    Modified,
    /// It went.
    Removed,
}

/// What an item's bank knows.
pub struct Ledger {
    item_id: String,
    person: Person,
    accounts: Vec<Account>,
    account_ids: Vec<String>,
    /// The places of the accounts that the item shares.
    shared: HashSet<usize>,
    linked_on: NaiveDate,
    today: NaiveDate,
    log: Vec<Change>,
    initial_length: usize,
    events: usize,
    refreshes: usize,
    created: usize,
    lines: HashMap<PurchaseKey, Line>,
    waiting: Vec<(PurchaseKey, Purchase)>,
    posted: Vec<Decimal>,
}

impl Ledger {
    /// The ledger as it stands on the day of the link, if there is such a person.
    pub fn open(origin: &Origin<'_>) -> Option<Self> {
        let Origin { identity, item_id, linked_on, days_requested, shared } = origin;
        let person = Person::open(identity, *linked_on)?;
        let accounts = person.accounts();
        let is_open = |place: &usize| accounts[*place].is_open(*linked_on);
        let shared = match shared {
            Some(places) => places.iter().copied().collect(),
            None => (0..accounts.len()).filter(is_open).collect(),
        };
        let account_id = |place: usize| identifier(&["account", item_id, &place.to_string()]);
        let mut ledger = Self {
            item_id: (*item_id).to_owned(),
            account_ids: (0..accounts.len()).map(account_id).collect(),
            posted: vec![Decimal::ZERO; accounts.len()],
            person,
            accounts,
            shared,
            linked_on: *linked_on,
            today: person::first_day(*linked_on),
            log: Vec::new(),
            initial_length: 0,
            events: 0,
            refreshes: 0,
            created: 0,
            lines: HashMap::new(),
            waiting: Vec::new(),
        };
        ledger.play(ledger.today);
        while ledger.today < *linked_on {
            ledger.today = ledger.today + Days::new(1);
            ledger.play(ledger.today);
        }
        ledger.extract(*days_requested);
        Some(ledger)
    }

    /// Lets the days pass until that one. A day that lies back changes nothing.
    pub fn advance_to(&mut self, day: NaiveDate) {
        while self.today < day {
            self.today = self.today + Days::new(1);
            let changes = self.play(self.today);
            self.note(changes);
        }
    }

    /// How many events it took in.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Takes in the next event, once its day has come.
    pub fn take_in(&mut self, event: &Event) {
        self.advance_to(event.on);
        self.events += 1;
        match &event.deed {
            Deed::Refreshed => self.refresh(),
            Deed::Shared(choice) => self.share(choice),
            Deed::Created(rows) => self.create(rows),
        }
    }

    /// The last day that was played.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The whole log.
    pub fn log(&self) -> &[Change] {
        &self.log
    }

    /// How much of the log the first extraction covers.
    pub fn initial_length(&self) -> usize {
        self.initial_length
    }

    /// The open accounts that the item shares, with their ids and balances, in an order that never
    /// changes.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, &str, Balances)> {
        let shared = self.offers().filter(|offer| offer.is_shared);
        shared.map(|offer| (offer.account, offer.account_id, offer.balances))
    }

    /// The id of the account at that place.
    pub fn account_id(&self, place: usize) -> &str {
        &self.account_ids[place]
    }

    /// The place of the account with that id, if it is open and the item shares it.
    pub fn account_place(&self, account_id: &str) -> Option<usize> {
        let place = self.account_ids.iter().position(|id| id == account_id)?;
        let is_shown = self.shared.contains(&place) && self.accounts[place].is_open(self.today);
        is_shown.then_some(place)
    }

    /// Plaid's owner object of the account with that id, if there is one.
    pub fn owner_json(&self, account_id: &str) -> Option<Json> {
        let place = self.account_ids.iter().position(|id| id == account_id)?;
        Some(self.person.owner_json(place))
    }

    /// The live rows, newest first, then by account and id.
    pub fn rows(&self) -> Vec<Arc<Row>> {
        self.rows_at(self.log.len())
    }

    /// The rows that were live when the log had that length, in the same order.
    pub fn rows_at(&self, length: usize) -> Vec<Arc<Row>> {
        let mut live: HashMap<&str, &Arc<Row>> = HashMap::new();
        for change in &self.log[..length] {
            let id = change.row.transaction_id.as_str();
            match change.kind {
                ChangeKind::Added | ChangeKind::Modified => live.insert(id, &change.row),
                ChangeKind::Removed => live.remove(id),
            };
        }
        let mut rows: Vec<Arc<Row>> = live.into_values().cloned().collect();
        rows.sort_by(|a, b| {
            let newest_first = b.line.date.cmp(&a.line.date);
            newest_first
                .then(a.line.account.cmp(&b.line.account))
                .then_with(|| a.transaction_id.cmp(&b.transaction_id))
        });
        rows
    }

    /// The net effect of the log between two lengths, ascending by the last change of each row;
    /// of one account alone, if one is named.
    pub fn delta(&self, base: usize, high: usize, account: Option<usize>) -> Vec<Change> {
        let mut spans: HashMap<&str, Span> = HashMap::new();
        for (place, change) in self.log[base..high].iter().enumerate() {
            if account.is_some_and(|account| account != change.row.line.account) {
                continue;
            }
            let is_new = change.kind == ChangeKind::Added;
            spans
                .entry(change.row.transaction_id.as_str())
                .and_modify(|span| span.last = base + place)
                .or_insert(Span { is_new, last: base + place });
        }
        let mut spans: Vec<Span> = spans.into_values().collect();
        spans.sort_by_key(|span| span.last);
        let net = |span: &Span| {
            let last = &self.log[span.last];
            let kind = match (span.is_new, last.kind) {
                (true, ChangeKind::Removed) => return None,
                (true, _) => ChangeKind::Added,
                (false, ChangeKind::Removed) => ChangeKind::Removed,
                (false, _) => ChangeKind::Modified,
            };
            Some(Change { kind, row: Arc::clone(&last.row) })
        };
        spans.iter().filter_map(net).collect()
    }

    /// Fills the log with what the bank holds on the day of the link.
    fn extract(&mut self, days_requested: u64) {
        let window = self.today - Days::new(days_requested);
        let recent = self.today - Days::new(INITIAL_DAYS);
        // What the window does not hold is never shown, and no bank corrects a row of that age.
        self.lines.retain(|_, line| line.pending || line.date > window);
        let shared = self.lines.values().filter(|line| self.shared.contains(&line.account));
        let mut lines: Vec<&Line> = shared.collect();
        lines.sort_by(|a, b| {
            let is_old = |line: &Line| !line.pending && line.date <= recent;
            let batch = is_old(a).cmp(&is_old(b)).then(a.account.cmp(&b.account));
            batch.then(b.date.cmp(&a.date)).then(b.purchase.cmp(&a.purchase))
        });
        let initial = lines.iter().filter(|line| line.pending || line.date > recent);
        self.initial_length = initial.count();
        let added = |line: &Line| Change {
            kind: ChangeKind::Added,
            row: Arc::new(line.clone().row(&self.item_id)),
        };
        self.log = lines.into_iter().map(added).collect();
    }

    /// Lets Plaid ask the bank again. What it finds is new and pending. For some it also books all
    /// that was pending, adds one to an amount, and tells every other row again as it was.
    fn refresh(&mut self) {
        self.refreshes += 1;
        let Some(found) = self.person.refreshed(self.today, self.refreshes) else {
            return;
        };
        let mut settled: Vec<PurchaseKey> = Vec::new();
        let mut changes = Vec::new();
        if found.books_the_rest {
            let booked = self.lines.iter().filter(|(_, line)| !line.pending);
            settled.extend(booked.map(|(key, _)| *key));
            settled.sort();
            for (key, purchase) in std::mem::take(&mut self.waiting) {
                changes.extend(self.lines.remove(&key).map(|line| (ChangeKind::Removed, line)));
                changes.extend(self.post(key, Purchase { posts_on: self.today, ..purchase }));
            }
        }
        for (place, purchase) in found.purchases.into_iter().enumerate() {
            let place = self.refreshes * REFRESHED_PLACES + place;
            changes.extend(self.come_up(PurchaseKey { day: self.today, place }, purchase));
        }
        let grown = self.refreshes % settled.len().max(1);
        for (place, key) in settled.iter().enumerate() {
            let line = self.lines.get_mut(key).expect("a booked row stays until it is corrected");
            if place == grown {
                line.amount += Decimal::ONE;
            }
            changes.push((ChangeKind::Modified, line.clone()));
        }
        self.note(changes);
    }

    /// Books rows that somebody gave to the bank.
    fn create(&mut self, rows: &[CreatedRow]) {
        let mut changes = Vec::new();
        for row in rows {
            let place = CREATED_PLACES + self.created;
            self.created += 1;
            changes.extend(self.post(PurchaseKey { day: self.today, place }, row.purchase()));
        }
        self.note(changes);
    }

    fn note(&mut self, changes: Vec<(ChangeKind, Line)>) {
        let item_id = &self.item_id;
        let shared = changes.into_iter().filter(|(_, line)| self.shared.contains(&line.account));
        let change = |(kind, line): (_, Line)| Change { kind, row: Arc::new(line.row(item_id)) };
        self.log.extend(shared.map(change));
    }

    /// Plays one day and says what it changed.
    fn play(&mut self, today: NaiveDate) -> Vec<(ChangeKind, Line)> {
        let day = self.person.day(today);
        let mut changes = Vec::new();
        let due = self.waiting.extract_if(.., |(_, purchase)| purchase.posts_on <= today);
        for (key, purchase) in due.collect::<Vec<_>>() {
            if let Some(pending) = self.lines.remove(&key) {
                changes.push((ChangeKind::Removed, pending));
            }
            changes.extend(self.post(key, purchase));
        }
        for (place, purchase) in day.purchases.into_iter().enumerate() {
            changes.extend(self.come_up(PurchaseKey { day: today, place }, purchase));
        }
        changes
            .extend(day.corrections.into_iter().filter_map(|correction| self.correct(correction)));
        changes
    }

    /// Books a purchase that is due today, or takes it in as pending.
    fn come_up(&mut self, key: PurchaseKey, purchase: Purchase) -> Option<(ChangeKind, Line)> {
        if purchase.posts_on <= key.day {
            return self.post(key, purchase);
        }
        let line = pending_line(key, &purchase);
        self.lines.extend(line.clone().map(|line| (key, line)));
        self.waiting.push((key, purchase));
        line.map(|line| (ChangeKind::Added, line))
    }

    fn post(&mut self, key: PurchaseKey, purchase: Purchase) -> Option<(ChangeKind, Line)> {
        let wording = purchase.posted?;
        let line = Line {
            purchase: key,
            account: purchase.account,
            pending: false,
            replaces_pending: purchase.pending.is_some(),
            amount: wording.amount,
            currency: purchase.currency,
            date: purchase.posts_on,
            authorized_on: purchase.authorized_on,
            name: wording.name,
            description: Arc::new(purchase.description),
        };
        self.posted[line.account] += line.booked();
        self.lines.insert(key, line.clone());
        Some((ChangeKind::Added, line))
    }

    fn correct(&mut self, correction: Correction) -> Option<(ChangeKind, Line)> {
        let line = self.lines.get_mut(&correction.purchase).filter(|line| !line.pending)?;
        self.posted[line.account] -= line.booked();
        match correction.outcome {
            Outcome::Reworded(wording) => {
                line.amount = wording.amount;
                line.name = wording.name;
                self.posted[line.account] += line.booked();
                Some((ChangeKind::Modified, line.clone()))
            }
            Outcome::Withdrawn => {
                let line = self.lines.remove(&correction.purchase)?;
                Some((ChangeKind::Removed, line))
            }
        }
    }

    fn balances(&self, place: usize, pending: Decimal) -> Balances {
        let account = &self.accounts[place];
        match account.funds {
            Funds::Stated => self.person.stated(place, self.today),
            Funds::Moved { opening } => account.moved(opening, self.posted[place], pending),
        }
    }

    fn pending_sums(&self) -> Vec<Decimal> {
        let mut sums = vec![Decimal::ZERO; self.accounts.len()];
        for (key, _) in &self.waiting {
            if let Some(line) = self.lines.get(key) {
                sums[line.account] += line.booked();
            }
        }
        sums
    }
}

/// What the log says about one row between two lengths.
struct Span {
    is_new: bool,
    last: usize,
}

fn pending_line(key: PurchaseKey, purchase: &Purchase) -> Option<Line> {
    let wording = purchase.pending.as_ref()?;
    Some(Line {
        purchase: key,
        account: purchase.account,
        pending: true,
        replaces_pending: false,
        amount: wording.amount,
        currency: purchase.currency.clone(),
        date: purchase.authorized_on.unwrap_or(key.day),
        authorized_on: purchase.authorized_on,
        name: wording.name.clone(),
        description: Arc::new(purchase.description.clone()),
    })
}
