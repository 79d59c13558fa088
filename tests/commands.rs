//! The command line, as an operator uses it.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::{Database, Server, each_database};

each_database!(async fn the_doctor_finds_a_running_server_well(database) {
    let server = Server::start(database).await;
    let found = server.command(&["doctor"]).output().await.unwrap();
    assert!(found.status.success(), "{}", text(&found));
    let lines: Vec<_> = text(&found).lines().map(ToOwned::to_owned).collect();
    assert_eq!(lines.len(), 7, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("ok  ")), "{lines:?}");
});

each_database!(async fn migrations_are_told_and_run_by_hand(database) {
    let server = Server::start(database).await;
    let status = server.command(&["migrate", "status"]).output().await.unwrap();
    assert_eq!(text(&status), "The database is up to date.\n");
});

// What every other test leaves to be held against Plaid's contract is really there.
#[tokio::test(flavor = "multi_thread")]
async fn the_bank_records_its_exchanges_on_demand() {
    let mut server = Server::start(Database::Sqlite).await;
    server.signed_up("alice").await.link("ins_109508", "user_good").await;
    server.kill().await;
    server.resume().await;
    let exchanges = server.exchanges();
    for path in ["/item/public_token/exchange", "/transactions/sync", "/accounts/get"] {
        let call = format!("\"path\":\"{path}\",\"user_agent\":\"florin/");
        assert!(exchanges.contains(&call), "our client's call of {path} is missing");
    }
    assert!(!exchanges.contains(plaid_sim::DEFAULT_SECRET));
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong() {
    let server = Server::start(Database::Sqlite).await;
    let mut doctor = server.command(&["doctor"]);
    doctor.env("REDIS_URL", "redis://127.0.0.1:1").env("FLORIN_KEYS", "weak");
    let found = doctor.output().await.unwrap();
    assert_eq!(found.status.code(), Some(1));
    let bad: Vec<_> = text(&found)
        .lines()
        .filter(|line| line.starts_with("BAD "))
        .map(ToOwned::to_owned)
        .collect();
    assert_eq!(bad.len(), 2, "{bad:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_when_postgres_does_not_keep_owners_apart() {
    let server = Server::start(Database::new_postgres().await).await;
    let mut url = url::Url::parse(&server.database_url()).unwrap();
    // scripts/services.sh makes this role, which no fence holds.
    url.set_username("florin_above").unwrap();
    let found = server.command(&["doctor"]).env("DATABASE_URL", url.as_str()).output().await;
    let found = found.unwrap();
    assert_eq!(found.status.code(), Some(1), "{}", text(&found));
    let lines: Vec<_> = text(&found).lines().map(ToOwned::to_owned).collect();
    let bad: Vec<_> = lines.iter().filter(|line| !line.starts_with("ok  ")).collect();
    let [fence] = bad.as_slice() else { panic!("{lines:?}") };
    assert!(fence.starts_with("BAD fence"), "{fence}");
    assert!(fence.contains("docs/operations/postgresql.md"), "{fence}");
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_with_one_line() {
    let server = Server::start(Database::Sqlite).await;
    let refused = server.command(&["serve"]).env("FLORIN_SYNC_EVERY", "often").output().await;
    let refused = refused.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let line = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains("FLORIN_SYNC_EVERY is \"often\"; allowed: "), "{line}");
}

#[tokio::test]
async fn postgres_without_keys_or_with_an_older_schema_is_refused() {
    let database = Database::new_postgres().await;
    let Database::Postgres { url, .. } = &database else { unreachable!("it is PostgreSQL") };
    let server = Server::start(Database::Sqlite).await;
    let start = async |changes: &[(&str, &str)]| {
        let mut command = server.command(&["serve"]);
        command.env("DATABASE_URL", url).envs(changes.iter().copied());
        let [sim, admin, listen] = crate::support::server::free_addresses();
        command.env("FLORIN_PLAID_SIM_LISTEN", sim).env("FLORIN_ADMIN_LISTEN", admin);
        command.env("FLORIN_LISTEN", listen).env("FLORIN_DATA_DIR", "elsewhere");
        let ended = command.output().await.unwrap();
        assert_eq!(ended.status.code(), Some(1));
        String::from_utf8(ended.stderr).unwrap()
    };
    assert!(start(&[]).await.contains("florin keys new"));
    let key = text(&server.command(&["keys", "new", "--print"]).output().await.unwrap());
    assert!(start(&[("FLORIN_KEYS", key.trim())]).await.contains("florin migrate up"));
}

each_database!(async fn the_operator_sees_syncs_and_removes_banks_without_a_server(database) {
    let mut server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_good").await;
    server.terminate().await;

    let shown = told(&server, &["item", "list"]).await;
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(lines[0].starts_with("ITEM ") && lines[1].starts_with(&linked.item), "{shown}");
    assert!(lines[1].contains("HEALTHY") || lines[1].contains("healthy"), "{shown}");
    assert!(lines[1].ends_with("alice"), "{shown}");
    let items: Value = serde_json::from_str(&told(&server, &["item", "list", "--json"]).await).unwrap();
    assert_eq!(items[0]["plaidItemId"], linked.plaid_item.as_str());

    let asked = told(&server, &["item", "sync", &linked.item]).await;
    let job = asked.strip_suffix(" is due now.\n").unwrap_or_else(|| panic!("{asked}"));
    let queued = told(&server, &["job", "list", "--state", "queued"]).await;
    assert!(queued.starts_with("JOB ") && queued.contains(job), "{queued}");
    server.resume().await;
    let alice = server.anonymous().with_token(alice.token.as_deref().unwrap());
    alice.wait_for(job).await;
    server.terminate().await;

    told(&server, &["item", "remove", &linked.item]).await;
    assert_eq!(told(&server, &["item", "list", "--json"]).await, "[]\n");
    let again = server.command(&["item", "remove", &linked.item]).output().await.unwrap();
    let line = String::from_utf8(again.stderr).unwrap();
    assert_eq!((again.status.code(), line.lines().count()), (Some(1), 1), "{line}");
    assert!(line.contains("there is no linked item"), "{line}");
});

each_database!(async fn the_operator_has_a_job_tried_again(database) {
    let mut server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_good").await;
    let refused = server.command(&["job", "retry", &linked.job]).output().await.unwrap();
    assert_eq!(refused.status.code(), Some(1), "it has succeeded");

    alice.fault("/transactions/sync", "INVALID_ACCESS_TOKEN", 1).await;
    let query = "mutation ($id: ID!) {
        syncItem(input: { itemId: $id }) { syncJob { id } userErrors { code } }
    }";
    let asked = alice.ask(query, serde_json::json!({ "id": linked.item })).await;
    let failed = asked["syncItem"]["syncJob"]["id"].as_str().unwrap().to_owned();
    let jobs = listed_until(&server, |job| job["id"] == failed && job["state"] == "failed").await;
    let job = jobs.as_array().unwrap().iter().find(|job| job["id"] == failed).unwrap();
    assert_eq!((&job["user"], &job["itemId"]), (&"alice".into(), &linked.item.as_str().into()));
    assert!(job["error"]["code"].is_string(), "{job}");
    server.terminate().await;

    let said = told(&server, &["job", "retry", &failed]).await;
    let next = said.strip_suffix(" is due now.\n").unwrap_or_else(|| panic!("{said}"));
    server.resume().await;
    server.anonymous().with_token(alice.token.as_deref().unwrap()).wait_for(next).await;
    let unknown = server.command(&["job", "retry", &linked.item]).output().await.unwrap();
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("not an id of the form"));
});

each_database!(async fn the_operator_makes_users_and_helps_those_who_forgot_their_password(database) {
    let server = Server::start_with(database, &[("FLORIN_SIGNUP", "closed")]).await;
    let login = async |password: &str| {
        let query = "mutation ($password: String!) {
            login(input: { username: \"ada\", password: $password }) { token userErrors { code } }
        }";
        let told = server.anonymous().ask(query, json!({ "password": password })).await;
        told["login"]["token"].as_str().map(ToOwned::to_owned)
    };
    let made = told(&server, &["user", "create", "ada", "--email", "ada@example.com"]).await;
    let password = made.lines().nth(1).and_then(|line| line.strip_prefix("password: ")).unwrap();
    let session = login(password).await.expect("the printed password signs in");
    let again = ["user", "create", "Ada", "--email", "other@example.com"];
    let refused = server.command(&again).output().await.unwrap();
    assert_eq!(String::from_utf8(refused.stderr).unwrap(), "florin: This username is taken.\n");

    let printed = told(&server, &["user", "reset-password", "ada@example.com"]).await;
    let code = printed.lines().next().and_then(|line| line.strip_prefix("code: ")).unwrap();
    let reset = async |code: &str, new: &str| {
        let query = "mutation ($input: ResetPasswordInput!) {
            resetPassword(input: $input) { userErrors { code } }
        }";
        let input = json!({ "username": "ada", "code": code, "newPassword": new });
        let told = server.anonymous().ask(query, json!({ "input": input })).await;
        told["resetPassword"]["userErrors"].clone()
    };
    let new = "purple llama under water";
    let wrong = json!([{ "code": "INVALID_CODE" }]);
    assert_eq!(reset("0000-0000", new).await, wrong);
    assert_eq!(reset(code, "password1234").await, json!([{ "code": "PASSWORD_TOO_WEAK" }]));
    assert_eq!(reset(&code.to_uppercase(), new).await, json!([]));
    assert_eq!(reset(code, "another purple llama").await, wrong, "a code is used once");
    let old = server.anonymous().with_token(&session);
    assert_eq!(old.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    assert!(login(password).await.is_none());
    assert!(login(new).await.is_some());

    let gone = told(&server, &["user", "delete", "ada"]).await;
    let receipt = gone.lines().nth(1).and_then(|line| line.strip_prefix("receipt: ")).unwrap();
    assert!(login(new).await.is_none());
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(200));
    loop {
        looks.tick().await;
        let shown = told(&server, &["user", "receipt", receipt]).await;
        if !shown.contains("completed: -") {
            assert!(shown.contains("banks removed at Plaid: 0"), "{shown}");
            break;
        }
    }
    let again = server.command(&["user", "delete", "ada"]).output().await.unwrap();
    assert!(String::from_utf8(again.stderr).unwrap().contains("there is no user \"ada\""));
});

#[tokio::test]
async fn a_password_is_read_from_standard_input_and_held_against_the_rules() {
    use tokio::io::AsyncWriteExt as _;

    let server = Server::start(Database::Sqlite).await;
    for (name, password, made) in
        [("ada", "password1234", false), ("ada", "purple llama under water", true)]
    {
        let email = format!("{name}@example.com");
        let mut command =
            server.command(&["user", "create", name, "--email", &email, "--password-stdin"]);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(format!("{password}\n").as_bytes()).await.unwrap();
        drop(stdin);
        let output = child.wait_with_output().await.unwrap();
        assert_eq!(output.status.success(), made, "{}", text(&output));
        assert!(!text(&output).contains(password));
    }
}

/// What the command prints; it must end well.
async fn told(server: &Server, arguments: &[&str]) -> String {
    let output = server.command(arguments).output().await.unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    text(&output)
}

/// Lists jobs until one is as wanted.
async fn listed_until(server: &Server, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..300 {
        let jobs = told(server, &["job", "list", "--json"]).await;
        let jobs: Value = serde_json::from_str(&jobs).unwrap();
        if jobs.as_array().unwrap().iter().any(&wanted) {
            return jobs;
        }
    }
    panic!("no job is as wanted");
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
