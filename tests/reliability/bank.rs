//! The bank as a process of its own, so that it outlives the servers that are killed, and so that
//! several may share it.

use std::process::Stdio;

use plaid_openapi::Watch;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::support::server::{binary, free_addresses, wait_for_line};

/// What Plaid is asked for transactions.
pub const SYNC: &str = "/transactions/sync";

/// A simulator of Plaid.
pub struct Bank {
    address: String,
    http: reqwest::Client,
    // In this order: the bank ends before its record is held against Plaid's description.
    _child: Child,
    _watch: Watch,
}

impl Bank {
    /// Starts one that takes as many calls as come.
    pub async fn start() -> Self {
        let bank = Self::start_with_limits().await;
        bank.order("/sim/rate_limits", json!({ "are_on": false })).await;
        bank
    }

    /// Starts one that limits calls as Plaid does.
    pub async fn start_with_limits() -> Self {
        let [address] = free_addresses();
        let watch = Watch::new();
        let mut child = Command::new(binary())
            .args(["plaid-sim", "--listen", &address, "--record"])
            .arg(watch.record())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        wait_for_line(&mut child, "The simulator of Plaid listens").await;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { address, http, _child: child, _watch: watch }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it is, without the scheme.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// An order to its own side.
    pub async fn order(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url())).json(&body);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let told = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {told}");
        told
    }

    /// An order that it may refuse, for instance because there is nothing yet to be sent again.
    pub async fn try_order(&self, path: &str, body: Value) {
        self.http.post(format!("{}{path}", self.url())).json(&body).send().await.unwrap();
    }

    /// An order to forget.
    pub async fn order_delete(&self, path: &str) {
        let told = self.http.delete(format!("{}{path}", self.url())).send().await.unwrap();
        assert!(told.status().is_success());
    }

    /// A look at its own side.
    pub async fn look(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.url());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Lets days pass for an item.
    pub async fn advance(&self, plaid_item: &str, days: usize) {
        self.order(&format!("/sim/items/{plaid_item}/advance"), json!({ "days": days })).await;
    }

    /// Makes coming calls of an item fail.
    pub async fn fault(&self, path: &str, plaid_item: Option<&str>, fault: &str, times: usize) {
        let order = json!({ "path": path, "item_id": plaid_item, "fault": fault, "times": times });
        self.order("/sim/faults", order).await;
    }

    /// How often it was called so.
    pub async fn count_of_calls(&self, path: &str) -> usize {
        let told = self.look("/sim/calls").await;
        told["calls"].as_array().unwrap().iter().filter(|call| call["path"] == path).count()
    }

    /// Waits until it was called so so often.
    pub async fn until_count(&self, path: &str, count: usize) {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
        for _ in 0..3000 {
            looks.tick().await;
            if self.count_of_calls(path).await >= count {
                return;
            }
        }
        panic!("{path} was not called within a minute");
    }

    /// Waits until there are more calls of that path for an item.
    pub async fn until_more_calls(&self, path: &str, plaid_item: &str, than: usize) {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
        for _ in 0..3000 {
            looks.tick().await;
            if self.calls(path, plaid_item).await.len() > than {
                return;
            }
        }
        panic!("{path} was not called within a minute");
    }

    /// The calls of that path for an item, newest first.
    pub async fn calls(&self, path: &str, plaid_item: &str) -> Vec<Value> {
        let told = self.look("/sim/calls").await;
        let calls = told["calls"].as_array().unwrap().iter();
        let fits = |call: &&Value| call["path"] == path && call["item_id"] == plaid_item;
        calls.filter(fits).cloned().collect()
    }
}
