//! S26: no secret lies in the open. Each one goes through everything that is done with it, with the log
//! at its loudest, and is then looked for wherever it must not be.
//!
//! What may hold secrets and is not looked into: the key file, and the bank, which knows its tokens.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use florin::config::Config;
use florin::entities::{item, link_token};
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::db::Db;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::{KeyFile, Place, Vault};
use futures_util::StreamExt as _;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::support::{Api, Database, Server, each_database};

/// Louder than anybody sets it: every library is named, so that none is kept quiet.
const LOUD: &str = "trace,sqlx=trace,sea_orm_migration=trace,tokio_cron_scheduler=trace,\
                    tungstenite::protocol=trace,hyper::proto=trace,rustls=trace,redis=trace";

const PASSWORD: &str = "canary Pa55word of nobody else";
const NEW_PASSWORD: &str = "canary n3w password after a reset";
const WRONG_PASSWORD: &str = "canary Wr0ng password of nobody";

/// A token as Plaid's webhooks carry, which Plaid has not signed.
const JWT: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImNhbmFyeSIsInR5cCI6IkpXVCJ9.\
                   eyJjYW5hcnkiOiJjYW5hcnkifQ.Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5";

/// What the header of every webhook's token begins with: the real ones are nobody's to read either.
const JWT_START: &str = "eyJhbGciOiJFUzI1Ni";

/// What must not be found, by name.
type Canaries = Vec<(&'static str, String)>;

/// Where it is looked for, by name.
type Places = Vec<(String, Vec<u8>)>;

each_database!(async fn s26_no_canary_is_found_where_it_must_not_be(database) {
    let folder = tempfile::TempDir::new().unwrap();
    let keys = KeyFile(folder.path().join("keys"));
    keys.add(&ids()).unwrap();
    let path = keys.0.display().to_string();
    let settings = [("FLORIN_KEYS", ""), ("FLORIN_KEY_FILE", path.as_str()), ("FLORIN_LOG", LOUD)];
    let redis = match &database {
        Database::Postgres { redis, .. } => Some(Redis::open(redis).await),
        Database::Sqlite => None,
    };
    let mut server = Server::start_logging(database.clone(), &settings).await;
    let mut places = Places::new();
    let mut canaries = live(&mut server, &mut places).await;

    // Keys in their text and bytes, and what is sealed under them.
    let ring = std::fs::read(&keys.0).unwrap();
    let ring = String::from_utf8(ring).unwrap().trim().to_owned();
    canaries.push(("key bytes", hex(&STANDARD.decode(&ring).unwrap())));
    canaries.push(("key", ring));
    let settings = [
        ("DATABASE_URL".to_owned(), server.database_url()),
        ("FLORIN_KEY_FILE".to_owned(), path.clone()),
    ];
    let config = Config::from_map(settings.into()).unwrap();
    let db = Db::open(&config.database).await.unwrap();
    canaries.extend(sealed(&db, &Vault::open(&config, &ids()).unwrap()).await);
    if matches!(database, Database::Postgres { .. }) {
        places.push(("the database".to_owned(), dump(&db).await));
    }
    db.close().await.unwrap();
    if let Some(redis) = redis {
        places.push(("Redis".to_owned(), redis.close().await));
    }
    // SQLite's file and its log, as they lie there while the server still has them open.
    files(&server.data(), &mut places);
    server.kill().await;
    places.push(("the log".to_owned(), server.log()));
    search(&canaries, &places);
});

/// Does everything that a secret takes part in.
async fn live(server: &mut Server, places: &mut Places) -> Canaries {
    let anonymous = server.anonymous();
    let mut told = String::new();
    let input =
        json!({ "username": "canary", "email": "canary@example.com", "password": PASSWORD });
    let query = "mutation ($input: SignupInput!) {
        signup(input: $input) { token userErrors { code } }
    }";
    let data = anonymous.ask(query, json!({ "input": input })).await;
    let token = data["signup"]["token"].as_str().unwrap().to_owned();
    let api = anonymous.with_token(&token);
    // Passwords that are right and wrong, in variables, in the document, and in one that is broken.
    let query = "mutation ($username: String!, $password: String!) { login(input: {
        username: $username, password: $password }) { token userErrors { code message } } }";
    let variables = json!({ "username": "canary", "password": WRONG_PASSWORD });
    note(&mut told, &anonymous.send(query, variables).await);
    let inline =
        format!("mutation {{ login(input: {{ username: \"canary\", password: {PASSWORD:?} }})");
    note(&mut told, &anonymous.send(&inline, json!({})).await);
    note(&mut told, &anonymous.send(&format!("{inline} {{ nothing }} }}"), json!({})).await);
    let wrong = json!({ "username": "canary", "password": { "is": PASSWORD } });
    note(&mut told, &anonymous.send(query, wrong).await);
    let cookie = sign_in_by_cookie(server).await;
    told.push_str(&strange_requests(server, &token, &cookie).await);

    let key = make_api_key(&api).await;
    note(
        &mut told,
        &anonymous.with_token(&key).send("{ accounts { name } items { id } }", json!({})).await,
    );
    let data = api.ask("mutation { createLinkToken { linkToken } }", json!({})).await;
    let link_token = data["createLinkToken"]["linkToken"].as_str().unwrap().to_owned();
    let public_token = api.public_token("ins_109508", "user_good").await;
    let linked = api.exchange(&public_token).await;
    api.wait_for(&linked.job).await;
    let query = "mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) {
        userErrors { code message } } }";
    note(&mut told, &api.send(query, json!({ "token": public_token })).await);
    api.advance(&linked.plaid_item, 2).await;
    api.sync(&linked.item).await;

    // A panic in the middle of a sync, with everything that a panic can tell.
    server.kill().await;
    let panic = [("FLORIN_FAILPOINT", "sync.after_page:panic:1"), ("RUST_BACKTRACE", "full")];
    server.resume_with(&panic).await;
    api.advance(&linked.plaid_item, 2).await;
    api.sync(&linked.item).await;
    note(
        &mut told,
        &api.send("{ accounts { name } items { id } syncJobs { nodes { id } } }", json!({})).await,
    );
    // At last, because it ends every session.
    let reset_code = reset_password(server, &mut told).await;
    ask_the_admin(server, &mut told).await;
    for word in ["panicked", "a failpoint was reached"] {
        let log = String::from_utf8_lossy(&server.log()).into_owned();
        assert!(log.contains(word), "the log does not tell of the panic");
    }
    places.push(("answers".to_owned(), told.into_bytes()));
    vec![
        ("password", PASSWORD.to_owned()),
        ("wrong password", WRONG_PASSWORD.to_owned()),
        ("new password", NEW_PASSWORD.to_owned()),
        ("reset code", reset_code),
        ("session token", token),
        ("session cookie", cookie),
        ("API key", key),
        ("link token", link_token),
        ("public token", public_token),
        ("Plaid secret", plaid_sim::DEFAULT_SECRET.to_owned()),
        ("webhook token", JWT.to_owned()),
        ("webhook token's header", JWT_START.to_owned()),
    ]
}

/// What the operator's own doors say.
async fn ask_the_admin(server: &Server, told: &mut String) {
    for door in ["metrics", "healthz", "readyz"] {
        let answer = reqwest::get(format!("http://{}/{door}", server.admin())).await.unwrap();
        told.push_str(&answer.text().await.unwrap());
    }
}

/// Has the operator make a code, and uses it: for a password that is refused, for a good one, and again.
async fn reset_password(server: &Server, told: &mut String) -> String {
    let made = server.command(&["user", "reset-password", "canary"]).output().await.unwrap();
    assert!(made.status.success());
    note(told, &Value::from(String::from_utf8(made.stderr).unwrap()));
    let printed = String::from_utf8(made.stdout).unwrap();
    let code = printed.lines().next().and_then(|line| line.strip_prefix("code: ")).unwrap();
    let query = "mutation ($input: ResetPasswordInput!) {
        resetPassword(input: $input) { userErrors { code message } } }";
    let mut last = Value::Null;
    for password in ["password1234", NEW_PASSWORD, NEW_PASSWORD] {
        let input = json!({ "username": "canary", "code": code, "newPassword": password });
        last = server.anonymous().send(query, json!({ "input": input })).await;
        note(told, &last);
    }
    assert_eq!(last["data"]["resetPassword"]["userErrors"][0]["code"], "INVALID_CODE", "{last}");
    code.to_owned()
}

fn note(told: &mut String, answer: &Value) {
    told.push_str(&answer.to_string());
}

async fn make_api_key(api: &Api) -> String {
    let query = "mutation { createApiKey(input: { name: \"canary\", scopes: [ACCOUNTS_READ] }) {
        token userErrors { code } } }";
    let data = api.ask(query, json!({})).await;
    data["createApiKey"]["token"].as_str().unwrap_or_else(|| panic!("{data}")).to_owned()
}

/// Logs in as the web app does, and gives the token of the cookie.
async fn sign_in_by_cookie(server: &Server) -> String {
    let query = "mutation ($input: LoginInput!) {
        login(input: $input) { token userErrors { code } }
    }";
    let input = json!({ "username": "canary", "password": PASSWORD, "delivery": "COOKIE" });
    let request = client()
        .post(format!("http://{}/graphql", server.address()))
        .header("origin", format!("http://{}", server.address()))
        .header("x-florin-csrf", "1")
        .json(&json!({ "query": query, "variables": { "input": input } }));
    let answer = request.send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    let (_, value) = cookie.split_once('=').unwrap();
    value.split(';').next().unwrap().to_owned()
}

/// Secrets where they don't belong, and what is answered.
async fn strange_requests(server: &Server, token: &str, cookie: &str) -> String {
    let url = format!("http://{}", server.address());
    let json_body = ("content-type", "application/json");
    let requests = [
        // A cookie from another page, and both ways to sign in at once.
        client()
            .post(format!("{url}/graphql"))
            .header("cookie", format!("__Host-session={cookie}")),
        client()
            .post(format!("{url}/graphql"))
            .header(json_body.0, json_body.1)
            .bearer_auth(token)
            .header("cookie", format!("florin_session={cookie}"))
            .body("{\"query\": \"{ viewer { id } }\"}"),
        client().post(format!("{url}/graphql")).bearer_auth(format!("{token}x")).body("{ viewer"),
        client()
            .post(format!("{url}/graphql"))
            .header(json_body.0, json_body.1)
            .body(format!("{{\"query\": \"{{ viewer {{ id }} }}\", \"password\": {PASSWORD:?}")),
        client().get(format!("{url}/graphql?query=%7Bviewer%7Bid%7D%7D")).bearer_auth(token),
        client().post(format!("{url}/webhooks/plaid")).header("plaid-verification", JWT).body("{}"),
        client()
            .post(format!("{url}/webhooks/plaid"))
            .header("plaid-verification", JWT)
            .body("{\"webhook_type\": 1"),
        client().get(format!("{url}/nowhere")).bearer_auth(token),
    ];
    let mut told = String::new();
    for request in requests {
        let answer = request.send().await.unwrap();
        writeln!(told, "{:?}", answer.headers()).unwrap();
        told.push_str(&answer.text().await.unwrap());
    }
    told
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// The secrets that are sealed in the database, opened.
async fn sealed(db: &Db, vault: &Vault) -> Canaries {
    let item = item::of_everyone().one(&db.system).await.unwrap().unwrap();
    let place = Place::AccessToken { owner: item.user_id, item: item.id };
    let access = vault.open_sealed(place, &item.access_token.unwrap()).unwrap();
    let link = link_token::of_everyone().one(&db.system).await.unwrap().unwrap();
    let place = Place::LinkToken { owner: link.user_id, row: link.id };
    let kept = vault.open_sealed(place, &link.sealed).unwrap();
    assert!(access.expose_secret().starts_with("access-"), "it is no access token");
    vec![
        ("access token", access.expose_secret().to_owned()),
        ("kept link token", kept.expose_secret().to_owned()),
    ]
}

/// Every row of every table as PostgreSQL prints it, as a dump would.
async fn dump(db: &Db) -> Vec<u8> {
    let backend = db.system.get_database_backend();
    let tables = "select table_name::text as name from information_schema.tables \
                  where table_schema = 'public'";
    let tables = db.system.query_all_raw(Statement::from_string(backend, tables)).await.unwrap();
    let mut dump = String::new();
    for table in tables {
        let table: String = table.try_get("", "name").unwrap();
        let rows = format!("select r::text as row from {table} r");
        for row in db.system.query_all_raw(Statement::from_string(backend, rows)).await.unwrap() {
            writeln!(dump, "{}", row.try_get::<String>("", "row").unwrap()).unwrap();
        }
    }
    assert!(dump.contains("canary@example.com"), "the dump has nothing in it");
    dump.into_bytes()
}

/// The server's own files.
fn files(folder: &Path, places: &mut Places) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files(&path, places);
        } else if !name.starts_with("plaid-sim") {
            places.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// What goes through Redis, and what lies in it in the end.
struct Redis {
    client: redis::Client,
    heard: Arc<Mutex<Vec<u8>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Redis {
    async fn open(url: &str) -> Self {
        let client = redis::Client::open(url).unwrap();
        let mut messages = client.get_async_pubsub().await.unwrap();
        messages.psubscribe("*").await.unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = heard.clone();
        let listening = tokio::spawn(async move {
            let mut messages = messages.into_on_message();
            while let Some(message) = messages.next().await {
                kept.lock().unwrap().extend_from_slice(message.get_payload_bytes());
            }
        });
        Self { client, heard, listening }
    }

    async fn close(self) -> Vec<u8> {
        let mut connection = self.client.get_multiplexed_async_connection().await.unwrap();
        let mut found = std::mem::take(&mut *self.heard.lock().unwrap());
        assert!(!found.is_empty(), "nothing went through Redis");
        // Texts would lie in a dump in parts otherwise.
        let uncompressed = ["CONFIG", "SET", "rdbcompression", "no"];
        let mut set = redis::cmd(uncompressed[0]);
        set.arg(&uncompressed[1..]).exec_async(&mut connection).await.unwrap();
        let keys: Vec<Vec<u8>> =
            redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
        for key in keys {
            let dump: Option<Vec<u8>> =
                redis::cmd("DUMP").arg(&key).query_async(&mut connection).await.unwrap();
            found.extend(key);
            found.extend(dump.unwrap_or_default());
        }
        self.listening.abort();
        found
    }
}

/// Looks for each canary in each place: as it is, and in the forms that logs and dumps give to bytes.
fn search(canaries: &Canaries, places: &Places) {
    let mut found = Vec::new();
    for (place, bytes) in places {
        let text = String::from_utf8_lossy(bytes);
        for (name, canary) in canaries {
            let listed = format!("{:?}", canary.as_bytes());
            let forms = [
                canary.clone(),
                hex(canary.as_bytes()),
                STANDARD.encode(canary).trim_end_matches('=').to_owned(),
                listed.trim_matches(['[', ']']).to_owned(),
                url::form_urlencoded::byte_serialize(canary.as_bytes()).collect(),
                canary.replace(' ', "%20"),
            ];
            for form in forms {
                if let Some(at) = text.find(&form) {
                    let before: String = text[..at].chars().rev().take(200).collect();
                    let before: String = before.chars().rev().collect();
                    found.push(format!("{name} in {place}, behind: {before}"));
                }
            }
        }
        assert!(place != "the log" || text.contains(" DEBUG "), "the log is not loud");
    }
    assert!(canaries.len() >= 15 && places.len() >= 3, "{} {}", canaries.len(), places.len());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn ids() -> Ids {
    Ids::new(Arc::new(SystemRandomness))
}
