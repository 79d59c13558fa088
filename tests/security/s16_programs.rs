//! The programs of S16: what a key opens, of what its owner reads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::Api;

/// What a key may be given, of what is asked here.
const SCOPES: [&str; 3] = ["ACCOUNTS_READ", "TRANSACTIONS_READ", "SYNC_READ"];

const ACCOUNTS: &str = "{ accounts { id } }";
const ROWS: &str = "query ($after: String) { transactions(first: 500, after: $after) {
    totalCount nodes { id } pageInfo { endCursor hasNextPage } } }";
const OWN_ROWS: &str = "query ($after: String) { transactions(first: 500, after: $after) {
    totalCount nodes { id date account { id } } pageInfo { endCursor hasNextPage } } }";
const SYNCS: &str = "{ syncJobs(first: 500) { nodes { id } } }";

/// A key as chance has it. The numbers choose among what is there.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A bit for each scope.
    pub scopes: u8,
    /// The only account.
    pub account: Option<usize>,
    /// The first day and the last, in either order.
    pub days: Option<(usize, usize)>,
}

/// A program, and what its key is held to.
pub struct Program {
    /// The key's id.
    pub key: String,
    api: Api,
    scopes: BTreeSet<&'static str>,
    account: Option<String>,
    days: Option<(String, String)>,
}

impl Program {
    /// Has the owner make a key.
    pub async fn new(owner: &Api, plan: Plan) -> Self {
        let picked = SCOPES.iter().enumerate().filter(|(bit, _)| plan.scopes & (1 << bit) != 0);
        // A key has one scope at least; this one opens nothing that is asked here.
        let scopes: BTreeSet<_> = picked.map(|(_, scope)| *scope).collect();
        let of = Own::read(owner).await;
        let accounts: Vec<_> = of.accounts.iter().collect();
        let account = plan.account.map(|number| accounts[number % accounts.len()].clone());
        let dates: BTreeSet<_> = of.rows.values().map(|row| &row.date).collect();
        let dates: Vec<_> = dates.into_iter().collect();
        let days = plan.days.map(|(one, other)| {
            let (one, other) = (dates[one % dates.len()], dates[other % dates.len()]);
            (one.min(other).clone(), one.max(other).clone())
        });
        let given: Vec<_> = scopes.iter().copied().chain(["BUDGETS_READ"]).collect();
        let (from, to) = days.clone().unzip();
        let input = json!({
            "name": "chance", "scopes": given, "accountIds": account.as_ref().map(|id| [id]),
            "dateFrom": from, "dateTo": to, "requestsPerMinute": 6000,
        });
        let (api, key) = owner.program(input).await;
        Self { key, api, scopes, account, days }
    }

    /// What the program reads is what its owner reads, where the key opens it.
    pub async fn reads_what_its_key_opens(&self, owner: &Api) {
        let before = Own::read(owner).await;
        if self.may_ask(ACCOUNTS, "ACCOUNTS_READ").await {
            let told = ids(&self.api.ask(ACCOUNTS, json!({})).await["accounts"]);
            let all = before.accounts.iter().filter(|id| self.may_see(id));
            assert_eq!(told, all.cloned().collect());
        }
        if self.may_ask(ROWS, "TRANSACTIONS_READ").await {
            let told = ids(&all_rows(&self.api, ROWS).await);
            let seen = before.rows.iter().filter(|(_, row)| {
                let within = |(from, to): &(String, String)| *from <= row.date && row.date <= *to;
                self.may_see(&row.account) && self.days.as_ref().is_none_or(within)
            });
            assert_eq!(told, seen.map(|(id, _)| id.clone()).collect());
        }
        let syncs = |own: &Own| -> BTreeSet<String> {
            let seen = own.syncs.iter().filter(|(_, accounts)| match &self.account {
                None => true,
                Some(account) => accounts.contains(account),
            });
            seen.map(|(id, _)| id.clone()).collect()
        };
        if self.may_ask(SYNCS, "SYNC_READ").await {
            let told = ids(&self.api.ask(SYNCS, json!({})).await["syncJobs"]["nodes"]);
            // The bank may have had one begun meanwhile.
            let (earlier, later) = (syncs(&before), syncs(&Own::read(owner).await));
            assert!(earlier.is_subset(&told) && told.is_subset(&later), "{told:?} of {later:?}");
        }
    }

    /// Whatever its key opens, another owner's ids lead nowhere.
    pub async fn does_not_find(&self, id: &Value) {
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        let told = self.api.send(query, json!({ "id": id })).await;
        let found = told.pointer("/data/node/id");
        assert_eq!(found, None, "{:?} saw {id}", self.scopes);
    }

    fn may_see(&self, account: &str) -> bool {
        self.account.as_deref().is_none_or(|only| only == account)
    }

    /// Whether the key has the scope. A question without it is refused.
    async fn may_ask(&self, query: &str, scope: &str) -> bool {
        let may = self.scopes.contains(scope);
        if !may {
            assert_eq!(self.api.error_code(query, json!({})).await, "FORBIDDEN", "{query}");
        }
        may
    }
}

/// What an owner reads with a session.
struct Own {
    accounts: BTreeSet<String>,
    rows: BTreeMap<String, Row>,
    /// Each sync with the accounts of its item.
    syncs: Vec<(String, BTreeSet<String>)>,
}

struct Row {
    account: String,
    date: String,
}

impl Own {
    async fn read(owner: &Api) -> Self {
        let query = "{ accounts { id }
            syncJobs(first: 500) { nodes { id item { accounts { id } } } } }";
        let told = owner.ask(query, json!({})).await;
        let rows = all_rows(owner, OWN_ROWS).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let row = |row: &Value| {
            let [id, date, account] = [&row["id"], &row["date"], &row["account"]["id"]].map(text);
            (id, Row { account, date })
        };
        let syncs = told["syncJobs"]["nodes"].as_array().unwrap().iter();
        let syncs = syncs.map(|job| (text(&job["id"]), ids(&job["item"]["accounts"])));
        Self {
            accounts: ids(&told["accounts"]),
            rows: rows.as_array().unwrap().iter().map(row).collect(),
            syncs: syncs.collect(),
        }
    }
}

/// Every row, page by page, as many as the list says that there are.
async fn all_rows(api: &Api, query: &str) -> Value {
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let told = api.ask(query, json!({ "after": after })).await;
        let page = &told["transactions"];
        rows.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], rows.len());
            return Value::Array(rows);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn ids(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}
