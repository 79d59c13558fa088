//! The life of one socket, in one task: it reads, runs operations, gives signs of life, and ends.
//!
//! Nothing is queued: no operation is asked for its next result before the last one has been
//! handed to the network, and a client that leaves it there for too long is closed. Operations of
//! one socket therefore share its pace, which is what a client that can't keep up needs.

use std::convert::Infallible;
use std::future::ready;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Executed, ServerError};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_stream::StreamMap;

use super::protocol::{ClientMessage, Reason, ServerMessage};
use crate::graphql::ResponseCookies;
use crate::http::Site;
use crate::http::access_watch::{AccessWatch, may_stay};
use crate::http::answer::{
    Refusal, TWO_CREDENTIALS, completed, error, is_request_error, is_unavailable, limited_error,
};
use crate::http::auth::{self, Caller};
use crate::http::budget::{Budget, REFUSED_COST};
use crate::http::crowd::{self, Place, Who};
use crate::http::key_rate::{take_turn, too_often};
use crate::http::operation::{Asker, Operation, Parameters, without_panics};
use crate::http::visit::Visit;
use crate::kernel::actor::Actor;
use crate::kernel::fault::RequestId;

/// One socket.
pub(super) struct Connection {
    site: Site,
    visit: Visit,
    socket: WebSocket,
    client: Client,
    acknowledged: bool,
    operations: StreamMap<String, Results>,
    pulse: Pulse,
}

/// Who is at the other end, and the place that they hold.
pub(super) struct Client {
    pub(super) actor: Option<Actor>,
    /// Whether the upgrade came with a cookie, beside which no token is taken.
    pub(super) brought_cookie: bool,
    #[expect(dead_code, reason = "it is held until the socket is dropped")]
    pub(super) place: Place,
}

/// What comes out of an operation: its results, and none as the last word.
type Results = BoxStream<'static, (Option<OperationType>, Option<Executed>)>;

/// When the next sign of life is due: ours, or the answer to it.
struct Pulse {
    due: Instant,
    awaits_pong: bool,
}

/// How a connection ends.
enum Ending {
    /// We close it.
    Close(Reason),
    /// The client closed it, or is gone.
    Gone,
}

impl From<Reason> for Ending {
    fn from(reason: Reason) -> Self {
        Self::Close(reason)
    }
}

impl Connection {
    /// A socket that was just opened; a cookie or a header may have told by whom.
    pub(super) fn new(site: Site, visit: Visit, socket: WebSocket, client: Client) -> Self {
        let pulse = Pulse { due: Instant::now() + site.limits.ping_every, awaits_pong: false };
        let operations = StreamMap::new();
        Self { site, visit, socket, client, acknowledged: false, operations, pulse }
    }

    /// Lives until either side ends it.
    pub(super) async fn run(mut self) {
        let Err(ending) = self.live().await;
        if let Ending::Close(reason) = ending {
            self.close(reason).await;
        }
    }

    /// Ends a socket whose client speaks another protocol.
    pub(super) async fn refuse_subprotocol(self) {
        self.close(Reason::Subprotocol).await;
    }

    async fn live(&mut self) -> Result<Infallible, Ending> {
        let limits = self.site.limits;
        let began = Instant::now();
        let shutdown = self.site.platform.shutdown.clone();
        let mut access = AccessWatch::new(&self.site);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Err(Reason::GoingAway.into()),
                () = sleep_until(began + limits.init_wait), if !self.acknowledged => {
                    return Err(Reason::InitTimeout.into());
                }
                () = sleep_until(self.pulse.due) => self.beat().await?,
                () = access.due(self.client.actor) => self.check_access().await?,
                message = self.socket.recv() => self.receive(message).await?,
                Some((id, (kind, result))) = self.operations.next(),
                    if !self.operations.is_empty() =>
                {
                    self.pass_on(&id, kind, result).await?;
                }
            }
        }
    }

    async fn receive(
        &mut self,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Ending> {
        if self.pulse.awaits_pong {
            let due = Instant::now() + self.site.limits.ping_every;
            self.pulse = Pulse { due, awaits_pong: false };
        }
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Binary(_))) => {
                return Err(Reason::Invalid("A message is text").into());
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            // A frame beyond all bounds, or a broken connection: then nobody hears the reason.
            Some(Err(_)) => return Err(Reason::TooLarge.into()),
            Some(Ok(Message::Close(_))) | None => return Err(Ending::Gone),
        };
        if text.len() > self.site.limits.request_bytes_max {
            return Err(Reason::TooLarge.into());
        }
        let Visit { request_id, .. } = &self.visit;
        let often = &self.site.limits.socket_messages;
        if self.site.platform.limits.take_here(often, &request_id.0, 1).is_err() {
            return Err(Reason::TooManyMessages.into());
        }
        match ClientMessage::read(&text).map_err(Reason::Invalid)? {
            ClientMessage::ConnectionInit(payload) => self.initialise(&payload).await,
            ClientMessage::Ping(payload) => self.send(&ServerMessage::Pong { payload }).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Subscribe(id, parameters) => self.subscribe(id, parameters).await,
            ClientMessage::Complete(id) => {
                // An operation that has ended just now is unknown already, which is no mistake.
                drop(self.operations.remove(&id));
                Ok(())
            }
        }
    }

    async fn initialise(&mut self, payload: &Map<String, Value>) -> Result<(), Ending> {
        if self.acknowledged {
            return Err(Reason::SecondInit.into());
        }
        let given = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some((_, authorization)) = given.filter(|(_, value)| !value.is_null()) {
            if self.client.brought_cookie {
                return Err(Reason::Invalid(TWO_CREDENTIALS).into());
            }
            let token = authorization.as_str().and_then(auth::bearer_token);
            let caller = auth::caller_of(&self.site.platform, token, &self.visit.origin).await;
            self.client = match caller {
                Ok(Caller { actor, .. }) => {
                    let who = Who::sockets(actor, &self.visit.origin);
                    let place = crowd::place(&self.site, who);
                    Client {
                        actor,
                        brought_cookie: false,
                        place: place.ok_or(Reason::TooManySockets)?,
                    }
                }
                Err(Refusal::Fault(fault)) => {
                    tracing::error!(fault = fault.story(), "a socket could not be opened");
                    let is_away = fault.outage().is_some();
                    return Err(if is_away { Reason::Unavailable } else { Reason::Fault }.into());
                }
                Err(_) => return Err(Reason::Forbidden.into()),
            };
        }
        self.acknowledged = true;
        self.send(&ServerMessage::ConnectionAck).await
    }

    async fn subscribe(&mut self, id: String, parameters: Parameters) -> Result<(), Ending> {
        if !self.acknowledged {
            return Err(Reason::NotAcknowledged.into());
        }
        if self.operations.contains_key(&id) {
            return Err(Reason::Duplicate(id).into());
        }
        // Every operation is a request of its own in the log and in its errors.
        let request_id = self.site.platform.ids.request_id();
        if self.operations.len() >= self.site.limits.operations_max {
            let told = error("RATE_LIMITED", "Too many operations are under way on this socket.");
            return self.refuse(&id, told, &request_id).await;
        }
        // What ended since the last look must not begin anything.
        self.check_access().await?;
        let limits = &self.site.limits;
        let often = (&limits.socket_operations, self.visit.request_id.0.as_str());
        if let Err(limited) = self.site.platform.limits.take_here(often.0, often.1, 1) {
            return self.refuse(&id, limited_error(&limited), &request_id).await;
        }
        if let Err(limited) = take_turn(&self.site, self.client.actor).await {
            return self.refuse(&id, too_often(limited), &request_id).await;
        }
        // No header of an answer goes over a socket, so no cookie does.
        let caller = Caller { actor: self.client.actor, ..Caller::default() };
        let budget = Budget::of(&self.site, &caller, &self.visit.origin);
        if let Err(limited) = budget.look(&self.site) {
            return self.refuse(&id, limited_error(&limited), &request_id).await;
        }
        let cookies = ResponseCookies::default();
        let asker = Asker { caller, request_id: &request_id, origin: &self.visit.origin, cookies };
        let prepared = Operation::prepare(&self.site, asker, parameters);
        let cost = prepared.as_ref().map_or(REFUSED_COST, |operation| operation.cost);
        if let Err(limited) = budget.pay(&self.site, cost).await {
            return self.refuse(&id, limited_error(&limited), &request_id).await;
        }
        match prepared {
            Ok(operation) => {
                let kind = operation.kind;
                let responses = operation.run(&self.site, &self.visit);
                let results = without_panics(responses, request_id).map(Some);
                let results = results.chain(stream::once(ready(None)));
                self.operations.insert(id, results.map(move |result| (kind, result)).boxed());
                Ok(())
            }
            Err(refused) => {
                self.send(&ServerMessage::Error { id: &id, payload: &refused.errors }).await
            }
        }
    }

    /// Tells that an operation doesn't begin.
    async fn refuse(
        &mut self,
        id: &str,
        told: ServerError,
        request_id: &RequestId,
    ) -> Result<(), Ending> {
        let refused = completed(Executed::from_errors(vec![told]), request_id);
        self.send(&ServerMessage::Error { id, payload: &refused.errors }).await
    }

    /// What happens is not for whoever was signed out meanwhile. That a mutation was done is told all
    /// the same: it may be the one that ended the session.
    async fn pass_on(
        &mut self,
        id: &str,
        kind: Option<OperationType>,
        result: Option<Executed>,
    ) -> Result<(), Ending> {
        if result.is_some() && kind != Some(OperationType::Mutation) {
            self.check_access().await?;
        }
        let is_subscription = kind == Some(OperationType::Subscription);
        match result {
            // It can't go on, and nobody else would take it up: a client that is told to come back does.
            Some(executed) if is_subscription && is_unavailable(&executed) => {
                Err(Reason::Unavailable.into())
            }
            Some(executed) if is_request_error(&executed) => {
                drop(self.operations.remove(id));
                self.send(&ServerMessage::Error { id, payload: &executed.errors }).await
            }
            Some(executed) => self.send(&ServerMessage::Next { id, payload: &executed }).await,
            None => {
                // The stream is still in the map; a new operation may take the id at once.
                drop(self.operations.remove(id));
                self.send(&ServerMessage::Complete { id }).await
            }
        }
    }

    /// Asks for a sign of life, or gives up on a client that gave none. Ping frames are used, which
    /// every client answers by itself.
    async fn beat(&mut self) -> Result<(), Ending> {
        if self.pulse.awaits_pong {
            return Err(Ending::Gone);
        }
        let due = Instant::now() + self.site.limits.pong_wait;
        self.pulse = Pulse { due, awaits_pong: true };
        self.write(Message::Ping(Bytes::new())).await
    }

    async fn check_access(&mut self) -> Result<(), Ending> {
        if may_stay(&self.site, self.client.actor).await {
            return Ok(());
        }
        Err(Reason::SessionEnded.into())
    }

    async fn send(&mut self, message: &ServerMessage<'_>) -> Result<(), Ending> {
        let text = serde_json::to_string(message).expect("a GraphQL response has string keys only");
        self.write(Message::Text(text.into())).await
    }

    async fn write(&mut self, message: Message) -> Result<(), Ending> {
        match timeout(self.site.limits.stall_wait, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ending::Gone),
            Err(_) => Err(Reason::Stalled.into()),
        }
    }

    /// Says why, and waits a little for the client to close its side: if we just hung up, the
    /// network could drop the reason on its way.
    async fn close(mut self, reason: Reason) {
        let (code, words) = reason.told();
        tracing::debug!(code, words, "a socket is closed");
        let frame = CloseFrame { code, reason: words.into() };
        let farewell = async {
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        if timeout(self.site.limits.close_wait, farewell).await.is_err() {
            tracing::debug!(code, "a client did not close its side");
        }
    }
}
