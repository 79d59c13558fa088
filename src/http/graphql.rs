//! `/graphql` by `POST` and `GET`: one request, one operation, as the GraphQL-over-HTTP
//! specification has it. A client that accepts `text/event-stream` gets its results as they come.
//!
//! Nothing is read without a bound: neither size nor time of the body, nor what the document costs,
//! nor what all of them cost together.
//! The operations themselves know nothing of HTTP; a resolver's only way to the headers is
//! `ResponseCookies`.

use std::future::ready;

use async_graphql::parser::types::OperationType;
use axum::Extension;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::time::timeout;

use super::answer::{Accepted, Media, Refusal, Reply, is_json};
use super::auth::{self, Caller, Door};
use super::budget::{Budget, REFUSED_COST};
use super::crowd::{self, Who};
use super::event_stream::Listener;
use super::key_rate::take_turn;
use super::operation::{Asker, Operation, Parameters};
use super::visit::Visit;
use super::{Site, event_stream, graphql_ws, standing};
use crate::graphql::{ResponseCookies, SessionCookie};
use crate::kernel::fault::OrFault as _;

/// Queries and mutations; subscriptions as a stream.
pub(super) async fn post(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let accepted = Accepted::read(&headers);
    let taken = async {
        check_accepted(accepted)?;
        if !is_json(&headers) {
            return Err(Refusal::NotJson);
        }
        let caller = auth::identify(&site.platform, Door::Post, &headers, &visit.origin).await?;
        let body = read_body(&site, body).await?;
        let json = serde_json::from_slice(&body)
            .map_err(|_| Refusal::BadRequest("The body is not JSON."))?;
        let parameters = Parameters::from_json(json).map_err(Refusal::BadRequest)?;
        answer(&site, &visit, Question { door: Door::Post, accepted, caller, parameters }).await
    };
    taken.await.unwrap_or_else(|refusal| reply(accepted, &visit).refuse(&refusal))
}

/// Queries, subscriptions as a stream, and the way to the socket. No cookie counts here but the
/// socket's.
pub(super) async fn get(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let accepted = Accepted::read(&headers);
    if headers.contains_key(header::UPGRADE) {
        return match upgrade {
            Ok(upgrade) => match graphql_ws::upgrade(site, &visit, &headers, upgrade).await {
                Ok(response) => response,
                Err(refusal) => reply(accepted, &visit).refuse(&refusal),
            },
            Err(rejection) => rejection.into_response(),
        };
    }
    let taken = async {
        check_accepted(accepted)?;
        let caller = auth::identify(&site.platform, Door::Get, &headers, &visit.origin).await?;
        let parameters = Parameters::from_query_string(&query.unwrap_or_default())
            .map_err(Refusal::BadRequest)?;
        answer(&site, &visit, Question { door: Door::Get, accepted, caller, parameters }).await
    };
    taken.await.unwrap_or_else(|refusal| reply(accepted, &visit).refuse(&refusal))
}

fn check_accepted(accepted: Accepted) -> Result<(), Refusal> {
    if accepted.single.is_none() && !accepted.stream {
        return Err(Refusal::NotAcceptable);
    }
    Ok(())
}

fn reply(accepted: Accepted, visit: &Visit) -> Reply<'_> {
    Reply { media: accepted.single.unwrap_or(Media::Json), request_id: &visit.request_id }
}

async fn read_body(site: &Site, body: Body) -> Result<Bytes, Refusal> {
    let read = axum::body::to_bytes(body, site.limits.request_bytes_max);
    match timeout(site.limits.body_wait, read).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Refusal::TooLarge),
        Err(_) => Err(Refusal::TooSlow),
    }
}

/// What was asked at a door.
struct Question {
    door: Door,
    accepted: Accepted,
    caller: Caller,
    parameters: Parameters,
}

async fn answer(site: &Site, visit: &Visit, question: Question) -> Result<Response, Refusal> {
    let Question { door, accepted, mut caller, parameters } = question;
    let turn = take_turn(site, caller.actor).await.map_err(Refusal::TooOften)?;
    // The headers of a stream are gone before a resolver could wish for a cookie.
    caller.from_own_page &= accepted.single.is_some();
    let cookies = ResponseCookies::default();
    let Visit { request_id, origin, .. } = visit;
    let budget = Budget::of(site, &caller, origin);
    budget.look(site).map_err(Refusal::Limited)?;
    let asker = Asker { caller, request_id, origin, cookies: cookies.clone() };
    let prepared = Operation::prepare(site, asker, parameters);
    let cost = prepared.as_ref().map_or(REFUSED_COST, |operation| operation.cost);
    let left = budget.pay(site, cost).await.map_err(Refusal::Limited)?;
    let kind = prepared.as_ref().ok().and_then(|operation| operation.kind);
    let is_subscription = kind == Some(OperationType::Subscription);
    if door == Door::Get && kind == Some(OperationType::Mutation) {
        return Err(Refusal::NotAQuery);
    }
    if is_subscription && !accepted.stream {
        return Err(Refusal::StreamNotAccepted);
    }
    let mut responses = match prepared {
        Ok(operation) => operation.run(site, visit),
        Err(executed) => stream::once(ready(*executed)).boxed(),
    };
    if is_subscription || accepted.single.is_none() {
        let place = crowd::place(site, Who::streams(caller.actor, origin));
        let place = place.ok_or(Refusal::TooManyConnections)?;
        let listener = Listener { actor: caller.actor, place, follows: is_subscription };
        return Ok(event_stream::respond(site, visit, listener, responses));
    }
    let executed = responses.next().await.or_fault("running an operation: no response");
    let mut response = reply(accepted, visit).executed(&executed.map_err(Refusal::Fault)?);
    let dead = caller.has_dead_cookie.then_some(SessionCookie::Clear);
    if let Some(cookie) = cookies.take().or(dead) {
        let (public_url, now) = (&site.platform.config.public_url, site.platform.clock.now());
        let value = auth::set_cookie(public_url, &cookie, now);
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    let standings: Vec<_> = turn.into_iter().chain([budget.standing(left)]).collect();
    standing::tell(&standings, response.headers_mut());
    Ok(response)
}
