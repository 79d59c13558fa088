//! R9: Redis makes news faster and is needed for nothing: absent at the start, killed, asleep, or empty.

use std::process::Stdio;
use std::time::{Duration, Instant};

use plaid_sim::{Clock as _, SystemClock};
use serde_json::json;
use tokio::process::{Child, Command};

use super::bank::SYNC;
use super::bed::{Bed, Person, REST};
use crate::support::Database;
use crate::support::api::Linked;
use crate::support::scale::{count, reached};
use crate::support::server::free_addresses;

/// A Redis of the test's own.
struct Redis {
    address: String,
    child: Option<Child>,
}

impl Redis {
    async fn start(&mut self) {
        let port = self.address.rsplit(':').next().unwrap();
        let start = format!(
            "exec $(command -v redis-server || command -v valkey-server) --port {port} \
            --bind 127.0.0.1 --save '' --appendonly no"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &start]).stdout(Stdio::null()).kill_on_drop(true);
        self.child = Some(command.spawn().unwrap());
        let began = Instant::now();
        while tokio::net::TcpStream::connect(&self.address).await.is_err() {
            assert!(began.elapsed() < REST, "Redis did not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn kill(&mut self) {
        self.child.take().unwrap().kill().await.unwrap();
    }

    async fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().unwrap().to_string();
        let told = Command::new("kill").args([&format!("-{name}"), &id]).status().await.unwrap();
        assert!(told.success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_redis_is_an_accelerator_and_never_needed() {
    let Database::Postgres { url, .. } = Database::new_postgres().await else { unreachable!() };
    let [address] = free_addresses();
    let mut redis = Redis { address: address.clone(), child: None };
    let database = Database::Postgres { url, redis: format!("redis://{address}") };
    // Absent at the start.
    let bed = Bed::start_with(database, 2, &[]).await;
    let people = bed.people(1, 2, "user_good").await;
    leave_open(&bed, &people[0].items[1]).await;
    let mut slowest = works(&bed, &people[0]).await;
    let rounds = count(1, 10);
    for _ in 0..rounds {
        redis.start().await;
        slowest = slowest.max(works(&bed, &people[0]).await);
        redis.kill().await;
        slowest = slowest.max(works(&bed, &people[0]).await);
        // Again, and empty.
        redis.start().await;
        slowest = slowest.max(works(&bed, &people[0]).await);
        redis.signal("STOP").await;
        slowest = slowest.max(works(&bed, &people[0]).await);
        redis.signal("CONT").await;
        redis.kill().await;
    }
    bed.bank.order_delete("/sim/faults").await;
    bed.store.execute("update jobs set run_at = created_at where state = 'waiting'").await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached(
        "R9",
        &bed.database,
        format!(
            "absent at the start, then {rounds} times started, killed, started empty, stopped: every request \
        and sync well; at most {:.1} s from a sync's end on one instance to a watcher on the other",
            slowest.as_secs_f32(),
        ),
    );
}

/// Has a bank that is never ready, so that there is a sync which stays open.
async fn leave_open(bed: &Bed, item: &Linked) {
    bed.bank.fault(SYNC, Some(&item.plaid_item), "PRODUCT_NOT_READY", 1_000).await;
    bed.bank.advance(&item.plaid_item, 1).await;
    bed.store.some("select count(*) from jobs where state = 'waiting'", REST).await;
}

/// Everything works: requests on either instance, and a sync whose end is told on the other. How late
/// that was.
async fn works(bed: &Bed, person: &Person) -> Duration {
    let token = person.api.token.clone().unwrap();
    for number in 0..20 {
        let api = bed.api(number % 2).with_token(&token);
        let began = Instant::now();
        api.ask("{ items { id } accounts { id } }", json!({})).await;
        assert!(began.elapsed() < Duration::from_secs(2), "a request waited for Redis");
    }
    let mut slowest = Duration::ZERO;
    let mut sockets = Vec::new();
    for server in 0..2 {
        let mut socket = bed.api(server).with_token(&token).socket().await;
        let query = "subscription { syncJobs { id status trigger finishedAt } }";
        socket.subscribe("all", query, json!({})).await;
        // The open sync: from here on nothing is missed.
        let open = socket.next_state("all").await.expect("an open sync is told");
        assert_ne!(open["syncJobs"]["status"], "SUCCEEDED", "{open}");
        sockets.push(socket);
    }
    // So many days that some of them have news.
    bed.bank.advance(&person.items[0].plaid_item, 10).await;
    for mut socket in sockets {
        let told = async {
            loop {
                let state = socket.next_state("all").await.expect("the watch goes on");
                let state = &state["syncJobs"];
                if state["status"] == "SUCCEEDED" {
                    break state["finishedAt"].as_str().unwrap().parse().unwrap();
                }
                assert_ne!(state["status"], "FAILED", "{state}");
            }
        };
        let ended: chrono::DateTime<chrono::Utc> =
            tokio::time::timeout(REST, told).await.expect("the end of a sync is told");
        let late = (SystemClock.now() - ended).to_std();
        slowest = slowest.max(late.unwrap_or_default());
    }
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    slowest
}
