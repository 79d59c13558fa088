//! The post: looks a few times a second for webhooks that are due, and sends them.
//!
//! It runs beside the calls and never holds one up. A few are under way at a time; a receiver that
//! is away or answers anything but 200 gets its webhook again later (`Outbox::put_back`). That a
//! receiver is away is nothing to be told about above debug.

use std::convert::Infallible;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use tokio::task::JoinSet;

use super::Webhook;
use super::forgery::Letter;
use super::history::Outcome;
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
                let room = UNDER_WAY_MAX - under_way.len();
                let due = shared.with(move |world| world.take_post(room)).await;
                for (webhook, letter) in due.unwrap_or_default() {
                    under_way.spawn(deliver(shared.clone(), client.clone(), webhook, letter));
                }
            }
            Some(ended) = under_way.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "The delivery of a webhook broke off.");
                }
            }
        }
    }
}

/// Sends a webhook, and has its outcome taken down.
async fn deliver(shared: Shared, client: Client, webhook: Webhook, letter: Letter) {
    let mut request =
        client.post(&webhook.address).header(header::CONTENT_TYPE, "application/json");
    for token in letter.tokens {
        request = request.header(HEADER, token);
    }
    let (outcome, retry_after) = match request.body(letter.body).send().await {
        Ok(response) => {
            let status = response.status();
            tracing::debug!(item.id = %webhook.item_id, %status, "A webhook was answered.");
            let is_limit = status == StatusCode::TOO_MANY_REQUESTS;
            let retry_after = response.headers().clone();
            (Outcome::Answered(status.as_u16()), is_limit.then_some(retry_after))
        }
        Err(error) => {
            tracing::debug!(item.id = %webhook.item_id, %error, "A webhook did not arrive.");
            (Outcome::Unreachable, None)
        }
    };
    let taken_down = shared.with(move |world| {
        let wished = retry_after.and_then(|headers| wished_wait(&headers, webhook.due_at));
        world.take_outcome(&webhook, outcome, wished);
    });
    if taken_down.await.is_none() {
        tracing::debug!("The outcome of a webhook could not be taken down.");
    }
}

/// How long a receiver wants to be left alone: in seconds, or until a moment.
fn wished_wait(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(TimeDelta::seconds(i64::from(seconds)));
    }
    let moment = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    Some((moment - now).max(TimeDelta::zero()))
}
