//! Announcements after commits: a broadcast within the process, and through Redis to the others.
//!
//! An event is a hint and never the only copy of a fact, so losing one is allowed: a slow listener,
//! a broken connection and a dead Redis all end in "look at the database again". Nobody who
//! publishes ever waits.

use std::time::Duration;

use futures_util::StreamExt as _;
use redis::AsyncCommands as _;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// Events that a listener may lag behind before it has to look at the database.
const LAG_MAX: usize = 1024;

/// The Redis channel.
const CHANNEL: &str = "florin:events";

/// Pause before Redis is tried again.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// Sends and receives events.
pub struct Events {
    local: broadcast::Sender<Event>,
    outgoing: Option<mpsc::Sender<Event>>,
}

/// What goes over Redis: the sender leaves out what it said itself.
#[derive(Serialize, Deserialize)]
struct Message {
    from: Uuid,
    event: Event,
}

impl Events {
    /// In-process without a Redis URL. Redis need not be there: it is tried again and again.
    pub fn open(
        redis_url: Option<&SecretString>,
        shutdown: CancellationToken,
    ) -> Result<Self, Fault> {
        let (local, _) = broadcast::channel(LAG_MAX);
        let Some(url) = redis_url else {
            return Ok(Self { local, outgoing: None });
        };
        let client = redis::Client::open(url.expose_secret()).or_fault("reading REDIS_URL")?;
        let (outgoing, to_send) = mpsc::channel(LAG_MAX);
        let bridge = Bridge { client, me: new_instance_id(), shutdown };
        tokio::spawn(bridge.clone().send(to_send));
        tokio::spawn(bridge.receive(local.clone()));
        Ok(Self { local, outgoing: Some(outgoing) })
    }

    /// Announces an event. To be called after the commit that it tells of.
    pub fn publish(&self, event: Event) {
        if self.local.send(event).is_err() {
            tracing::trace!("nobody listens");
        }
        if let Some(outgoing) = &self.outgoing
            && outgoing.try_send(event).is_err()
        {
            tracing::debug!("an event was not sent to Redis: its queue is full");
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.local.subscribe()
    }
}

/// Whether Redis answers.
pub async fn ping(redis_url: &SecretString) -> Result<(), Fault> {
    let client = redis::Client::open(redis_url.expose_secret()).or_fault("reading REDIS_URL")?;
    let mut connection =
        client.get_multiplexed_async_connection().await.or_fault("connecting to Redis")?;
    redis::cmd("PING").query_async::<()>(&mut connection).await.or_fault("asking Redis")
}

/// Tells the instances on one Redis apart. It is no secret and no id of a row.
fn new_instance_id() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("an operating system without randomness can't run a server");
    Uuid::from_bytes(bytes)
}

#[derive(Clone)]
struct Bridge {
    client: redis::Client,
    me: Uuid,
    shutdown: CancellationToken,
}

impl Bridge {
    async fn send(self, mut to_send: mpsc::Receiver<Event>) {
        let mut connection = None;
        loop {
            let event = tokio::select! {
                () = self.shutdown.cancelled() => return,
                event = to_send.recv() => event,
            };
            let Some(event) = event else { return };
            if connection.is_none() {
                connection = self.client.get_multiplexed_async_connection().await.ok();
            }
            let Some(redis) = connection.as_mut() else {
                continue;
            };
            let message = Message { from: self.me, event };
            let text = serde_json::to_string(&message).expect("ids are always JSON");
            if let Err(error) = redis.publish::<_, _, ()>(CHANNEL, text).await {
                tracing::warn!(%error, "an event did not reach Redis");
                connection = None;
            }
        }
    }

    async fn receive(self, local: broadcast::Sender<Event>) {
        loop {
            tokio::select! {
                () = self.shutdown.cancelled() => return,
                ended = self.follow(&local) => if let Err(error) = ended {
                    tracing::warn!(%error, "Redis does not answer; events stay in this process");
                },
            }
            tokio::select! {
                () = self.shutdown.cancelled() => return,
                () = tokio::time::sleep(RECONNECT_PAUSE) => {}
            }
        }
    }

    async fn follow(&self, local: &broadcast::Sender<Event>) -> redis::RedisResult<()> {
        let mut connection = self.client.get_async_pubsub().await?;
        connection.subscribe(CHANNEL).await?;
        let mut messages = connection.into_on_message();
        while let Some(message) = messages.next().await {
            let text: String = message.get_payload()?;
            match serde_json::from_str::<Message>(&text) {
                Ok(message) if message.from == self.me => {}
                Ok(message) => {
                    if local.send(message.event).is_err() {
                        tracing::trace!("nobody listens");
                    }
                }
                Err(error) => tracing::warn!(%error, "an event of another version was left out"),
            }
        }
        Ok(())
    }
}
