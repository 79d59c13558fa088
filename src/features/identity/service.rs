//! What a person can do about who they are.

use std::sync::Arc;

use sea_orm::ConnectionTrait;

use super::model::{
    IdentityError, LoginInput, SESSION_LIFE, SESSION_TOKEN_PREFIX, SignedIn, SignupInput,
    check_signup, could_log_in, key, token_hash,
};
use super::{User, store};
use crate::config::SignupPolicy;
use crate::entities::session;
use crate::features::audit::{self, Entry, Kind};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{SessionId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;

/// Makes a user and signs them in.
pub async fn signup(
    platform: &Platform,
    origin: &Origin,
    input: SignupInput,
) -> Result<SignedIn, IdentityError> {
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
    let tx = platform.db.begin_system_write().await?;
    if platform.config.signup == SignupPolicy::FirstUser && store::is_anyone_here(&tx).await? {
        return Err(IdentityError::SignupClosed);
    }
    let user = store::insert_user(&tx, new).await?;
    let signed_in = start_session(platform, &tx, user, (Kind::SignedUp, origin)).await?;
    tx.commit().await.or_fault("committing a signup")?;
    tracing::info!(user.id = %signed_in.user.id, "a user signed up");
    Ok(signed_in)
}

/// Signs a user in with their password.
pub async fn login(
    platform: &Arc<Platform>,
    origin: &Origin,
    input: LoginInput,
) -> Result<SignedIn, IdentityError> {
    let found = if could_log_in(&input) {
        store::user_by_name(&platform.db.system, &key(&input.username)).await?
    } else {
        None
    };
    let password =
        if could_log_in(&input) { input.password } else { SecretString::from("never a password") };
    let hash = found.as_ref().map(|user| user.password_hash.clone());
    let verified = platform.hasher.verify(password, hash).await?;
    let known = found.as_ref().map(|user| user.id);
    let Some(user) = found.filter(|_| verified) else {
        tracing::info!("a login was refused");
        if let Some(owner) = known {
            record_refusal(platform, owner, origin);
        }
        return Err(IdentityError::InvalidCredentials);
    };
    let tx = platform.db.begin_write(user.id).await?;
    let signed_in = start_session(platform, &tx, user, (Kind::LoggedIn, origin)).await?;
    tx.commit().await.or_fault("committing a login")?;
    tracing::info!(user.id = %signed_in.user.id, "a user logged in");
    Ok(signed_in)
}

/// Records a refused login apart from its answer: that a known name is written down and an unknown one
/// is not must not be told by the time that the answer takes.
fn record_refusal(platform: &Arc<Platform>, owner: UserId, origin: &Origin) {
    let platform = platform.clone();
    let refused = Entry {
        owner,
        at: platform.clock.now(),
        actor: audit::Actor::Nobody,
        origin: origin.clone(),
        kind: Kind::LoginRefused,
        subject: None,
    };
    tokio::spawn(async move {
        if let Err(fault) = audit::record(&platform.db.of(owner), &platform.ids, refused).await {
            tracing::error!(fault = fault.story(), "a refused login could not be recorded");
        }
    });
}

/// Ends the session that the actor came with. Its token is dead from here on.
pub async fn logout(platform: &Platform, actor: &Actor, origin: &Origin) -> Result<(), Fault> {
    let Some(session) = actor.session() else { return Ok(()) };
    let tx = platform.db.begin_write(actor.user).await?;
    if store::delete_session(&tx, actor.user, session).await? {
        record_end(platform, &tx, actor, (Kind::LoggedOut, origin)).await?;
    }
    tx.commit().await.or_fault("committing a logout")
}

/// Ends every session of the actor's user.
pub async fn logout_everywhere(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
) -> Result<(), Fault> {
    let tx = platform.db.begin_write(actor.user).await?;
    store::delete_sessions(&tx, actor.user).await?;
    record_end(platform, &tx, actor, (Kind::LoggedOutEverywhere, origin)).await?;
    tx.commit().await.or_fault("committing a logout everywhere")
}

async fn record_end(
    platform: &Platform,
    db: &impl ConnectionTrait,
    actor: &Actor,
    (kind, origin): (Kind, &Origin),
) -> Result<(), Fault> {
    let ended = Entry {
        owner: actor.user,
        at: platform.clock.now(),
        actor: actor.credential.into(),
        origin: origin.clone(),
        kind,
        subject: None,
    };
    audit::record(db, &platform.ids, ended).await
}

/// Finds who is behind a token. A text that isn't one of our tokens isn't even looked up.
pub async fn authenticate(
    platform: &Platform,
    token: &SecretString,
) -> Result<Option<Actor>, Fault> {
    if !token.expose_secret().starts_with(SESSION_TOKEN_PREFIX) {
        return Ok(None);
    }
    store::actor_of(&platform.db.system, &token_hash(token), platform.clock.now()).await
}

/// Whether the actor's session still lives: a long-lived connection asks again and again.
pub async fn is_alive(platform: &Platform, actor: &Actor) -> Result<bool, Fault> {
    let now = platform.clock.now();
    match actor.session() {
        Some(session) => {
            let db = platform.db.of(actor.user);
            store::is_session_alive(&db, actor.user, session, now).await
        }
        None => Ok(true),
    }
}

/// The actor's user.
pub async fn viewer(platform: &Platform, actor: &Actor) -> Result<User, Fault> {
    let user = store::user_by_id(&platform.db.of(actor.user), actor.user).await?;
    user.or_fault("loading the user of a living session")
}

async fn start_session(
    platform: &Platform,
    db: &impl ConnectionTrait,
    user: User,
    (kind, origin): (Kind, &Origin),
) -> Result<SignedIn, Fault> {
    let now = platform.clock.now();
    let token = platform.ids.new_token(SESSION_TOKEN_PREFIX);
    let expires_at = now + SESSION_LIFE;
    let id = SessionId(platform.ids.new_uuid(now));
    let new = session::Model {
        user_id: user.id,
        id,
        token_hash: token_hash(&token),
        created_at: now,
        expires_at,
    };
    store::insert_session(db, new).await?;
    let begun = Entry {
        owner: user.id,
        at: now,
        actor: Credential::Session(id).into(),
        origin: origin.clone(),
        kind,
        subject: None,
    };
    audit::record(db, &platform.ids, begun).await?;
    Ok(SignedIn { user, token, expires_at })
}
