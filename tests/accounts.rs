//! Accounts over time: what was on them day by day, and those that the bank lists no more.

use chrono::{DateTime, Days, NaiveDate, Utc};
use florin::entities::account_balance;
use florin::kernel::ids::{AccountId, UserId};
use sea_orm::{EntityTrait as _, Set};
use serde_json::{Value, json};

use crate::support::bank::{Bank, Page, account, posted};
use crate::support::{Api, Server, each_database};

each_database!(async fn a_day_keeps_what_the_bank_said_last(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let silent = account("silent", &Value::Null);
    let accounts = |current: Value| vec![account("checking", &current), silent.clone()];
    let item = bank.link(&alice, accounts(json!(100.25)), Page::default()).await;
    bank.list(&alice, &item, accounts(json!(-3))).await;

    let told = alice.ask(HISTORIES, json!({})).await;
    let [checking, silent] = told["accounts"].as_array().unwrap().as_slice() else {
        panic!("{told}")
    };
    let day = |history: &Value| history["asOf"].as_str().unwrap()[..10].to_owned();
    let last = history(checking).last().unwrap();
    assert_eq!(last["current"], json!({ "amount": "-3", "currency": "USD" }));
    assert_eq!(last["available"], Value::Null);
    assert_eq!(last["asOf"], checking["balance"]["asOf"]);
    for row in history(checking).iter().chain(history(silent)) {
        assert_eq!(row["date"], day(row));
    }
    assert!(history(silent).iter().all(|row| row["current"].is_null()));
    // One row, or two for a test that ran across midnight.
    let distinct = history(checking).iter().map(day).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(distinct.len(), history(checking).len());
    assert_eq!(history(silent).len(), history(checking).len());
});

each_database!(async fn a_history_is_read_between_two_days(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let accounts = alice.ask("{ viewer { id } accounts { id } }", json!({})).await;
    let [first, second] = [0, 1].map(|at| text(&accounts["accounts"][at]["id"]));
    let owner = UserId::parse(&text(&accounts["viewer"]["id"])).unwrap();
    let days = ["2020-01-01", "2020-01-02", "2020-01-05", "2021-12-31"];
    let days: [NaiveDate; 4] = days.map(|day| day.parse().unwrap());
    remember(&server, owner, &first, &days).await;
    remember(&server, owner, &second, &days[..1]).await;

    let cases = [
        (json!({ "from": "2020-01-01", "to": "2020-01-05" }), &days[..3]),
        (json!({ "from": "2020-01-02", "to": "2020-01-02" }), &days[1..2]),
        (json!({ "from": "2020-01-03", "to": "2020-01-04" }), &days[..0]),
        (json!({ "from": "2020-01-01", "to": "2021-12-31" }), &days[..]),
        (json!({ "to": "2022-01-01" }), &days[1..]),
        (json!({ "to": "2020-01-04" }), &days[..2]),
    ];
    for (variables, expected) in cases {
        let told = alice.ask(BETWEEN, variables.clone()).await;
        let dates: Vec<NaiveDate> = history(&told["accounts"][0])
            .iter()
            .map(|row| text(&row["date"]).parse().unwrap())
            .collect();
        assert_eq!(dates, expected, "{variables}");
        let of_second: Vec<_> = history(&told["accounts"][1]).iter().map(|row| &row["date"]).collect();
        assert_eq!(of_second.len(), usize::from(expected.contains(&days[0])), "{variables}");
    }
    let today = NaiveDate::parse_from_str(&today(&alice).await, "%Y-%m-%d").unwrap();
    let future = (today + Days::new(2)).to_string();
    for variables in [
        json!({ "from": "2020-01-02", "to": "2020-01-01" }),
        json!({ "from": "2020-01-01", "to": "2022-01-01" }),
        json!({ "from": "2020-01-01" }),
        json!({ "from": future }),
        json!({ "from": "2020-02-30" }),
    ] {
        assert_eq!(alice.error_code(BETWEEN, variables.clone()).await, "BAD_USER_INPUT", "{variables}");
    }
    let wide = "{ items { accounts { balanceHistory { date current { amount currency } } } } }";
    assert_eq!(alice.error_code(wide, json!({})).await, "QUERY_TOO_COMPLEX");
});

each_database!(async fn a_closed_account_keeps_its_transactions(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let [kept, closing] = ["kept", "closing"].map(|id| account(id, &json!(1)));
    let rows = vec![posted("one", "kept"), posted("two", "closing")];
    let first = Page { added: rows, ..Page::default() };
    let item = bank.link(&alice, vec![kept.clone(), closing.clone()], first).await;
    assert_eq!(by_closed(&alice).await, (vec![], names(&["kept", "closing"])));

    bank.list(&alice, &item, vec![kept.clone()]).await;
    assert_eq!(by_closed(&alice).await, (names(&["closing"]), names(&["kept"])));
    let told = alice.ask(CLOSED, json!({ "closed": true })).await["accounts"][0].clone();
    assert!(told["closedAt"].is_string());
    assert_eq!(told["transactions"]["nodes"], json!([{ "plaidTransactionId": "two" }]));
    let since = told["closedAt"].clone();
    bank.list(&alice, &item, vec![kept.clone()]).await;
    let told = alice.ask(CLOSED, json!({ "closed": true })).await["accounts"][0].clone();
    assert_eq!(told["closedAt"], since, "it is closed since it was first missing");

    bank.list(&alice, &item, vec![kept, closing]).await;
    assert_eq!(by_closed(&alice).await, (vec![], names(&["kept", "closing"])));
});

each_database!(async fn a_card_that_a_family_gives_up_is_closed(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_household").await;
    let (closed, open) = by_closed(&alice).await;
    assert_eq!(closed, Vec::<String>::new());
    // Some 85 days after the link the bank closes the travel card.
    alice.advance(&linked.plaid_item, 90).await;
    alice.sync(&linked.item).await;
    let (closed, still_open) = by_closed(&alice).await;
    assert_eq!(closed, ["Travel Card"]);
    assert_eq!(still_open.len() + 1, open.len());
    let told = alice.ask(CLOSED, json!({ "closed": true })).await["accounts"][0].clone();
    assert!(!told["transactions"]["nodes"].as_array().unwrap().is_empty());
});

const HISTORIES: &str = "{ accounts {
    balance { asOf }
    balanceHistory { date current { amount currency } available { amount } asOf }
} }";

const BETWEEN: &str = "query ($from: Date, $to: Date) {
    accounts { balanceHistory(from: $from, to: $to) { date } }
}";

const CLOSED: &str = "query ($closed: Boolean) { accounts(filter: { closed: $closed }) {
    name closedAt transactions { nodes { plaidTransactionId } }
} }";

fn history(account: &Value) -> &Vec<Value> {
    account["balanceHistory"].as_array().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The day that it is for the server.
async fn today(api: &Api) -> String {
    let told = api.ask("{ items { lastSyncedAt } }", json!({})).await;
    text(&told["items"][0]["lastSyncedAt"])[..10].to_owned()
}

/// The names of the closed accounts and of the open ones.
async fn by_closed(api: &Api) -> (Vec<String>, Vec<String>) {
    let listed = async |closed: Option<bool>| -> Vec<String> {
        let told = api.ask(CLOSED, json!({ "closed": closed })).await;
        told["accounts"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect()
    };
    let (closed, open) = (listed(Some(true)).await, listed(Some(false)).await);
    assert_eq!(listed(None).await.len(), closed.len() + open.len());
    (closed, open)
}

/// Writes a history of years ago, which no test can wait for.
async fn remember(server: &Server, owner: UserId, account: &str, days: &[NaiveDate]) {
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let row = |day: &NaiveDate| account_balance::ActiveModel {
        user_id: Set(owner),
        account_id: Set(AccountId::parse(account).unwrap()),
        told_on: Set(*day),
        balance_current: Set(None),
        balance_available: Set(None),
        balance_limit: Set(None),
        balance_currency: Set(None),
        balance_as_of: Set(DateTime::<Utc>::UNIX_EPOCH),
    };
    account_balance::Entity::insert_many(days.iter().map(row)).exec(&db).await.unwrap();
    db.close().await.unwrap();
}
