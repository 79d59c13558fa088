//! S24: what is sealed opens in its own place only, whoever can write into the database.
//!
//! Flipped bits, truncations and nonces are tested beside the code, in `src/platform/vault/mod.rs`.

use std::time::Duration;

use florin::config::Config;
use florin::entities::item;
use florin::platform::db::Db;
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};
use serde_json::{Value, json};

use crate::support::{Api, Server, each_database};

each_database!(async fn s24_an_access_token_that_was_moved_to_another_row_does_not_open(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let mallory = server.signed_up("mallory").await;
    let hers = alice.link("ins_109508", "user_good").await;
    let his = mallory.link("ins_109508", "user_good").await;
    let own = mallory.link("ins_109509", "user_good").await;
    // Mallory writes the database, and gives one of his items Alice's token, and the other one his own.
    let db = open(&server).await;
    let rows = item::of_everyone().all(&db.system).await.unwrap();
    assert_eq!(rows.len(), 3);
    for (row, other) in rows.iter().zip(rows.iter().cycle().skip(1)) {
        let mut swapped = row.clone().into_active_model();
        swapped.access_token = Set(other.access_token.clone());
        swapped.update(&db.system).await.unwrap();
    }
    db.close().await.unwrap();

    for (api, item) in [(&mallory, &his.item), (&mallory, &own.item), (&alice, &hers.item)] {
        let calls = calls(api).await;
        let job = ask(api, item).await;
        let ended = ended(api, &job).await;
        assert_ne!(ended["status"], "SUCCEEDED", "{ended}");
        assert_eq!(calls, self::calls(api).await, "the bank was asked with a token that was moved");
    }
});

/// The database of a server, from beside it.
async fn open(server: &Server) -> Db {
    let settings = [("DATABASE_URL".to_owned(), server.database_url())];
    Db::open(&Config::from_map(settings.into()).unwrap().database).await.unwrap()
}

/// How often the bank was called.
async fn calls(api: &Api) -> usize {
    api.look("/sim/calls").await["calls"].as_array().unwrap().len()
}

async fn ask(api: &Api, item: &str) -> String {
    let query = "mutation ($id: ID!) {
        syncItem(input: { itemId: $id }) { syncJob { id } userErrors { code } }
    }";
    let data = api.ask(query, json!({ "id": item })).await;
    data["syncItem"]["syncJob"]["id"].as_str().unwrap().to_owned()
}

/// The sync, when it has been tried.
async fn ended(api: &Api, job: &str) -> Value {
    let query = "query ($id: ID!) { syncJob(id: $id) { status error { code } } }";
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..400 {
        looks.tick().await;
        let job = api.ask(query, json!({ "id": job })).await["syncJob"].clone();
        if job["error"].is_object() || job["status"] == "SUCCEEDED" {
            return job;
        }
    }
    panic!("the sync was not tried within 20 seconds");
}
