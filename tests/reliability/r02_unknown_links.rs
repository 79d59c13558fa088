//! R2, what no point shows: what a link is taken for whose storing went wrong after Plaid's answer: of the item that is linked
//! already, or of one that nobody can look up. That it was stored all the same, or not at all, is shown at
//! the points `link.after_commit` and `link.before_commit`.

use std::time::Duration;

use serde_json::json;

use super::bank::Bank;
use super::bed::{Bed, INSTITUTION, REST, ask_sync};
use super::invariants;
use super::proxy::{Proxy, Toxic};
use super::relay::{Mangle, Relay};
use crate::support::{Database, each_database};

const EXCHANGE: &str = "/item/public_token/exchange";
const LINK: &str =
    "mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) {
    item { id } duplicateOf { id } userErrors { code } } }";

each_database!(async fn r2_a_failed_link_to_the_item_that_is_linked_leaves_it_alone(database) {
    let bank = Bank::start().await;
    let relay = Relay::start().await;
    relay.lead_to(bank.address());
    let url = relay.url();
    let changes = [("PLAID_BASE_URL", url.as_str()), ("FLORIN_FAILPOINT", "link.after_exchange:error:2")];
    let bed = Bed::start_at(bank, database, 1, &changes).await;
    let people = bed.people(1, 1, "user_good").await;
    let (api, item) = (&people[0].api, &people[0].items[0]);
    relay.exchange_as(&item.plaid_item);
    let token = api.public_token(INSTITUTION, "user_good").await;
    let told = api.ask(LINK, json!({ "token": token })).await;
    let told = &told["exchangePublicToken"];
    assert_eq!(told["userErrors"][0]["code"], "DUPLICATE_ITEM", "{told}");
    assert_eq!(told["duplicateOf"]["id"], *item.item);
    assert_eq!(bed.bank.count_of_calls("/item/remove").await, 0, "it was removed at Plaid");
    assert_eq!(bed.store.number("select count(*) from link_attempts where state = 'pending'").await, 0);
    bed.sync_all(&people).await;
    bed.sound(&people).await;
});

// What R2 found: a webhook's sync that came between the calling off and the removal read on, and its pages
// stayed for good.
each_database!(async fn r2_a_sync_that_outlives_its_item_leaves_no_page(database) {
    let bank = Bank::start().await;
    let relay = Relay::start().await;
    relay.lead_to(bank.address());
    let url = relay.url();
    let bed = Bed::start_at(bank, database, 1, &[("PLAID_BASE_URL", url.as_str())]).await;
    let people = bed.people(1, 1, "user_household").await;
    let item = &people[0].items[0];
    bed.store.execute("update items set cursor = null").await;
    relay.mangle(&item.plaid_item, Mangle::Nothing, 1);
    relay.mangle(&item.plaid_item, Mangle::Drip, 1);
    ask_sync(&people[0].api, item).await.expect("the sync is taken");
    bed.store.some("select count(*) from sync_pages", REST).await;
    bed.store.execute("update items set state = 'removing'").await;
    bed.store.quiet(REST).await;
    assert_eq!(bed.store.text("select state from jobs order by created_at desc, id desc").await, "canceled");
    invariants::hold(&bed.store).await;
});

#[tokio::test(flavor = "multi_thread")]
async fn r2_a_link_that_nobody_can_look_up_is_taken_up_again_and_told() {
    let Database::Postgres { url, redis } = Database::new_postgres().await else { unreachable!() };
    let mut real = url::Url::parse(&url).unwrap();
    let upstream = format!("127.0.0.1:{}", real.port().expect("the tests' server has a port"));
    let proxy = Proxy::start(vec![upstream]).await;
    let port = proxy.address().rsplit(':').next().unwrap().parse().unwrap();
    real.set_port(Some(port)).unwrap();
    let through = Database::Postgres { url: real.into(), redis: redis.clone() };
    let mut bed = Bed::start_with(through, 1, &[]).await;
    bed.database = Database::Postgres { url, redis };
    bed.reopen().await;
    let people = bed.people(1, 1, "user_good").await;
    // Plaid answers after three seconds, and by then the database is away.
    bed.bank.fault(EXCHANGE, None, "slow", 1).await;
    let began = bed.bank.count_of_calls(EXCHANGE).await;
    let api = people[0].api.clone();
    let token = api.public_token(INSTITUTION, "user_good").await;
    let asked = tokio::spawn(async move { api.send(LINK, json!({ "token": token })).await });
    bed.bank.until_count(EXCHANGE, began + 1).await;
    proxy.set(Toxic::Down);
    let answer = asked.await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    let of_state =
        |state: &str| format!("select count(*) from link_attempts where state = '{state}'");
    assert_eq!(bed.store.number(&of_state("pending")).await, 1, "the attempt has ended unknown");
    proxy.set(Toxic::None);
    bed.store.until(&of_state("pending"), 0, REST).await;
    // The token was used, so that asking again can only tell that an item is lost at Plaid.
    assert_eq!(bed.store.number(&of_state("lost")).await, 1);
    bed.store.quiet(REST + Duration::from_secs(1)).await;
    bed.sound(&people).await;
}
