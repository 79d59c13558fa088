//! Plaid Link as its pages speak to the simulator: a session that is stepped through without a
//! browser.

use serde_json::{Value, json};

use super::Api;

/// A session of Link.
pub struct Link<'a> {
    api: &'a Api,
    answer: Value,
}

impl<'a> Link<'a> {
    /// Opens Link with a token, on a page of Plaid's own or in the app's.
    pub async fn open(api: &'a Api, token: &str, is_hosted: bool) -> Self {
        let opening = json!({ "token": token, "is_hosted": is_hosted });
        let answer = api.control("/link/session/open", opening).await;
        Self { api, answer }
    }

    /// Does a step.
    pub async fn step(&mut self, step: Value) {
        let body = json!({ "session": self.answer["session"], "step": step });
        self.answer = self.api.control("/link/session/step", body).await;
    }

    /// Signs in at the bank of the open pane.
    pub async fn sign_in(&mut self, username: &str, password: &str) {
        let step = json!({ "action": "sign_in", "username": username, "password": password });
        self.step(step).await;
    }

    /// From the consent to the end, with all accounts of a person.
    pub async fn link(&mut self, institution: &str, username: &str, password: &str) {
        self.step(json!({ "action": "agree" })).await;
        let choice = json!({ "action": "choose_institution", "institution_id": institution });
        self.step(choice).await;
        self.sign_in(username, password).await;
        self.share_first(usize::MAX).await;
    }

    /// Shares so many of the accounts that the open pane offers, and ends the session.
    pub async fn share_first(&mut self, most: usize) {
        let accounts = self.answer["view"]["accounts"].as_array();
        let accounts = accounts.unwrap_or_else(|| panic!("{}", self.answer)).iter().take(most);
        let places: Vec<Value> = accounts.map(|account| account["place"].clone()).collect();
        self.step(json!({ "action": "choose_accounts", "places": places })).await;
        self.finish().await;
    }

    /// Ends a session that went well.
    pub async fn finish(&mut self) {
        self.step(json!({ "action": "finish" })).await;
        assert_ne!(self.answer["end"], Value::Null, "{}", self.answer);
    }
}
