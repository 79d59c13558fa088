//! The post: looks a few times a second for webhooks that are due, and sends them.
//!
//! It runs beside the calls and never holds one up. A few are under way at a time; a receiver that
//! is away or answers anything but 200 gets its webhook again later (`Outbox::put_back`). That a
//! receiver is away is nothing to be told about above debug.

use std::convert::Infallible;
use std::time::Duration;

use http::header;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use tokio::task::JoinSet;

use super::Webhook;
use super::signing::HEADER;
use crate::server::Shared;

const LOOK_EVERY: Duration = Duration::from_millis(100);
const UNDER_WAY_MAX: usize = 8;
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Sends what is due, for as long as it is polled.
pub async fn run(shared: Shared) -> Infallible {
    let client = Client::builder().redirect(Policy::none()).timeout(ANSWER_WITHIN).build();
    let client = client.expect("a client without settings of the machine can be made");
    let mut under_way = JoinSet::new();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = looks.tick() => {
                for (webhook, token) in take_due(&shared, UNDER_WAY_MAX - under_way.len()).await {
                    under_way.spawn(send(client.clone(), webhook, token));
                }
            }
            Some(ended) = under_way.join_next() => {
                if let Ok((webhook, outcome)) = ended {
                    settle(&shared, webhook, outcome).await;
                }
            }
        }
    }
}

/// The webhooks that are due, each with its token.
async fn take_due(shared: &Shared, most: usize) -> Vec<(Webhook, String)> {
    let taken = shared.with(move |world| {
        world.tell_news();
        let now = world.now();
        let due = world.outbox.take_due(now, most).into_iter();
        due.map(|webhook| {
            let token = world.signing_key.token(&webhook.body, now);
            world.record_webhook(&webhook);
            (webhook, token)
        })
        .collect()
    });
    taken.await.unwrap_or_default()
}

/// Sends a webhook, and gives it back with what became of it.
async fn send(
    client: Client,
    webhook: Webhook,
    token: String,
) -> (Webhook, reqwest::Result<StatusCode>) {
    let request = client
        .post(&webhook.address)
        .header(header::CONTENT_TYPE, "application/json")
        .header(HEADER, token)
        .body(webhook.body.clone());
    let outcome = request.send().await.map(|response| response.status());
    (webhook, outcome)
}

/// Records what became of a webhook, and puts back one that was not taken.
async fn settle(shared: &Shared, webhook: Webhook, outcome: reqwest::Result<StatusCode>) {
    let settled = shared.with(move |world| {
        let told = match &outcome {
            Ok(status) => status.as_str().to_owned(),
            Err(error) => error.to_string(),
        };
        world.record_delivery(&webhook, &told);
        match outcome {
            Ok(StatusCode::OK) => {}
            Ok(status) => {
                tracing::debug!(item.id = %webhook.item_id, %status, "A webhook was not taken.");
                world.outbox.put_back(webhook);
            }
            Err(error) => {
                tracing::debug!(item.id = %webhook.item_id, %error, "A webhook did not arrive.");
                world.outbox.put_back(webhook);
            }
        }
    });
    if settled.await.is_none() {
        tracing::debug!("What became of a webhook could not be taken down.");
    }
}
