//! What a person can do about who they are.

use sea_orm::ConnectionTrait;

use super::model::{
    IdentityError, LoginInput, SESSION_LIFE, SESSION_TOKEN_PREFIX, SignedIn, SignupInput,
    check_signup, could_log_in, key, token_hash,
};
use super::{User, store};
use crate::config::SignupPolicy;
use crate::entities::session;
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{SessionId, UserId};
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;

/// Makes a user and signs them in.
pub async fn signup(platform: &Platform, input: SignupInput) -> Result<SignedIn, IdentityError> {
    if platform.config.signup == SignupPolicy::Closed {
        return Err(IdentityError::SignupClosed);
    }
    check_signup(&input)?;
    let password_hash = platform.hasher.hash(input.password, &platform.ids).await?;
    let now = platform.clock.now();
    let new = User {
        id: UserId(platform.ids.new_uuid(now)),
        username_key: key(&input.username),
        username: input.username,
        email_key: key(&input.email),
        email: input.email,
        password_hash,
        created_at: now,
    };
    let tx = platform.db.begin_write().await?;
    if platform.config.signup == SignupPolicy::FirstUser && store::is_anyone_here(&tx).await? {
        return Err(IdentityError::SignupClosed);
    }
    let user = store::insert_user(&tx, new).await?;
    let signed_in = start_session(platform, &tx, user).await?;
    tx.commit().await.or_fault("committing a signup")?;
    tracing::info!(user.id = %signed_in.user.id, "a user signed up");
    Ok(signed_in)
}

/// Signs a user in with their password.
pub async fn login(platform: &Platform, input: LoginInput) -> Result<SignedIn, IdentityError> {
    let found = if could_log_in(&input) {
        store::user_by_name(&platform.db.pool, &key(&input.username)).await?
    } else {
        None
    };
    let password =
        if could_log_in(&input) { input.password } else { SecretString::from("never a password") };
    let hash = found.as_ref().map(|user| user.password_hash.clone());
    let verified = platform.hasher.verify(password, hash).await?;
    let Some(user) = found.filter(|_| verified) else {
        tracing::info!("a login was refused");
        return Err(IdentityError::InvalidCredentials);
    };
    let signed_in = start_session(platform, &platform.db.pool, user).await?;
    tracing::info!(user.id = %signed_in.user.id, "a user logged in");
    Ok(signed_in)
}

/// Ends the session that the actor came with. Its token is dead from here on.
pub async fn logout(platform: &Platform, actor: &Actor) -> Result<(), Fault> {
    match actor.session() {
        Some(session) => store::delete_session(&platform.db.pool, actor.user, session).await,
        None => Ok(()),
    }
}

/// Ends every session of the actor's user.
pub async fn logout_everywhere(platform: &Platform, actor: &Actor) -> Result<(), Fault> {
    store::delete_sessions(&platform.db.pool, actor.user).await
}

/// Finds who is behind a token. A text that isn't one of our tokens isn't even looked up.
pub async fn authenticate(
    platform: &Platform,
    token: &SecretString,
) -> Result<Option<Actor>, Fault> {
    if !token.expose_secret().starts_with(SESSION_TOKEN_PREFIX) {
        return Ok(None);
    }
    store::actor_of(&platform.db.pool, &token_hash(token), platform.clock.now()).await
}

/// Whether the actor's session still lives: a long-lived connection asks again and again.
pub async fn is_alive(platform: &Platform, actor: &Actor) -> Result<bool, Fault> {
    let now = platform.clock.now();
    match actor.session() {
        Some(session) => store::is_session_alive(&platform.db.pool, actor.user, session, now).await,
        None => Ok(true),
    }
}

/// The actor's user.
pub async fn viewer(platform: &Platform, actor: &Actor) -> Result<User, Fault> {
    let user = store::user_by_id(&platform.db.pool, actor.user).await?;
    user.or_fault("loading the user of a living session")
}

async fn start_session(
    platform: &Platform,
    db: &impl ConnectionTrait,
    user: User,
) -> Result<SignedIn, Fault> {
    let now = platform.clock.now();
    let token = platform.ids.new_token(SESSION_TOKEN_PREFIX);
    let expires_at = now + SESSION_LIFE;
    let new = session::Model {
        user_id: user.id,
        id: SessionId(platform.ids.new_uuid(now)),
        token_hash: token_hash(&token),
        created_at: now,
        expires_at,
    };
    store::insert_session(db, new).await?;
    Ok(SignedIn { user, token, expires_at })
}
