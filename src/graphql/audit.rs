//! The log of what was done to the viewer's account.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::access::{actor, platform};
use super::error::fault;
use super::needs::{Needs, scope};
use super::page_info::{PageInfo, print_moment, read_forward, read_moment};
use super::scalars::DateTime;
use crate::features::audit::{self, Cursor, EventActor, Kind};
use crate::kernel::ids::{ApiKeyId, AuditEventId, SessionId};
use crate::kernel::page::Page;

/// What the cursors of the log begin with.
const LIST: &str = "audit";

/// What happened.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub enum AuditEventKind {
    /// You signed up.
    SignedUp,
    /// Somebody logged in with your password.
    LoggedIn,
    /// Somebody gave your name and a wrong password.
    LoginRefused,
    /// A session was logged out.
    LoggedOut,
    /// Every session was logged out.
    LoggedOutEverywhere,
    /// A session was ended from another one.
    SessionEnded,
    /// Every other session was ended.
    OtherSessionsEnded,
    /// Somebody showed a token that had been exchanged for another, and its session was ended.
    UsedTokenShown,
    /// The password was given again, before something that asks for it.
    PasswordConfirmed,
    /// The password was given again, and was wrong.
    ConfirmationRefused,
    /// The password was changed.
    PasswordChanged,
    /// The operator made a code with which a new password can be set.
    ResetCodeMade,
    /// A new password was set with such a code.
    PasswordReset,
    /// The e-mail address was changed.
    EmailChanged,
    /// The account was closed, to be deleted.
    DeletionAsked,
    /// A key was made for a program.
    ApiKeyCreated,
    /// A key was revoked.
    ApiKeyRevoked,
    /// A bank was linked.
    ItemLinked,
    /// A bank was removed.
    ItemRemoved,
    /// The operator asked for a sync.
    SyncAsked,
    /// The operator had a sync or a removal tried again.
    JobRetried,
}

/// What the one who did it was signed in with.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "EventActor")]
pub enum AuditActor {
    /// Nothing: nobody was signed in.
    Nobody,
    /// The server did it by itself, as when it finishes a link that was interrupted.
    Server,
    /// A session of yours.
    Session,
    /// An API key of yours.
    #[graphql(name = "API_KEY")]
    Key,
    /// The operator of this server, at its command line.
    Operator,
}

#[derive(Clone)]
pub struct AuditEvent(audit::AuditEvent);

/// Something that was done to your account.
#[Object]
impl AuditEvent {
    /// The id.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When it happened.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What happened.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn kind(&self) -> AuditEventKind {
        self.0.kind.into()
    }

    /// What the one who did it was signed in with.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn actor(&self) -> AuditActor {
        self.0.actor.into()
    }

    /// The id of the session or of the API key, which may be gone by now.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn actor_id(&self) -> Option<ID> {
        let id = self.0.actor_id?;
        match self.0.actor {
            EventActor::Session => Some(SessionId(id).to_string().into()),
            EventActor::Key => Some(ApiKeyId(id).to_string().into()),
            EventActor::Nobody | EventActor::Server | EventActor::Operator => None,
        }
    }

    /// The address that it was asked from, as far as the server knows.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What the client called itself. It is not to be believed.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn agent(&self) -> Option<&str> {
        self.0.agent.as_deref()
    }

    /// What it was done to, as the id and the name of a bank connection; null where it is the account as
    /// a whole.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }
}

/// An event and its place in the log.
#[derive(SimpleObject)]
pub struct AuditEventEdge {
    /// The place, for `after`.
    #[graphql(directive = scope::apply(Needs::Session))]
    cursor: String,
    /// The event.
    #[graphql(directive = scope::apply(Needs::Session))]
    node: AuditEvent,
}

pub struct AuditEventConnection(Page<audit::AuditEvent>);

/// A page of the log.
#[Object]
impl AuditEventConnection {
    /// The events with their places.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn edges(&self) -> Vec<AuditEventEdge> {
        let edge = |event: &audit::AuditEvent| AuditEventEdge {
            cursor: print_cursor(event),
            node: AuditEvent(event.clone()),
        };
        self.0.rows.iter().map(edge).collect()
    }

    /// The events.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn nodes(&self) -> Vec<AuditEvent> {
        self.0.rows.iter().cloned().map(AuditEvent).collect()
    }

    /// What lies before and behind.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.0, print_cursor)
    }
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// What was done to your account, newest first: logins, refused ones too, and what was linked,
    /// removed or changed. It can't be altered. Events are kept for 400 days unless the operator has set
    /// another time. `first` is 1 to 500, 50 when it isn't given.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<AuditEventConnection> {
        let actor = actor(ctx)?;
        let page = read_forward(first, after, read_cursor)?;
        let found = audit::list(platform(ctx), &actor, page.after, page.rows_to_fetch()).await;
        Ok(AuditEventConnection(page.cut(found.map_err(|cause| fault(ctx, &cause))?)))
    }
}

fn print_cursor(event: &audit::AuditEvent) -> String {
    print_moment(LIST, event.at, event.id.0)
}

fn read_cursor(text: &str) -> Option<Cursor> {
    read_moment(LIST, text).map(|(at, id)| Cursor { at, id: AuditEventId(id) })
}
