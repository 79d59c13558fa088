//! The whole path: sign up, link a bank, watch it sync, read the ledger.

use serde_json::{Value, json};

use crate::support::api::Linked;
use crate::support::ledger::{Ledger, backwards, forwards};
use crate::support::socket::Socket;
use crate::support::{Api, Row, Server, each_database};

/// The bank with the largest household.
const BANK: &str = "ins_109508";

const STATES: &str = "subscription {
    syncJobs { id status attempt nextAttemptAt progress { pages added } error { code } }
}";

each_database!(async fn a_linked_bank_equals_its_ledger(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.fault("/transactions/sync", "not_ready", 1).await;
    alice.fault("/transactions/sync", "PRODUCT_NOT_READY", 1).await;

    let mut socket = alice.socket().await;
    socket.subscribe("states", STATES, json!({})).await;
    // The subscription stands once the server answers what was sent behind it.
    socket.subscribe("ready", "{ viewer { username } }", json!({})).await;
    assert_eq!(socket.next_state("ready").await.unwrap()["viewer"]["username"], "alice");
    assert_eq!(socket.next_state("ready").await, None);

    let linked = link_as_link_does(&alice).await;
    let states = statuses_until_final(&mut socket, &linked.job).await;
    assert_eq!(
        states,
        ["QUEUED", "RUNNING", "WAITING", "RUNNING", "WAITING", "RUNNING", "SUCCEEDED"]
    );

    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    assert!(bank.rows.len() > 1_500, "two years of a household: {}", bank.rows.len());
    assert!(bank.rows.iter().any(|row| row.pending));
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
    let forth = forwards(&alice, 137).await;
    assert_eq!(forth, backwards(&alice, 137).await);
    assert_eq!(forth, forwards(&alice, 500).await);

    alice.ask("mutation { logout { userErrors { code } } }", json!({})).await;
    assert_eq!(alice.error_code("{ accounts { id } }", json!({})).await, "UNAUTHENTICATED");
});

each_database!(async fn a_killed_server_goes_on_where_it_was(database) {
    let mut server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let mut socket = alice.socket().await;
    let linked = link_as_link_does(&alice).await;
    socket.subscribe("one", ONE, json!({ "id": linked.job })).await;
    until(&mut socket, |state| state["status"] == "WAITING").await;
    // The next page comes after three seconds, and so does the one behind it: when the first of
    // them is staged, the second is under way.
    alice.fault("/transactions/sync", "slow", 2).await;
    let staged = |state: &Value| state["status"] == "RUNNING" && state["progress"]["pages"] == 2;
    until(&mut socket, staged).await;
    server.kill().await;
    server.resume().await;

    alice.wait_for(&linked.job).await;
    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
});

each_database!(async fn a_told_stop_drains_and_loses_nothing(database) {
    let mut server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = link_as_link_does(&alice).await;
    assert_eq!(server.terminate().await, Some(0));
    server.resume().await;
    alice.wait_for(&linked.job).await;
    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
});

/// Reads the states of one sync up to the one that is meant.
async fn until(socket: &mut Socket, meant: impl Fn(&Value) -> bool) {
    loop {
        let state = socket.next_state("one").await.expect("the sync is under way");
        if meant(&state["syncJob"]) {
            return;
        }
    }
}

const ONE: &str = "subscription ($id: ID!) {
    syncJob(id: $id) { status progress { pages added } error { code } }
}";

each_database!(async fn days_that_pass_at_the_bank_arrive_with_the_next_sync(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_household").await;
    let before = Ledger::of_ours(&alice, 500).await;

    alice.advance(&linked.plaid_item, 5).await;
    let day = alice.bank_day(&linked.plaid_item).await;
    alice.sync(&linked.item).await;
    let linked = Linked { day, ..linked };

    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    let ours = Ledger::of_ours(&alice, 500).await;
    assert_eq!(ours, bank);
    assert_ne!(ours.rows, before.rows);
    let posted = |row: &Row| row.replaced.is_some() && !row.pending;
    assert!(ours.rows.iter().any(posted), "pending rows were posted under new ids");
});

each_database!(async fn a_mutation_during_the_pagination_starts_it_again(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.fault("/transactions/sync", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION", 2).await;
    let linked = alice.link(BANK, "user_household").await;
    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
    let data = alice
        .ask(
            "query ($id: ID!) { syncJob(id: $id) { attempt progress { added } } }",
            json!({ "id": linked.job }),
        )
        .await;
    assert_eq!(data["syncJob"]["attempt"], 1);
    assert_eq!(data["syncJob"]["progress"]["added"], bank.rows.len());
});

each_database!(async fn a_bank_that_wants_a_login_says_so(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.fault("/transactions/sync", "ITEM_LOGIN_REQUIRED", 1).await;
    let linked = alice.exchange(&alice.public_token(BANK, "user_good").await).await;
    let mut socket = alice.socket().await;
    socket.subscribe("one", ONE, json!({ "id": linked.job })).await;
    let states = socket.until_complete("one").await;
    let last = states.last().unwrap();
    assert_eq!(last["syncJob"]["status"], "FAILED");
    assert_eq!(last["syncJob"]["error"]["code"], "ITEM_LOGIN_REQUIRED");
    let items = alice.ask("{ items { status statusReason } }", json!({})).await;
    assert_eq!(items["items"][0]["status"], "LOGIN_REQUIRED");
    assert!(items["items"][0]["statusReason"].is_string());

    // The bank is content again: asking for a sync mends it.
    alice.sync(&linked.item).await;
    let items = alice.ask("{ items { status statusReason } }", json!({})).await;
    assert_eq!(items["items"][0], json!({ "status": "HEALTHY", "statusReason": null }));
});

each_database!(async fn a_removed_item_is_gone_here_and_at_plaid(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_good").await;
    let removed = "mutation ($id: ID!) {
        removeItem(input: { itemId: $id }) { item { id status } userErrors { code } }
    }";
    let data = alice.ask(removed, json!({ "id": linked.item })).await;
    assert_eq!(data["removeItem"]["item"]["status"], "REVOKED");
    let left = "{ items { id } accounts { id } transactions { totalCount } }";
    let data = alice.ask(left, json!({})).await;
    assert_eq!(data, json!({ "items": [], "accounts": [], "transactions": { "totalCount": 0 } }));
    let data = alice.ask(removed, json!({ "id": linked.item })).await;
    assert_eq!(data["removeItem"]["userErrors"][0]["code"], "NOT_FOUND");
    alice.until_called("/item/remove").await;
});

each_database!(async fn an_item_that_is_removed_while_it_syncs_stays_gone(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.fault("/transactions/sync", "slow", 2).await;
    let mut socket = alice.socket().await;
    let linked = link_as_link_does(&alice).await;
    socket.subscribe("one", ONE, json!({ "id": linked.job })).await;
    until(&mut socket, |state| state["status"] == "RUNNING").await;
    let removed = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
    alice.ask(removed, json!({ "id": linked.item })).await;
    until(&mut socket, |state| state["status"] == "CANCELED").await;
    assert_eq!(socket.next_state("one").await, None, "a canceled sync says nothing more");
    alice.until_called("/item/remove").await;
    let left = "{ items { id } accounts { id } transactions { totalCount } }";
    let data = alice.ask(left, json!({})).await;
    assert_eq!(data, json!({ "items": [], "accounts": [], "transactions": { "totalCount": 0 } }));
});

each_database!(async fn doors_and_workers_may_be_apart(database) {
    let server = Server::start_apart(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link(BANK, "user_household").await;
    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    assert_eq!(Ledger::of_ours(&alice, 500).await, bank);
});

each_database!(async fn a_plaid_that_fails_is_asked_again(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    // The client itself asks three times before a sync calls that an attempt.
    alice.fault("/transactions/sync", "INTERNAL_SERVER_ERROR", 3).await;
    let linked = alice.exchange(&alice.public_token(BANK, "user_good").await).await;
    let mut socket = alice.socket().await;
    let query = "subscription ($id: ID!) { syncJob(id: $id) {
        status attempt nextAttemptAt error { code retryable plaidRequestId } } }";
    socket.subscribe("one", query, json!({ "id": linked.job })).await;
    let states = socket.until_complete("one").await;
    let failed = states.iter().map(|state| &state["syncJob"]);
    let failed = failed.clone().find(|state| state["error"]["code"] == "INTERNAL_SERVER_ERROR");
    let failed = failed.expect("the failure is told");
    assert_eq!(failed["status"], "WAITING");
    assert_eq!(failed["error"]["retryable"], true);
    assert!(failed["nextAttemptAt"].is_string() && failed["error"]["plaidRequestId"].is_string());
    let last = &states.last().unwrap()["syncJob"];
    assert_eq!((&last["status"], &last["attempt"]), (&json!("SUCCEEDED"), &json!(2)));
    assert_eq!(last["error"], Value::Null);

    // A removal, too, is told until Plaid has confirmed it.
    alice.fault("/item/remove", "INTERNAL_SERVER_ERROR", 3).await;
    let removed = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
    alice.ask(removed, json!({ "id": linked.item })).await;
    alice.until_called("/item/remove").await;
});

each_database!(async fn only_the_chosen_accounts_are_kept(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let token = alice.public_token(BANK, "user_good").await;
    let items = alice.look("/sim/items").await;
    let plaid_item = items["items"][0]["item_id"].as_str().unwrap().to_owned();
    let day = alice.bank_day(&plaid_item).await;
    let chosen = Ledger::of_bank(&alice, &plaid_item).await.rows[0].account.clone();
    let query = "mutation ($token: String!, $accounts: [String!]) {
        exchangePublicToken(input: { publicToken: $token, accountIds: $accounts }) {
            item { id } syncJob { id } userErrors { code }
        }
    }";
    let data = alice.ask(query, json!({ "token": token, "accounts": [chosen] })).await;
    let payload = &data["exchangePublicToken"];
    let [item, job] = ["item", "syncJob"].map(|name| payload[name]["id"].as_str().unwrap().into());
    let linked = Linked { item, job, plaid_item, day };
    alice.wait_for(&linked.job).await;
    let bank = Ledger::of_synced_bank(&alice, &linked).await;
    let ours = Ledger::of_ours(&alice, 500).await;
    assert_eq!(ours.accounts.keys().collect::<Vec<_>>(), [&chosen]);
    let theirs: Vec<_> = bank.rows.into_iter().filter(|row| row.account == chosen).collect();
    assert_eq!(ours.rows, theirs);
});

each_database!(async fn the_schedule_wakes_a_silent_item(database) {
    let server = Server::start_with(database, &[("FLORIN_SYNC_EVERY", "1s")]).await;
    let alice = server.signed_up("alice").await;
    let mut socket = alice.socket().await;
    socket.subscribe("all", "subscription { syncJobs { trigger status } }", json!({})).await;
    alice.exchange(&alice.public_token(BANK, "user_good").await).await;
    loop {
        let state = socket.next_state("all").await.unwrap();
        if state["syncJobs"] == json!({ "trigger": "SCHEDULE", "status": "SUCCEEDED" }) {
            break;
        }
    }
});

/// Through a link token, as the browser does it.
async fn link_as_link_does(alice: &Api) -> Linked {
    let query = "mutation { createLinkToken {
        linkToken expiresAt requestId hostedLinkUrl userErrors { code }
    } }";
    let data = alice.ask(query, json!({})).await;
    let token = data["createLinkToken"]["linkToken"].as_str().unwrap();
    assert!(token.starts_with("link-sandbox-"), "{token}");
    alice.exchange(&alice.public_token(BANK, "user_household").await).await
}

/// The statuses of one sync, in order, each change once.
async fn statuses_until_final(socket: &mut Socket, job: &str) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    loop {
        let state = socket.next_state("states").await.unwrap();
        let state = &state["syncJobs"];
        if state["id"] != job {
            continue;
        }
        let status = state["status"].as_str().unwrap();
        assert_eq!(state["nextAttemptAt"].is_string(), status == "WAITING", "{state}");
        // Progress within a run is told with the same status.
        if told.last().is_none_or(|last| last != status) {
            told.push(status.to_owned());
        }
        if ["SUCCEEDED", "FAILED", "CANCELED"].contains(&status) {
            return told;
        }
    }
}
