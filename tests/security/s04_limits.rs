//! S4: what may be done so and so often, whatever happens to Redis and to the clock.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use florin::kernel::secret::SecretString;
use florin::platform::limits::{Limit, Limited, Limits};

use crate::support::{Database, HandClock};

/// Five at once, and one every two seconds after that.
const FIVE: Limit = Limit::new("five", 5, Duration::from_secs(10));

async fn redis_url() -> SecretString {
    let Database::Postgres { redis, .. } = Database::new_postgres().await else {
        panic!("it is PostgreSQL that was asked for");
    };
    redis.into()
}

/// A key that no other run of a test has used.
fn new_key() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    format!("{bytes:?}")
}

/// The same for the own buckets and for those of Redis.
async fn gives_five_and_then_one_at_a_time(limits: &Limits, clock: &HandClock) {
    let (key, other) = (new_key(), new_key());
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(limits.spend(&FIVE, &key, 1).await.unwrap().units, left);
    }
    let refused = limits.take(&FIVE, &key, 1).await;
    assert_eq!(refused, Err(Limited { retry_after: Duration::from_secs(2) }));
    limits.take(&FIVE, &other, 5).await.unwrap();

    clock.advance(TimeDelta::milliseconds(1999));
    let refused = limits.take(&FIVE, &key, 1).await;
    assert_eq!(refused, Err(Limited { retry_after: Duration::from_millis(1) }));
    clock.advance(TimeDelta::milliseconds(1));
    limits.take(&FIVE, &key, 1).await.unwrap();
    assert!(limits.take(&FIVE, &key, 1).await.is_err());

    // More than there ever is costs all of it.
    assert!(limits.take(&FIVE, &key, 1000).await.is_err());
    clock.advance(TimeDelta::seconds(10));
    assert_eq!(limits.spend(&FIVE, &key, 1000).await.unwrap().units, 0);

    limits.forget(&FIVE, &key).await;
    assert_eq!(limits.spend(&FIVE, &key, 1).await.unwrap().units, 4);

    // A clock that is turned back by a day makes nobody wait for a day.
    clock.advance(TimeDelta::days(-1));
    limits.take(&FIVE, &key, 5).await.unwrap_err();
    clock.advance(TimeDelta::days(1) + TimeDelta::seconds(10));
    limits.take(&FIVE, &key, 5).await.unwrap();
}

#[tokio::test]
async fn s04_a_limit_holds_without_redis() {
    let clock = Arc::new(HandClock::new());
    let limits = Limits::open(None, clock.clone()).unwrap();
    gives_five_and_then_one_at_a_time(&limits, &clock).await;
}

#[tokio::test]
async fn s04_a_limit_holds_with_redis() {
    let clock = Arc::new(HandClock::new());
    let limits = Limits::open(Some(&redis_url().await), clock.clone()).unwrap();
    gives_five_and_then_one_at_a_time(&limits, &clock).await;
}

#[tokio::test]
async fn s04_servers_on_one_redis_share_their_limits() {
    let (clock, url, key) = (Arc::new(HandClock::new()), redis_url().await, new_key());
    let servers = [(); 3].map(|()| Limits::open(Some(&url), clock.clone()).unwrap());
    let mut given = 0;
    for server in servers.iter().cycle().take(30) {
        given += u32::from(server.take(&FIVE, &key, 1).await.is_ok());
    }
    assert_eq!(given, 5);
    // Whom Redis refuses is not counted twice: everything is back when it says so.
    clock.advance(TimeDelta::seconds(10));
    for server in &servers {
        assert!(server.take(&FIVE, &new_key(), 5).await.is_ok());
    }
    assert!(servers[2].take(&FIVE, &key, 5).await.is_ok());
    assert!(servers[0].take(&FIVE, &key, 1).await.is_err());
}

#[tokio::test]
async fn s04_a_dead_redis_opens_no_limit() {
    // Nobody answers there: the port takes connections and says nothing, or refuses them.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("redis://{}", silent.local_addr().unwrap());
    for url in [silent.as_str(), "redis://127.0.0.1:9"] {
        let clock = Arc::new(HandClock::new());
        let limits = Limits::open(Some(&url.into()), clock.clone()).unwrap();
        let began = std::time::Instant::now();
        let mut given = 0;
        for _ in 0..1000 {
            given += u32::from(limits.take(&FIVE, "key", 1).await.is_ok());
        }
        assert_eq!(given, 5, "{url}");
        // One of them waited for 50 ms, the others didn't ask.
        assert!(began.elapsed() < Duration::from_millis(900), "{url}: {:?}", began.elapsed());
        clock.advance(TimeDelta::seconds(2));
        assert!(limits.take(&FIVE, "key", 1).await.is_ok());
        assert!(limits.take(&FIVE, "key", 1).await.is_err());
    }
}
