//! Signing up and in, and how the token reaches its owner.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::access::{BrowserOrigin, ResponseCookies, SessionCookie, origin, platform};
use super::error::{Code, error};
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::user_error::{UserError, of_identity};
use super::viewer::User;
use crate::features::identity::{self, Delivery, IdentityError, SignedIn};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// How a session's token reaches its owner.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[graphql(remote = "Delivery")]
pub enum TokenDelivery {
    /// In the payload, for programs.
    #[default]
    Token,
    /// In an HttpOnly cookie, for our own web app: the request must come from this server's origin and
    /// carry the header `X-Florin-CSRF: 1`.
    Cookie,
}

/// What a new user gives.
#[derive(InputObject)]
pub struct SignupInput {
    /// 3 to 32 characters: letters, digits, `.`, `_` or `-`. Unique, whatever the case.
    username: String,
    /// An e-mail address. Unique, whatever the case.
    email: String,
    /// 12 characters at least, 1,024 bytes at most, and hard to guess.
    password: String,
    /// How the token is delivered.
    #[graphql(default_with = "Some(TokenDelivery::Token)")]
    delivery: Option<TokenDelivery>,
}

/// What a known user gives.
#[derive(InputObject)]
pub struct LoginInput {
    /// The username or the e-mail address.
    username: String,
    /// The password.
    password: String,
    /// How the token is delivered.
    #[graphql(default_with = "Some(TokenDelivery::Token)")]
    delivery: Option<TokenDelivery>,
}

/// A new user, signed in.
#[derive(SimpleObject)]
pub struct SignupPayload {
    /// The new user.
    #[graphql(directive = scope::apply(Needs::Session))]
    user: Option<User>,
    /// The session's token, shown this once. Null for cookie delivery.
    #[graphql(directive = scope::apply(Needs::Session))]
    token: Option<String>,
    /// When the token dies by itself, however much it is used.
    #[graphql(directive = scope::apply(Needs::Session))]
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// A user, signed in.
#[derive(SimpleObject)]
pub struct LoginPayload {
    /// The user.
    #[graphql(directive = scope::apply(Needs::Session))]
    user: Option<User>,
    /// The session's token, shown this once. Null for cookie delivery.
    #[graphql(directive = scope::apply(Needs::Session))]
    token: Option<String>,
    /// When the token dies by itself, however much it is used.
    #[graphql(directive = scope::apply(Needs::Session))]
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SignInMutation;

#[Object]
impl SignInMutation {
    /// Makes a user and signs them in.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn signup(
        &self,
        ctx: &Context<'_>,
        input: SignupInput,
    ) -> async_graphql::Result<SignupPayload> {
        let delivery = input.delivery.unwrap_or_default();
        refuse_lost_cookie(ctx, delivery)?;
        let new = identity::SignupInput {
            username: input.username,
            email: input.email,
            password: SecretString::from(input.password),
            delivery: delivery.into(),
        };
        let signed_in = identity::signup(platform(ctx), &origin(ctx), new).await;
        let (user, session, user_errors) = delivered(ctx, delivery, signed_in)?;
        let (token, expires_at) = session.unzip();
        Ok(SignupPayload { user, token: token.flatten(), expires_at, user_errors })
    }

    /// Signs a user in. Their other sessions stay, up to twenty.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn login(
        &self,
        ctx: &Context<'_>,
        input: LoginInput,
    ) -> async_graphql::Result<LoginPayload> {
        let delivery = input.delivery.unwrap_or_default();
        refuse_lost_cookie(ctx, delivery)?;
        let known = identity::LoginInput {
            username: input.username,
            password: SecretString::from(input.password),
            delivery: delivery.into(),
        };
        let signed_in = identity::login(platform(ctx), &origin(ctx), known).await;
        let (user, session, user_errors) = delivered(ctx, delivery, signed_in)?;
        let (token, expires_at) = session.unzip();
        Ok(LoginPayload { user, token: token.flatten(), expires_at, user_errors })
    }
}

/// A cookie is set for our own pages only: a foreign one could sign its visitor in as someone else. And
/// over a socket none can be set at all.
pub(super) fn refuse_lost_cookie(
    ctx: &Context<'_>,
    delivery: TokenDelivery,
) -> async_graphql::Result<()> {
    let own = ctx.data_opt::<BrowserOrigin>().is_some_and(|origin| origin.0);
    if delivery == TokenDelivery::Cookie && !own {
        return Err(error(
            Code::Forbidden,
            "Cookie delivery needs a request from this server's origin with X-Florin-CSRF: 1.",
        ));
    }
    Ok(())
}

/// The token for the payload, where it isn't for the cookie, which is set then.
pub(super) fn shown(
    ctx: &Context<'_>,
    delivery: TokenDelivery,
    token: SecretString,
    expires_at: DateTime,
) -> Option<String> {
    match delivery {
        TokenDelivery::Token => Some(token.expose_secret().to_owned()),
        TokenDelivery::Cookie => {
            if let Some(cookies) = ctx.data_opt::<ResponseCookies>() {
                cookies.wish(SessionCookie::Set { token, expires_at: expires_at.0 });
            }
            None
        }
    }
}

/// The user, the token (where the payload carries it) with its end, and what was wrong.
type Delivered = (Option<User>, Option<(Option<String>, DateTime)>, Vec<UserError>);

fn delivered(
    ctx: &Context<'_>,
    delivery: TokenDelivery,
    signed_in: Result<SignedIn, IdentityError>,
) -> async_graphql::Result<Delivered> {
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(told) => return Ok((None, None, vec![of_identity(ctx, &told)?])),
    };
    let SignedIn { user, token, expires_at } = signed_in;
    let expires_at = DateTime(expires_at);
    let shown = shown(ctx, delivery, token, expires_at);
    Ok((Some(User(user)), Some((shown, expires_at)), Vec::new()))
}
