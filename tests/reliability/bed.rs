//! A bank, a database, and as many servers on them as a test wants.

use std::time::{Duration, Instant};

use serde_json::json;

use super::bank::Bank;
use super::invariants;
use super::store::Store;
use crate::support::api::Linked;
use crate::support::ledger::Ledger;
use crate::support::{Api, Database, Server};

/// A bank that tests link: its history has several pages.
pub const INSTITUTION: &str = "ins_109508";

/// The longest that anything may take to come to rest.
pub const REST: Duration = Duration::from_mins(3);

/// What a test runs on.
pub struct Bed {
    pub bank: Bank,
    pub servers: Vec<Server>,
    pub store: Store,
    pub database: Database,
}

/// A person and the banks that they have linked.
pub struct Person {
    pub api: Api,
    pub items: Vec<Linked>,
}

impl Bed {
    /// One server.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, 1, &[]).await
    }

    /// So many servers, with some settings changed. SQLite has one.
    pub async fn start_with(
        database: Database,
        servers: usize,
        changes: &[(&'static str, &str)],
    ) -> Self {
        let bank = Bank::start().await;
        Self::start_at(bank, database, servers, changes).await
    }

    /// At that bank.
    pub async fn start_at(
        bank: Bank,
        database: Database,
        servers: usize,
        changes: &[(&'static str, &str)],
    ) -> Self {
        let url = bank.url();
        let mut settings = vec![
            ("PLAID_BASE_URL", url.as_str()),
            ("PLAID_CLIENT_ID", plaid_sim::DEFAULT_CLIENT_ID),
            ("PLAID_SECRET", plaid_sim::DEFAULT_SECRET),
            ("FLORIN_JOB_LEASE", "2s"),
            ("FLORIN_LOG", "off"),
        ];
        settings.extend(changes);
        let mut started = Vec::new();
        for _ in 0..servers {
            started.push(Server::start_with(database.clone(), &settings).await);
        }
        let store = Store::open(&database, &started[0]).await;
        Self { bank, servers: started, store, database }
    }

    /// Looks into the database anew, after it was away.
    pub async fn reopen(&mut self) {
        self.store = Store::open(&self.database, &self.servers[0]).await;
    }

    /// Starts the first server again if its process has ended, without what made it end.
    pub async fn revive(&mut self) {
        if self.servers[0].is_gone() {
            self.servers[0].resume().await;
        }
    }

    /// A client of a server.
    pub fn api(&self, server: usize) -> Api {
        Api::new(self.servers[server].address().to_owned(), self.bank.url())
    }

    /// People who have linked so many banks each, all synced.
    pub async fn people(&self, people: usize, items: usize, username: &str) -> Vec<Person> {
        let found = self.people_unchecked(people, items, username).await;
        self.store.quiet(REST).await;
        // A short lease, a debug build and many histories at once: a first sync may be given up, and is
        // asked for again, as a person would.
        for person in &found {
            for item in &person.items {
                if self.newest(person, item).await.0 == "FAILED" {
                    ask_sync(&person.api, item).await.expect("the sync is taken");
                }
            }
            self.until_equal(person).await;
            self.equal(person).await;
        }
        self.store.quiet(REST).await;
        found
    }

    /// The same, and their first syncs may still run.
    pub async fn people_unchecked(
        &self,
        people: usize,
        items: usize,
        username: &str,
    ) -> Vec<Person> {
        let mut found = Vec::new();
        for number in 0..people {
            found.push(self.person(&format!("person{number}"), items, username).await);
        }
        found
    }

    /// Somebody who has linked so many banks, whose first syncs may still run.
    pub async fn person(&self, name: &str, items: usize, username: &str) -> Person {
        let api = self.api(0).sign_up(name).await;
        let mut linked = Vec::new();
        for _ in 0..items {
            let token = api.public_token(INSTITUTION, username).await;
            linked.push(api.exchange(&token).await);
        }
        Person { api, items: linked }
    }

    /// The newest job of an item: its state and its error.
    pub async fn newest(&self, person: &Person, item: &Linked) -> (String, String) {
        let query = "query ($id: ID!) { syncJobs(first: 1, itemId: $id) {
            nodes { status error { code } } } }";
        let told = person.api.ask(query, json!({ "id": item.item })).await;
        let job = &told["syncJobs"]["nodes"][0];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        (text(&job["status"]), text(&job["error"]["code"]))
    }

    /// Asks for a sync of everything and waits until all is quiet.
    pub async fn sync_all(&self, people: &[Person]) {
        for person in people {
            for item in &person.items {
                if ask_sync(&person.api, item).await.is_none() {
                    // It was asked for too often of late. News of the bank's makes one, too.
                    self.bank.advance(&item.plaid_item, 1).await;
                }
            }
        }
        self.store.quiet(REST).await;
    }

    /// Waits until the person's ledger is the bank's, and no longer than anything may take.
    async fn until_equal(&self, person: &Person) {
        let began = Instant::now();
        while !self.is_equal(person).await && began.elapsed() < REST {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The person's ledger is the bank's, row by row.
    pub async fn equal(&self, person: &Person) {
        let bank = self.told(person).await;
        let ours = ours(person).await;
        assert_eq!(ours.accounts, bank.accounts);
        assert_eq!(ours.rows.len(), bank.rows.len(), "rows of ours and of the bank's");
        for (ours, banks) in ours.rows.iter().zip(&bank.rows) {
            assert_eq!(ours, banks);
        }
    }

    /// Whether the person's ledger is the bank's, which it may come to be.
    pub async fn is_equal(&self, person: &Person) -> bool {
        ours(person).await == self.told(person).await
    }

    async fn told(&self, person: &Person) -> Ledger {
        let mut told = Ledger { accounts: std::collections::BTreeMap::new(), rows: Vec::new() };
        for item in &person.items {
            let ledger = Ledger::of_bank(&person.api, &item.plaid_item).await;
            told.rows.extend(
                ledger.rows.into_iter().filter(|row| ledger.accounts.contains_key(&row.account)),
            );
            told.accounts.extend(ledger.accounts);
        }
        told.rows.sort_by(|a, b| (&b.date, &b.id).cmp(&(&a.date, &a.id)));
        told
    }

    /// Every ledger comes to be the bank's, and what must always hold does. News that is still on its
    /// way is waited for: what a sync has lost, none that follows brings back.
    pub async fn sound(&self, people: &[Person]) {
        self.store.quiet(REST).await;
        for person in people {
            self.until_equal(person).await;
            self.equal(person).await;
        }
        self.store.quiet(REST).await;
        invariants::hold(&self.store).await;
    }
}

/// Asks for a sync, of a server that may be gone; gives the job's id where it was taken.
pub async fn ask_sync(api: &Api, item: &Linked) -> Option<String> {
    let query = "mutation ($id: ID!) { syncItem(input: { itemId: $id }) {
        syncJob { id } userErrors { code } } }";
    let told = api.try_send(query, json!({ "id": item.item })).await.ok()?;
    told["data"]["syncItem"]["syncJob"]["id"].as_str().map(ToOwned::to_owned)
}

/// The person's ledger as we know it, without the accounts that the bank has closed: it tells no more of
/// those, and we keep them.
async fn ours(person: &Person) -> Ledger {
    let query = "{ accounts(filter: { closed: true }) { plaidAccountId } }";
    let told = person.api.ask(query, json!({})).await;
    let closed: Vec<_> =
        told["accounts"].as_array().unwrap().iter().map(|a| &a["plaidAccountId"]).collect();
    let mut ledger = Ledger::of_ours(&person.api, 500).await;
    ledger.accounts.retain(|id, _| !closed.iter().any(|closed| *closed == id));
    ledger.rows.retain(|row| !closed.iter().any(|closed| *closed == &row.account));
    ledger
}
