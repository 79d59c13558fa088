//! `POST /webhooks/plaid`: Plaid's news. Whether it is Plaid's, and what it leads to, is for the
//! `webhooks` feature to say; here are the bounds of size and time, and the status.
//!
//! Plaid takes 200 within ten seconds as delivered and sends everything else again for a day. So
//! what can't be taken in now is answered 503, and what is not Plaid's 401: a forger learns no more.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::time::timeout;

use super::Site;
use crate::features::webhooks::{self, BODY_BYTES_MAX, Delivery, WebhookError};

const TOKEN: HeaderName = HeaderName::from_static("plaid-verification");

/// Takes a webhook in.
pub(super) async fn receive(State(site): State<Site>, headers: HeaderMap, body: Body) -> Response {
    let read = axum::body::to_bytes(body, BODY_BYTES_MAX);
    let body = match timeout(site.limits.body_wait, read).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return told(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
        Err(_) => return told(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time."),
    };
    let mut tokens = headers.get_all(TOKEN).iter();
    // Two tokens leave open which of them counts: neither does.
    let token = match (tokens.next(), tokens.next()) {
        (Some(token), None) => token.to_str().ok(),
        _ => None,
    };
    match webhooks::receive(&site.platform, Delivery { token, body: &body }).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(WebhookError::NotPlaids(_)) => {
            told(StatusCode::UNAUTHORIZED, "The webhook is not Plaid's.")
        }
        Err(WebhookError::Malformed) => told(StatusCode::BAD_REQUEST, "The body is no webhook."),
        Err(WebhookError::NotNow) => told(StatusCode::SERVICE_UNAVAILABLE, "Send it again later."),
        Err(WebhookError::Fault(fault)) => {
            tracing::error!(fault = fault.story(), "a webhook could not be taken in");
            told(StatusCode::SERVICE_UNAVAILABLE, "Send it again later.")
        }
    }
}

fn told(status: StatusCode, sentence: &'static str) -> Response {
    (status, format!("{sentence}\n")).into_response()
}
