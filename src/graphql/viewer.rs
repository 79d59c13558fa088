//! The person who asks: signing up, logging in, logging out.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::access::{
    BrowserOrigin, ResponseCookies, SessionCookie, actor, maybe_actor, origin, platform,
};
use super::error::{Code, error, fault};
use super::scalars::DateTime;
use super::user_error::{UserError, of_identity};
use crate::features::identity::{self, IdentityError, SignedIn};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

pub struct User(pub identity::User);

/// A person with an account on this server.
#[Object]
impl User {
    /// The global id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The name to log in with.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The e-mail address.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// When this person signed up.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// How a session's token reaches its owner.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// 12 characters at least, 1,024 bytes at most.
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

/// Which sessions end.
#[derive(InputObject, Default)]
pub struct LogoutInput {
    /// Every session of yours, not only this one.
    #[graphql(default_with = "Some(false)")]
    everywhere: Option<bool>,
}

/// A new user, signed in.
#[derive(SimpleObject)]
pub struct SignupPayload {
    /// The new user.
    user: Option<User>,
    /// The session's token, shown this once. Null for cookie delivery.
    token: Option<String>,
    /// When the token dies by itself.
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    user_errors: Vec<UserError>,
}

/// A user, signed in.
#[derive(SimpleObject)]
pub struct LoginPayload {
    /// The user.
    user: Option<User>,
    /// The session's token, shown this once. Null for cookie delivery.
    token: Option<String>,
    /// When the token dies by itself.
    expires_at: Option<DateTime>,
    /// What was wrong with the input.
    user_errors: Vec<UserError>,
}

/// The session has ended.
#[derive(SimpleObject)]
pub struct LogoutPayload {
    /// What was wrong with the input.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who asks; null for a request without credentials.
    async fn viewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<User>> {
        let Some(actor) = maybe_actor(ctx) else {
            return Ok(None);
        };
        let user = identity::viewer(platform(ctx), &actor).await;
        user.map(|user| Some(User(user))).map_err(|cause| fault(ctx, &cause))
    }
}

#[derive(Default)]
pub struct ViewerMutation;

#[Object]
impl ViewerMutation {
    /// Makes a user and signs them in.
    async fn signup(
        &self,
        ctx: &Context<'_>,
        input: SignupInput,
    ) -> async_graphql::Result<SignupPayload> {
        let delivery = input.delivery.unwrap_or_default();
        refuse_foreign_cookie(ctx, delivery)?;
        let new = identity::SignupInput {
            username: input.username,
            email: input.email,
            password: SecretString::from(input.password),
        };
        let signed_in = identity::signup(platform(ctx), &origin(ctx), new).await;
        let (user, session, user_errors) = delivered(ctx, delivery, signed_in)?;
        let (token, expires_at) = session.unzip();
        Ok(SignupPayload { user, token: token.flatten(), expires_at, user_errors })
    }

    /// Signs a user in. Their other sessions stay.
    async fn login(
        &self,
        ctx: &Context<'_>,
        input: LoginInput,
    ) -> async_graphql::Result<LoginPayload> {
        let delivery = input.delivery.unwrap_or_default();
        refuse_foreign_cookie(ctx, delivery)?;
        let known = identity::LoginInput {
            username: input.username,
            password: SecretString::from(input.password),
        };
        let signed_in = identity::login(platform(ctx), &origin(ctx), known).await;
        let (user, session, user_errors) = delivered(ctx, delivery, signed_in)?;
        let (token, expires_at) = session.unzip();
        Ok(LoginPayload { user, token: token.flatten(), expires_at, user_errors })
    }

    /// Ends this session, or every session of yours. Their tokens are dead at once.
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
        if let Some(cookies) = ctx.data_opt::<ResponseCookies>() {
            cookies.wish(SessionCookie::Clear);
        }
        Ok(LogoutPayload { user_errors: Vec::new() })
    }
}

/// A cookie is set for our own pages only: a foreign one could sign its visitor in as someone else.
fn refuse_foreign_cookie(ctx: &Context<'_>, delivery: TokenDelivery) -> async_graphql::Result<()> {
    let own = ctx.data_opt::<BrowserOrigin>().is_some_and(|origin| origin.0);
    if delivery == TokenDelivery::Cookie && !own {
        return Err(error(
            Code::Forbidden,
            "Cookie delivery needs a request from this server's origin with X-Florin-CSRF: 1.",
        ));
    }
    Ok(())
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
    let shown = match delivery {
        TokenDelivery::Token => Some(token.expose_secret().to_owned()),
        TokenDelivery::Cookie => {
            if let Some(cookies) = ctx.data_opt::<ResponseCookies>() {
                cookies.wish(SessionCookie::Set { token, expires_at });
            }
            None
        }
    };
    Ok((Some(User(user)), Some((shown, DateTime(expires_at))), Vec::new()))
}
