//! R12: SIGTERM ends the server with code 0 within 15 seconds, no request is answered with an error of
//! ours, and no sync loses an attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::bed::{Bed, INSTITUTION, REST, ask_sync};
use super::chance::Chance;
use crate::support::scale::{count, reached, size};
use crate::support::server::free_addresses;
use crate::support::{Api, each_database};

each_database!(async fn r12_sigterm_ends_the_server_and_costs_nobody_anything(database) {
    let mut chance = Chance::new("r12");
    let mut bed = Bed::start_with(database, 1, &[("FLORIN_JOB_LEASE", "30s")]).await;
    let people = bed.people(1, size(2, 6), "user_household").await;
    let stops = count(3, 30);
    let load = Load::start(&people[0].api);
    let (mut slowest, mut slowest_claim) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..stops {
        for item in &people[0].items {
            bed.bank.advance(&item.plaid_item, 1).await;
            ask_sync(&people[0].api, item).await;
        }
        tokio::time::sleep(chance.pause(0..400)).await;
        let began = Instant::now();
        assert_eq!(bed.servers[0].terminate().await, Some(0));
        slowest = slowest.max(began.elapsed());
        let held = "select count(*) from jobs where state = 'running'";
        assert_eq!(bed.store.number(held).await, 0, "a job was held on to");
        bed.servers[0].resume().await;
        let waits = "select count(*) from jobs where state = 'queued'";
        slowest_claim = slowest_claim.max(bed.store.until(waits, 0, REST).await);
    }
    let [answered, errors, crossed] = load.stop().await;
    assert_eq!(errors, 0, "of {answered} requests");
    assert!(slowest <= Duration::from_secs(15), "{slowest:?}");
    bed.store.quiet(REST).await;
    let lost = "select cast(sum(crashes + failures) as bigint) from jobs";
    assert_eq!(bed.store.number(lost).await, 0, "a stop used up attempts");
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached("R12", &bed.database, format!(
        "{stops} SIGTERMs under load: exit code 0, the slowest after {:.1} s; {answered} requests were \
        answered, 0 of them with an error ({crossed} crossed the end of an idle connection); 0 attempts used up; what waited was claimed within {:.1} s; seed {}",
        slowest.as_secs_f32(), slowest_claim.as_secs_f32(), chance.seed,
    ));
});

each_database!(async fn r12_a_request_under_way_is_answered_before_the_end(database) {
    let mut bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_good").await;
    let stops = count(1, 10);
    for _ in 0..stops {
        // Its answer takes three seconds.
        bed.bank.fault("/item/public_token/exchange", None, "slow", 1).await;
        let api = people[0].api.clone();
        let token = api.public_token(INSTITUTION, "user_good").await;
        let began = bed.bank.count_of_calls("/item/public_token/exchange").await;
        let asked = tokio::spawn(async move { api.exchange(&token).await });
        bed.bank.until_count("/item/public_token/exchange", began + 1).await;
        assert_eq!(bed.servers[0].terminate().await, Some(0));
        let linked = asked.await.expect("the link under way was answered");
        bed.servers[0].resume().await;
        bed.store.quiet(REST).await;
        let (state, error) = bed.newest(&people[0], &linked).await;
        assert_eq!(state, "SUCCEEDED", "{error}");
    }
    reached("R12 under way", &bed.database, format!(
        "{stops} SIGTERMs while a bank was being linked: every link was answered and synced afterwards"
    ));
});

each_database!(async fn r12_a_server_that_ends_says_so_first(database) {
    let [admin] = free_addresses();
    let mut bed = Bed::start_with(database, 1, &[("FLORIN_ADMIN_LISTEN", admin.as_str())]).await;
    let people = bed.people(1, 1, "user_good").await;
    let readyz = format!("http://{admin}/readyz");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ready = async || http.get(&readyz).send().await.unwrap().status();
    assert_eq!(ready().await, 200);
    let mut socket = silent_socket(bed.servers[0].address()).await;
    // A request that keeps the server for three seconds more.
    bed.bank.fault("/item/public_token/exchange", None, "slow", 1).await;
    let api = people[0].api.clone();
    let token = api.public_token(INSTITUTION, "user_good").await;
    let began = bed.bank.count_of_calls("/item/public_token/exchange").await;
    let under_way = tokio::spawn(async move { api.exchange(&token).await });
    bed.bank.until_count("/item/public_token/exchange", began + 1).await;
    bed.servers[0].signal("TERM").await;
    let asked = Instant::now();
    while ready().await != 503 {
        assert!(asked.elapsed() < Duration::from_secs(2), "it still says that it is ready");
    }
    assert!(!under_way.is_finished(), "it was said no sooner than the end");
    let told = loop {
        let message = socket.next().await.expect("a reason comes before the end").unwrap();
        if let Message::Close(told) = message {
            break told;
        }
    };
    assert_eq!(told.map(|told| told.code.into()), Some(1001));
    under_way.await.expect("the link under way was answered");
    assert_eq!(bed.servers[0].ended().await, Some(0));
});

/// A socket that has been let in, and asks for nothing.
async fn silent_socket(address: &str) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = connect_async(request).await.unwrap();
    socket.send(Message::text(json!({ "type": "connection_init" }).to_string())).await.unwrap();
    socket
}

/// Somebody who asks all the time. A connection that is refused is no answer; one that was taken and
/// is broken off is an error.
struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    errors: Arc<AtomicUsize>,
    crossed: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Load {
    fn start(api: &Api) -> Self {
        let (stop, api) = (Arc::new(AtomicBool::new(false)), api.clone());
        let (answered, errors) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let crossed = Arc::new(AtomicUsize::new(0));
        let (stopped, good, bad) = (stop.clone(), answered.clone(), errors.clone());
        let again = crossed.clone();
        let task = tokio::spawn(async move {
            while !stopped.load(Ordering::Relaxed) {
                let told = api.try_send("{ items { id status } }", json!({})).await;
                match told {
                    Ok(told) if told["data"]["items"].is_array() => {
                        good.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(error) if error.is_connect() => {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    // A connection that is closed just when a request sets out on it. Whoever
                    // keeps connections sends it again (RFC 9110, 9.2.2).
                    Err(error) if error.is_request() => {
                        again.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(_) | Err(_) => {
                        bad.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        });
        Self { stop, answered, errors, crossed, task }
    }

    async fn stop(self) -> [usize; 3] {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
        [self.answered, self.errors, self.crossed].map(|number| number.load(Ordering::Relaxed))
    }
}
