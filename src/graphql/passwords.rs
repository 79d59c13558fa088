//! Giving the password again, and changing it.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::access::{actor, origin, platform};
use super::error::{Code, error, fault};
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::sign_in::{TokenDelivery, refuse_lost_cookie, shown};
use super::user_error::{UserError, of_identity};
use super::viewer::User;
use crate::features::identity::{self, Holder, IdentityError, Presented, Renewed};
use crate::kernel::actor::Actor;
use crate::kernel::secret::SecretString;

/// The password, again.
#[derive(InputObject)]
pub struct ConfirmPasswordInput {
    /// The password.
    password: String,
}

/// What changes a password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password that it has been.
    current_password: String,
    /// The password that it is to be: 12 characters at least, 1,024 bytes at most, and hard to guess.
    new_password: String,
}

/// The password was right.
#[derive(SimpleObject)]
pub struct ConfirmPasswordPayload {
    /// Until when what is dangerous may be done.
    #[graphql(directive = scope::apply(Needs::Session))]
    confirmed_until: Option<DateTime>,
    /// The session's new token, shown this once. The one before it is dead. Null for cookie delivery.
    #[graphql(directive = scope::apply(Needs::Session))]
    token: Option<String>,
    /// When the token dies by itself, however much it is used.
    #[graphql(directive = scope::apply(Needs::Session))]
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// The password was changed, and every other session has ended.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// Whose password it is.
    #[graphql(directive = scope::apply(Needs::Session))]
    user: Option<User>,
    /// The session's new token, shown this once. The one before it is dead. Null for cookie delivery.
    #[graphql(directive = scope::apply(Needs::Session))]
    token: Option<String>,
    /// When the token dies by itself, however much it is used.
    #[graphql(directive = scope::apply(Needs::Session))]
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// What sets a password that was forgotten.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The username or the e-mail address.
    username: String,
    /// The code that whoever runs the server has made (`florin user reset-password`).
    code: String,
    /// The password that it is to be: 12 characters at least, 1,024 bytes at most, and hard to guess.
    new_password: String,
}

/// The password was set, and every session has ended.
#[derive(SimpleObject)]
pub struct ResetPasswordPayload {
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct PasswordMutation;

#[Object]
impl PasswordMutation {
    /// Takes your password again: what is dangerous asks for it to have been given within ten minutes.
    /// The session gets a new token.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn confirm_password(
        &self,
        ctx: &Context<'_>,
        input: ConfirmPasswordInput,
    ) -> async_graphql::Result<ConfirmPasswordPayload> {
        let (actor, origin) = (actor(ctx)?, origin(ctx));
        let (delivery, token) = session(ctx, &actor).await?;
        let holder = Holder { actor: &actor, token, origin: &origin };
        let password = SecretString::from(input.password);
        match identity::confirm_password(platform(ctx), holder, password).await {
            Ok(Renewed { token, expires_at, fresh_until, .. }) => {
                let expires_at = DateTime(expires_at);
                Ok(ConfirmPasswordPayload {
                    confirmed_until: Some(DateTime(fresh_until)),
                    token: shown(ctx, delivery, token, expires_at),
                    expires_at: Some(expires_at),
                    user_errors: Vec::new(),
                })
            }
            Err(told) => Ok(ConfirmPasswordPayload {
                confirmed_until: None,
                token: None,
                expires_at: None,
                user_errors: vec![of_identity(ctx, &told)?],
            }),
        }
    }

    /// Changes your password. Every other session of yours ends, and this one gets a new token.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        input: ChangePasswordInput,
    ) -> async_graphql::Result<ChangePasswordPayload> {
        let (actor, origin) = (actor(ctx)?, origin(ctx));
        let (delivery, token) = session(ctx, &actor).await?;
        let holder = Holder { actor: &actor, token, origin: &origin };
        let change = identity::ChangePasswordInput {
            current: SecretString::from(input.current_password),
            new: SecretString::from(input.new_password),
        };
        match identity::change_password(platform(ctx), holder, change).await {
            Ok(Renewed { user, token, expires_at, .. }) => {
                let expires_at = DateTime(expires_at);
                Ok(ChangePasswordPayload {
                    user: Some(User(user)),
                    token: shown(ctx, delivery, token, expires_at),
                    expires_at: Some(expires_at),
                    user_errors: Vec::new(),
                })
            }
            Err(told) => Ok(ChangePasswordPayload {
                user: None,
                token: None,
                expires_at: None,
                user_errors: vec![of_identity(ctx, &told)?],
            }),
        }
    }

    /// Sets a new password with a code, once. Every session of yours ends; log in with the new one.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        input: ResetPasswordInput,
    ) -> async_graphql::Result<ResetPasswordPayload> {
        let reset = identity::ResetInput {
            username: input.username,
            code: SecretString::from(input.code),
            new_password: SecretString::from(input.new_password),
        };
        let done = identity::reset_password(platform(ctx), &origin(ctx), reset).await;
        let user_errors = match done {
            Ok(()) => Vec::new(),
            Err(told) => vec![of_identity(ctx, &told)?],
        };
        Ok(ResetPasswordPayload { user_errors })
    }
}

/// How the session's next token is delivered, and the token that it has. A cookie that can't be set is
/// refused before anything is done: its owner would be signed out.
async fn session(
    ctx: &Context<'_>,
    actor: &Actor,
) -> async_graphql::Result<(TokenDelivery, Presented)> {
    let ended = || error(Code::Unauthenticated, IdentityError::SessionEnded.to_string());
    let needed = || error(Code::Forbidden, IdentityError::SessionNeeded.to_string());
    let by_post = || error(Code::Forbidden, "Send this by POST: it gives the session a new token.");
    let id = actor.session().ok_or_else(needed)?;
    let token = ctx.data_opt::<Presented>().copied().ok_or_else(by_post)?;
    let found = identity::session_by_id(platform(ctx), actor, id).await;
    let session = found.map_err(|cause| fault(ctx, &cause))?.ok_or_else(ended)?;
    let delivery = session.delivery.into();
    refuse_lost_cookie(ctx, delivery)?;
    Ok((delivery, token))
}
