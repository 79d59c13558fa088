//! S18: the life of an API key: what may be made, what is kept of it, how it ends, and what its owner
//! learns of its use.

use std::time::Duration;

use chrono::DateTime;
use florin::http::Limits;
use reqwest::header::ACCEPT;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};
use tokio::time::{interval, timeout};

use crate::http::socket::{Client, FOLLOW, subscribe};
use crate::http::{Answer, PUBLIC_URL, Site};
use crate::support::program::SCOPES;
use crate::support::{Api, Server, each_database};

/// Much longer than any test: nobody looks by themselves.
const NEVER: Duration = Duration::from_hours(1);

each_database!(async fn s18_a_key_is_made_by_the_rules(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let made = alice.create_key(json!({ "name": " Sheet ", "scopes": ["SYNC_READ"] })).await;
    let (key, token) = (&made["apiKey"], made["token"].as_str().unwrap());
    let secret = token.strip_prefix("florin_key_").unwrap();
    assert!(secret.len() >= 43, "256 bits in base64: {}", secret.len());
    assert_eq!(key["hint"], secret[..6]);
    assert_eq!(key["name"], "Sheet");
    assert_eq!(key["requestsPerMinute"], 120);
    for absent in ["accounts", "dateFrom", "dateTo", "lastUsedAt", "revokedAt"] {
        assert_eq!(key[absent], Value::Null, "{absent}");
    }
    let moment = |field: &str| chrono::DateTime::parse_from_rfc3339(key[field].as_str().unwrap());
    let life = moment("expiresAt").unwrap() - moment("createdAt").unwrap();
    assert_eq!(life, chrono::TimeDelta::days(90));

    for (input, code, field) in [
        (json!({ "name": "x", "scopes": [] }), "INVALID_INPUT", "scopes"),
        (json!({ "name": "", "scopes": SCOPES }), "INVALID_INPUT", "name"),
        (json!({ "name": "x", "scopes": SCOPES, "accountIds": [] }), "INVALID_INPUT", "accountIds"),
        (json!({ "name": "x", "scopes": SCOPES, "accountIds": ["x"] }), "NOT_FOUND", "accountIds"),
        (
            json!({ "name": "x", "scopes": SCOPES, "expiresAt": "2020-01-01T00:00:00Z" }),
            "INVALID_INPUT",
            "expiresAt",
        ),
        (
            json!({ "name": "x", "scopes": SCOPES, "expiresAt": "2099-01-01T00:00:00Z" }),
            "INVALID_INPUT",
            "expiresAt",
        ),
        (
            json!({ "name": "x", "scopes": SCOPES, "requestsPerMinute": 6001 }),
            "INVALID_INPUT",
            "requestsPerMinute",
        ),
    ] {
        let told = alice.create_key(input.clone()).await;
        let expected = json!([{ "code": code, "path": ["input", field] }]);
        assert_eq!(told["userErrors"], expected, "{input}");
        assert_eq!((&told["token"], &told["apiKey"]), (&Value::Null, &Value::Null), "{input}");
    }
    // Another's account is no account.
    let mallory = server.signed_up("mallory").await;
    alice.link("ins_109508", "user_good").await;
    let account = alice.ask("{ accounts { id } }", json!({})).await["accounts"][0]["id"].clone();
    let input = json!({ "name": "x", "scopes": SCOPES, "accountIds": [account] });
    assert_eq!(mallory.create_key(input).await["userErrors"][0]["code"], "NOT_FOUND");
    is_hidden_from(&mallory, key["id"].as_str().unwrap()).await;
    fifty_at_most(&mallory).await;
});

async fn is_hidden_from(mallory: &Api, key: &str) {
    assert_eq!(mallory.ask("{ apiKeys { id } }", json!({})).await["apiKeys"], json!([]));
    let node = mallory.ask("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": key })).await;
    assert_eq!(node["node"], Value::Null);
    let told = mallory.revoke_key(key).await;
    let missing = json!([{ "code": "NOT_FOUND", "path": ["input", "apiKeyId"] }]);
    assert_eq!(told["userErrors"], missing);
}

async fn fifty_at_most(owner: &Api) {
    let input = || json!({ "name": "many", "scopes": ["SYNC_READ"] });
    let (_, first) = owner.program(input()).await;
    for _ in 1..50 {
        owner.program(input()).await;
    }
    let told = owner.create_key(input()).await;
    assert_eq!(told["userErrors"], json!([{ "code": "API_KEY_LIMIT_REACHED", "path": null }]));
    owner.revoke_key(&first).await;
    owner.program(input()).await;
}

each_database!(async fn s18_only_a_hash_of_a_key_is_kept(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let (program, _) = alice.program(json!({ "name": "x", "scopes": ["SYNC_READ"] })).await;
    let token = program.token.clone().unwrap();
    let secret = token.strip_prefix("florin_key_").unwrap();
    program.ask("{ syncJobs { nodes { id } } }", json!({})).await;
    let behind = server.behind().await;
    let backend = behind.get_database_backend();
    let columns = match backend {
        sea_orm::DbBackend::Sqlite => "hex(token_hash), hint, name, scopes",
        _ => "encode(token_hash, 'hex'), hint, name, scopes",
    };
    let statement = Statement::from_string(backend, format!("select {columns} from api_keys"));
    let row = behind.query_one_raw(statement).await.unwrap().unwrap();
    for at in 0..4 {
        let kept: String = row.try_get_by_index(at).unwrap();
        assert!(!kept.contains(secret), "{kept}");
        for token in [kept.clone(), format!("florin_key_{kept}"), kept.to_lowercase()] {
            let code = alice.with_token(&token).error_code("{ viewer { id } }", json!({})).await;
            assert_eq!(code, "UNAUTHENTICATED");
        }
    }
    if backend == sea_orm::DbBackend::Sqlite {
        for file in std::fs::read_dir(server.data()).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{} holds the key", path.display());
            }
        }
    }
});

each_database!(async fn s18_a_key_ends_when_it_is_revoked_and_when_its_time_is_over(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let input = || json!({ "name": "x", "scopes": ["SYNC_READ"] });
    let (revoked, id) = alice.program(input()).await;
    let (expired, _) = alice.program(input()).await;
    for program in [&revoked, &expired] {
        program.ask("{ viewer { id } }", json!({})).await;
    }
    assert_eq!(alice.revoke_key(&id).await["userErrors"], json!([]));
    let told = alice.revoke_key(&id).await["apiKey"]["revokedAt"].clone();
    assert_eq!(alice.revoke_key(&id).await["apiKey"]["revokedAt"], told);
    assert_eq!(revoked.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    expired.ask("{ viewer { id } }", json!({})).await;

    let behind = server.behind().await;
    let sql = "update api_keys set expires_at = created_at where revoked_at is null";
    behind.execute_unprepared(sql).await.unwrap();
    assert_eq!(expired.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    // What has ended is still told of.
    let keys = alice.ask("{ apiKeys { revokedAt } auditLog { nodes { kind } } }", json!({})).await;
    assert_eq!(keys["apiKeys"].as_array().unwrap().len(), 2);
    let kinds = keys["auditLog"]["nodes"].as_array().unwrap().iter();
    let kinds: Vec<_> = kinds.map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["API_KEY_REVOKED", "API_KEY_CREATED", "API_KEY_CREATED"]);
});

async fn a_key_at(site: &Site, session: &str) -> (String, String) {
    let query = "mutation { createApiKey(input: { name: \"x\", scopes: [SYNC_READ] }) {
        token apiKey { id } userErrors { code } } }";
    let made = Answer::of(site.ask(query).bearer_auth(session)).await.json;
    let made = &made["data"]["createApiKey"];
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    (text(&made["token"]), text(&made["apiKey"]["id"]))
}

#[tokio::test]
async fn s18_a_revoked_key_takes_its_sockets_and_streams_with_it() {
    let limits = Limits { session_check_every: NEVER, ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let session = site.sign_up("alice").await;
    let (token, id) = a_key_at(&site, &session).await;
    let (other, _) = a_key_at(&site, &session).await;
    let mut socket = Client::acknowledged(&site, Some(&token)).await;
    socket.say(&subscribe("1", FOLLOW)).await;
    let mut stays = Client::acknowledged(&site, Some(&other)).await;
    let stream = site.ask(FOLLOW).bearer_auth(&token).header(ACCEPT, "text/event-stream");
    let stream = stream.send().await.unwrap();

    let revoke = format!(
        "mutation {{ revokeApiKey(input: {{ apiKeyId: \"{id}\" }}) {{
        userErrors {{ code }} }} }}"
    );
    let told = Answer::of(site.ask(&revoke).bearer_auth(&session)).await;
    assert_eq!(told.json["data"]["revokeApiKey"]["userErrors"], json!([]));
    let within = Duration::from_secs(5);
    assert_eq!(timeout(within, socket.closed()).await.unwrap().0, 4401);
    let rest = timeout(within, stream.text()).await.unwrap().unwrap();
    assert!(rest.contains("UNAUTHENTICATED"), "{rest}");
    stays.say(&subscribe("1", "{ viewer { id } }")).await;
    assert_eq!(stays.hear().await["type"], "next");
}

each_database!(async fn s18_a_key_asks_no_more_often_than_its_owner_wants(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let input = || json!({ "name": "x", "scopes": ["SYNC_READ"], "requestsPerMinute": 5 });
    let (program, _) = alice.program(input()).await;
    let (other, _) = alice.program(input()).await;
    let url = format!("http://{}/graphql", server.address());
    let ask = || async {
        let client = reqwest::Client::new().post(&url);
        let client = client.bearer_auth(program.token.as_ref().unwrap());
        Answer::of(client.json(&json!({ "query": "{ viewer { id } }" }))).await
    };
    let first = ask().await;
    assert_eq!(first.status, 200);
    // One line for each header, the key's own rate first.
    let policy = "\"api_key\";q=5;w=60, \"cost\";q=10000000;w=60";
    let lines = |name: &str| first.headers.get_all(name).iter().count();
    assert_eq!((lines("ratelimit-policy"), lines("ratelimit")), (1, 1));
    assert_eq!(first.header("ratelimit-policy"), Some(policy));
    let standing = first.header("ratelimit").unwrap();
    let (of_key, of_owner) = standing.split_once(", ").unwrap();
    assert!(of_key.starts_with("\"api_key\";r=4;t="), "{standing}");
    assert!(of_owner.starts_with("\"cost\";r=9999"), "{standing}");
    // Twelve seconds give one back: a test on a slow machine may be given one or two.
    let mut refused = None;
    for _ in 0..20 {
        let answer = ask().await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("twenty at once are too many");
    assert_eq!((refused.status, refused.code()), (429, Some("RATE_LIMITED")));
    let wait = &refused.json["errors"][0]["extensions"]["retryAfterSeconds"];
    assert!((1..=12).contains(&wait.as_u64().unwrap()), "{wait}");
    assert_eq!(refused.header("retry-after"), Some(wait.to_string().as_str()));
    // The socket counts in the same bucket; other keys and people have their own.
    let mut socket = program.socket().await;
    let mut code = Value::Null;
    for id in ["1", "2", "3"] {
        socket.subscribe(id, "{ viewer { id } }", json!({})).await;
        code = loop {
            let message = socket.next().await;
            match message["type"].as_str().unwrap() {
                "error" => break message["payload"][0]["extensions"]["code"].clone(),
                "complete" => break Value::Null,
                _ => {}
            }
        };
        if code != Value::Null {
            break;
        }
    }
    assert_eq!(code, "RATE_LIMITED");
    other.ask("{ viewer { id } }", json!({})).await;
    alice.ask("{ viewer { id } }", json!({})).await;
});

const READS: &str = "query ($after: String) { apiKeys { lastUsedAt reads(first: 1, after: $after) {
    nodes { date scope requests rows firstAt lastAt } pageInfo { endCursor hasNextPage } } } }";

each_database!(async fn s18_an_owner_sees_what_a_key_has_read(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let scopes = json!(["ACCOUNTS_READ", "TRANSACTIONS_READ"]);
    let (program, _) = alice.program(json!({ "name": "x", "scopes": scopes })).await;
    let query = "{ accounts { id } transactions(first: 3) { nodes { id account { id } } } }";
    let told = program.ask(query, json!({})).await;
    let accounts = told["accounts"].as_array().unwrap().len();
    program.ask("{ transactions(first: 2) { nodes { id } } }", json!({})).await;
    // What is refused reads nothing.
    assert_eq!(program.error_code("{ accounts { balance { asOf } } }", json!({})).await, "FORBIDDEN");

    let mut looks = interval(Duration::from_millis(50));
    let mut lines = Vec::new();
    for _ in 0..400 {
        looks.tick().await;
        // Both are written apart from the answers, in no order.
        let used = alice.ask("{ apiKeys { lastUsedAt } }", json!({})).await;
        lines = ledger(&alice).await;
        let told = lines.iter().any(|line| line["requests"] == 2);
        if told && used["apiKeys"][0]["lastUsedAt"].is_string() {
            break;
        }
    }
    let [accounts_line, transactions_line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(accounts_line["scope"], "ACCOUNTS_READ");
    assert_eq!(accounts_line["requests"], 1);
    assert_eq!(accounts_line["rows"], accounts + 3);
    assert_eq!(transactions_line["scope"], "TRANSACTIONS_READ");
    assert_eq!(transactions_line["requests"], 2);
    assert_eq!(transactions_line["rows"], 5);
    let moment = |field: &str| {
        DateTime::parse_from_rfc3339(transactions_line[field].as_str().unwrap()).unwrap()
    };
    assert!(moment("firstAt") <= moment("lastAt"));
    let keys = alice.ask(READS, json!({})).await;
    assert!(keys["apiKeys"][0]["lastUsedAt"].is_string(), "{keys}");
});

/// The whole ledger of the only key, page by page.
async fn ledger(owner: &Api) -> Vec<Value> {
    let (mut lines, mut after) = (Vec::new(), Value::Null);
    for _ in 0..10 {
        let told = owner.ask(READS, json!({ "after": after })).await;
        let page = &told["apiKeys"][0]["reads"];
        lines.extend(page["nodes"].as_array().unwrap().iter().cloned());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            return lines;
        }
    }
    panic!("the ledger has no end");
}
