//! The person who asks.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::access::{actor, maybe_actor, origin, platform};
use super::error::fault;
use super::fresh::fresh;
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::user_error::{UserError, of_identity};
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

/// Another e-mail address.
#[derive(InputObject)]
pub struct ChangeEmailInput {
    /// The address that it is to be. Unique, whatever the case.
    email: String,
}

/// The address was changed.
#[derive(SimpleObject)]
pub struct ChangeEmailPayload {
    /// Whose address it is.
    #[graphql(directive = scope::apply(Needs::Session))]
    user: Option<User>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct ViewerMutation;

#[Object]
impl ViewerMutation {
    /// Changes your e-mail address, which you can log in with too.
    #[graphql(directive = scope::apply(Needs::Session), directive = fresh::apply(None))]
    async fn change_email(
        &self,
        ctx: &Context<'_>,
        input: ChangeEmailInput,
    ) -> async_graphql::Result<ChangeEmailPayload> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        match identity::change_email(platform, &actor, &origin(ctx), input.email).await {
            Ok(user) => Ok(ChangeEmailPayload { user: Some(User(user)), user_errors: Vec::new() }),
            Err(told) => {
                let user_errors = vec![of_identity(ctx, &told)?];
                Ok(ChangeEmailPayload { user: None, user_errors })
            }
        }
    }
}
