//! The sessions of the one who asks: where they are signed in, and how they end that.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::access::{ResponseCookies, SessionCookie, actor, maybe_actor, origin, platform};
use super::error::fault;
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::sign_in::TokenDelivery;
use super::user_error::{UserError, of_identity};
use crate::features::identity::{self, IdentityError};
use crate::kernel::ids::SessionId;

pub struct Session(pub identity::Session);

/// A place where you are signed in.
#[Object]
impl Session {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::Session))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When you signed in.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last used, to the minute.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn last_used_at(&self) -> DateTime {
        DateTime(self.0.last_used_at)
    }

    /// When it ends by itself, however much it is used. Unused, it ends sooner.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// Whether it is the one that asks.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn current(&self, ctx: &Context<'_>) -> bool {
        maybe_actor(ctx).and_then(|actor| actor.session()) == Some(self.0.id)
    }

    /// What the client called itself (`User-Agent`) when it was last used. Nobody has checked it.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn agent(&self) -> Option<&str> {
        self.0.agent.as_deref()
    }

    /// The address that it was last used from.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// How its token reached you.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn delivery(&self) -> TokenDelivery {
        self.0.delivery.into()
    }
}

/// Which sessions end.
#[derive(InputObject, Default)]
pub struct LogoutInput {
    /// Every session of yours, not only this one.
    #[graphql(default_with = "Some(false)")]
    everywhere: Option<bool>,
}

/// Which session ends.
#[derive(InputObject)]
pub struct EndSessionInput {
    /// The session.
    session_id: ID,
}

/// The session has ended.
#[derive(SimpleObject)]
pub struct LogoutPayload {
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// The session has ended.
#[derive(SimpleObject)]
pub struct EndSessionPayload {
    /// The session that has ended.
    #[graphql(directive = scope::apply(Needs::Session))]
    ended_session_id: Option<ID>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// The other sessions have ended.
#[derive(SimpleObject)]
pub struct EndOtherSessionsPayload {
    /// How many there were.
    #[graphql(directive = scope::apply(Needs::Session))]
    ended_count: u64,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Where you are signed in, the session first that was used last.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn sessions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Session>> {
        let listed = identity::sessions(platform(ctx), &actor(ctx)?).await;
        let listed = listed.map_err(|cause| fault(ctx, &cause))?;
        Ok(listed.into_iter().map(Session).collect())
    }
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends this session, or every session of yours. Their tokens are dead at once.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn logout(
        &self,
        ctx: &Context<'_>,
        input: Option<LogoutInput>,
    ) -> async_graphql::Result<LogoutPayload> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let ended = if input.unwrap_or_default().everywhere.unwrap_or_default() {
            identity::logout_everywhere(platform, &actor, &origin(ctx)).await
        } else {
            identity::logout(platform, &actor, &origin(ctx)).await
        };
        ended.map_err(|cause| fault(ctx, &cause))?;
        clear_cookie(ctx);
        Ok(LogoutPayload { user_errors: Vec::new() })
    }

    /// Ends a session of yours, whichever it is. Its token is dead at once.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        input: EndSessionInput,
    ) -> async_graphql::Result<EndSessionPayload> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let ended = match SessionId::parse(&input.session_id) {
            Ok(id) => {
                let ended = identity::end_session(platform, &actor, &origin(ctx), id).await;
                ended.map(|()| id)
            }
            Err(_) => Err(IdentityError::NoSession),
        };
        match ended {
            Ok(id) => {
                if actor.session() == Some(id) {
                    clear_cookie(ctx);
                }
                let ended_session_id = Some(input.session_id);
                Ok(EndSessionPayload { ended_session_id, user_errors: Vec::new() })
            }
            Err(told) => {
                let user_errors = vec![of_identity(ctx, &told)?];
                Ok(EndSessionPayload { ended_session_id: None, user_errors })
            }
        }
    }

    /// Ends every session of yours but this one. Their tokens are dead at once.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn end_other_sessions(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<EndOtherSessionsPayload> {
        let ended = identity::end_others(platform(ctx), &actor(ctx)?, &origin(ctx)).await;
        match ended {
            Ok(ended_count) => Ok(EndOtherSessionsPayload { ended_count, user_errors: Vec::new() }),
            Err(told) => {
                let user_errors = vec![of_identity(ctx, &told)?];
                Ok(EndOtherSessionsPayload { ended_count: 0, user_errors })
            }
        }
    }
}

fn clear_cookie(ctx: &Context<'_>) {
    if let Some(cookies) = ctx.data_opt::<ResponseCookies>() {
        cookies.wish(SessionCookie::Clear);
    }
}
