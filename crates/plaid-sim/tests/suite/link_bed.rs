//! Link as its pages speak to the simulator: a session that is stepped through without a browser.

use serde_json::{Value, json};

use crate::bed::{Bed, PLATYPUS, text};

/// A session, and the last answer to it.
pub struct Link<'a> {
    pub bed: &'a Bed,
    pub answer: Value,
    /// The names of all events so far.
    pub events: Vec<String>,
}

/// What a link token is asked for, unless a test says otherwise.
pub fn order() -> Value {
    json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US"],
        "user": { "client_user_id": "user-1" },
        "products": ["transactions"],
    })
}

/// The same with other members.
pub fn order_with(members: Value) -> Value {
    let mut order = order();
    let Value::Object(members) = members else { panic!("{members} is no object") };
    order.as_object_mut().unwrap().extend(members);
    order
}

pub async fn link_token(bed: &Bed, order: Value) -> String {
    text(&bed.ask("/link/token/create", order).await["link_token"])
}

impl<'a> Link<'a> {
    pub async fn open(bed: &'a Bed, token: &str) -> Self {
        Self::open_with(bed, json!({ "token": token })).await
    }

    pub async fn open_with(bed: &'a Bed, opening: Value) -> Self {
        let (status, answer) = bed.order("/link/session/open", opening).await;
        assert_eq!(status, 200, "{answer}");
        let mut link = Self { bed, answer, events: Vec::new() };
        link.gather();
        link
    }

    /// A session of that order, at the credentials of the first bank.
    pub async fn at_credentials(bed: &'a Bed, order: Value) -> Self {
        let token = link_token(bed, order).await;
        let mut link = Self::open(bed, &token).await;
        link.step(json!({ "action": "agree" })).await;
        link.choose(PLATYPUS).await;
        link
    }

    pub async fn step(&mut self, step: Value) -> &Value {
        let body = json!({ "session": self.answer["session"], "step": step });
        let (status, answer) = self.bed.order("/link/session/step", body).await;
        assert_eq!(status, 200, "{answer}");
        self.answer = answer;
        self.gather();
        &self.answer
    }

    pub async fn choose(&mut self, institution_id: &str) {
        let step = json!({ "action": "choose_institution", "institution_id": institution_id });
        self.step(step).await;
    }

    pub async fn sign_in(&mut self, username: &str, password: &str) {
        let step = json!({ "action": "sign_in", "username": username, "password": password });
        self.step(step).await;
    }

    pub async fn answers(&mut self, answers: &[&str]) {
        self.step(json!({ "action": "answer", "answers": answers })).await;
    }

    /// Shares all the accounts of these names.
    pub async fn share(&mut self, names: &[&str]) {
        let accounts = self.answer["view"]["accounts"].as_array().unwrap();
        let chosen =
            accounts.iter().filter(|account| names.contains(&account["name"].as_str().unwrap()));
        let places: Vec<Value> = chosen.map(|account| account["place"].clone()).collect();
        assert_eq!(places.len(), names.len(), "{accounts:?}");
        self.step(json!({ "action": "choose_accounts", "places": places })).await;
    }

    pub async fn finish(&mut self) -> Value {
        self.step(json!({ "action": "finish" })).await;
        self.answer["end"].clone()
    }

    pub async fn leave(&mut self) -> Value {
        self.step(json!({ "action": "leave" })).await;
        self.answer["end"].clone()
    }

    /// What it shows.
    pub fn view(&self) -> &str {
        self.answer["view"]["name"].as_str().unwrap()
    }

    /// The names of the accounts that it offers.
    pub fn offered(&self) -> Vec<&str> {
        let accounts = self.answer["view"]["accounts"].as_array().unwrap();
        accounts.iter().map(|account| account["name"].as_str().unwrap()).collect()
    }

    fn gather(&mut self) {
        for event in self.answer["events"].as_array().unwrap() {
            self.events.push(text(&event["name"]));
        }
    }
}
