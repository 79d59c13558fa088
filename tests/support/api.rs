//! A client of the API, as a third-party program would be.

use serde_json::{Value, json};

use super::socket::Socket;

/// A password that the rules take.
pub const PASSWORD: &str = "correct horse battery staple";

/// A client, signed in or not.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    address: String,
    simulator: String,
    /// The session's token.
    pub token: Option<String>,
}

/// What an exchange gave.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The id of the item.
    pub item: String,
    /// The id of its first sync.
    pub job: String,
    /// Plaid's id of the item.
    pub plaid_item: String,
    /// The bank's day when it was linked, or last synced by the test.
    pub day: String,
}

impl Api {
    /// Without credentials.
    pub fn new(address: String, simulator: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, address, simulator, token: None }
    }

    /// The same client with this token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The whole answer.
    pub async fn send(&self, query: &str, variables: Value) -> Value {
        self.try_send(query, variables).await.unwrap()
    }

    /// The whole answer of a server that may be gone.
    pub async fn try_send(&self, query: &str, variables: Value) -> reqwest::Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.http.post(format!("http://{}/graphql", self.address)).json(&body);
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await?.json().await
    }

    /// The data of an answer without errors.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let answer = self.send(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// The code of the first error of an answer.
    pub async fn error_code(&self, query: &str, variables: Value) -> String {
        let answer = self.send(query, variables).await;
        let error = &answer["errors"][0]["extensions"];
        assert!(error["requestId"].is_string(), "{query}: {answer}");
        error["code"].as_str().unwrap().to_owned()
    }

    /// Signs up under this name.
    pub async fn sign_up(&self, username: &str) -> Self {
        let input = json!({
            "username": username,
            "email": format!("{username}@example.com"),
            "password": PASSWORD,
        });
        let query = "mutation ($input: SignupInput!) {
            signup(input: $input) { token userErrors { code message } }
        }";
        let data = self.ask(query, json!({ "input": input })).await;
        let token = data["signup"]["token"].as_str().expect("a new user gets a token").to_owned();
        Self { token: Some(token), ..self.clone() }
    }

    /// A socket that is signed in.
    pub async fn socket(&self) -> Socket {
        Socket::open(&self.address, self.token.as_deref()).await
    }

    /// A public token of the simulated bank, as Plaid Link would give it.
    pub async fn public_token(&self, institution: &str, username: &str) -> String {
        let body = json!({
            "institution_id": institution,
            "initial_products": ["transactions"],
            "options": { "override_username": username, "transactions": { "days_requested": 730 } },
        });
        let answer = self.bank("/sandbox/public_token/create", body).await;
        answer["public_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// A call to the simulator, as Plaid's customer.
    pub async fn bank(&self, path: &str, body: Value) -> Value {
        let request = self
            .http
            .post(format!("{}{path}", self.simulator))
            .header("PLAID-CLIENT-ID", plaid_sim::DEFAULT_CLIENT_ID)
            .header("PLAID-SECRET", plaid_sim::DEFAULT_SECRET)
            .json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A look at the simulator's own side.
    pub async fn look(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.simulator);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Makes the simulator fail.
    pub async fn fault(&self, path: &str, fault: &str, times: u32) {
        let body = json!({ "path": path, "item_id": null, "fault": fault, "times": times });
        let url = format!("{}/sim/faults", self.simulator);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Exchanges a public token.
    pub async fn exchange(&self, public_token: &str) -> Linked {
        let query = "mutation ($token: String!) {
            exchangePublicToken(input: { publicToken: $token }) {
                item { id plaidItemId } syncJob { id } userErrors { code message }
            }
        }";
        let data = self.ask(query, json!({ "token": public_token })).await;
        let payload = &data["exchangePublicToken"];
        assert_eq!(payload["userErrors"], json!([]));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let plaid_item = text(&payload["item"]["plaidItemId"]);
        Linked {
            item: text(&payload["item"]["id"]),
            job: text(&payload["syncJob"]["id"]),
            day: self.bank_day(&plaid_item).await,
            plaid_item,
        }
    }

    /// Links a bank and waits until its first sync has ended well.
    pub async fn link(&self, institution: &str, username: &str) -> Linked {
        let linked = self.exchange(&self.public_token(institution, username).await).await;
        self.wait_for(&linked.job).await;
        linked
    }

    /// Asks for a sync and waits until it has ended well. It may be one that a webhook has just woken,
    /// which the wish has joined.
    pub async fn sync(&self, item: &str) {
        let query = "mutation ($id: ID!) {
            syncItem(input: { itemId: $id }) { syncJob { id } userErrors { code } }
        }";
        let data = self.ask(query, json!({ "id": item })).await;
        assert_eq!(data["syncItem"]["userErrors"], json!([]));
        self.wait_for(data["syncItem"]["syncJob"]["id"].as_str().unwrap()).await;
    }

    /// Waits until a sync has ended well.
    pub async fn wait_for(&self, job: &str) {
        let mut socket = self.socket().await;
        let query = "subscription ($id: ID!) { syncJob(id: $id) { status error { code } } }";
        socket.subscribe("wait", query, json!({ "id": job })).await;
        let states = socket.until_complete("wait").await;
        let last = states.last().expect("a sync has a state");
        assert_eq!(last["syncJob"]["status"], "SUCCEEDED", "{states:?}");
    }
}

/// What the bank's own side can be told, and looked at for.
impl Api {
    /// Lets days pass at the bank.
    pub async fn advance(&self, plaid_item: &str, days: u32) {
        self.control(&format!("/sim/items/{plaid_item}/advance"), json!({ "days": days })).await;
    }

    /// Has the bank's own side do something, and gives its answer.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.simulator);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let (status, answer) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {answer}");
        serde_json::from_str(&answer).unwrap()
    }

    /// The day that it is at the bank of this item.
    pub async fn bank_day(&self, plaid_item: &str) -> String {
        let told = self.look("/sim/items").await;
        let items = told["items"].as_array().unwrap_or_else(|| panic!("{told}"));
        let item = items.iter().find(|item| item["item_id"] == plaid_item);
        item.expect("the bank knows the item")["today"].as_str().unwrap().to_owned()
    }

    /// Until the bank has been called so, and has answered well.
    pub async fn until_called(&self, path: &str) {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(50));
        for _ in 0..400 {
            looks.tick().await;
            let told = self.look("/sim/calls").await;
            let calls = told["calls"].as_array().unwrap_or_else(|| panic!("{told}"));
            if calls.iter().any(|call| call["path"] == path && call["outcome"] == "ok") {
                return;
            }
        }
        panic!("{path} was not called within 20 seconds");
    }
}
