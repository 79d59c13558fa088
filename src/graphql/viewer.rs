//! The person who asks.

use async_graphql::{Context, ID, Object};

use super::access::{maybe_actor, platform};
use super::error::fault;
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use crate::features::identity;

pub struct User(pub identity::User);

/// A person with an account on this server.
#[Object]
impl User {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The name to log in with.
    #[graphql(directive = scope::apply(Needs::IdentityRead))]
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The e-mail address.
    #[graphql(directive = scope::apply(Needs::IdentityRead))]
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// When this person signed up.
    #[graphql(directive = scope::apply(Needs::IdentityRead))]
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who asks; null for a request without credentials.
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn viewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<User>> {
        let Some(actor) = maybe_actor(ctx) else {
            return Ok(None);
        };
        let user = identity::viewer(platform(ctx), &actor).await;
        user.map(|user| Some(User(user))).map_err(|cause| fault(ctx, &cause))
    }
}
