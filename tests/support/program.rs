//! A program with an API key of its own.

use serde_json::{Value, json};

use super::Api;

/// Every scope that there is.
pub const SCOPES: [&str; 9] = [
    "ACCOUNTS_READ",
    "BALANCES_READ",
    "TRANSACTIONS_READ",
    "TRANSACTIONS_WRITE",
    "IDENTITY_READ",
    "BUDGETS_READ",
    "BUDGETS_WRITE",
    "SYNC_READ",
    "SYNC_WRITE",
];

const CREATE: &str = "mutation ($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
        apiKey { id hint name scopes accounts { id } dateFrom dateTo requestsPerMinute
                 createdAt expiresAt lastUsedAt revokedAt }
        token userErrors { code path }
    }
}";

impl Api {
    /// What making a key gives.
    pub async fn create_key(&self, input: Value) -> Value {
        self.ask(CREATE, json!({ "input": input })).await["createApiKey"].clone()
    }

    /// A program with a key, and the key's id.
    pub async fn program(&self, input: Value) -> (Self, String) {
        let made = self.create_key(input).await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        (self.with_token(&text(&made["token"])), text(&made["apiKey"]["id"]))
    }

    /// A program that has these scopes and sees everything.
    pub async fn program_with(&self, scopes: &[&str]) -> Self {
        let input = json!({ "name": "test", "scopes": scopes, "requestsPerMinute": 6000 });
        self.program(input).await.0
    }

    /// Ends a key.
    pub async fn revoke_key(&self, id: &str) -> Value {
        let query = "mutation ($id: ID!) {
            revokeApiKey(input: { apiKeyId: $id }) { apiKey { revokedAt } userErrors { code path } }
        }";
        self.ask(query, json!({ "id": id })).await["revokeApiKey"].clone()
    }
}
