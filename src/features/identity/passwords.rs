//! Giving the password again, and changing it. Both exchange the session's token.

use sea_orm::DatabaseTransaction;

use super::model::{
    ChangePasswordInput, IdentityError, Presented, Renewed, SESSION_TOKEN_PREFIX, could_be_password,
};
use super::password_rules::{self, Names};
use super::service::{Deed, record, viewer};
use super::session_store::{self, Exchange};
use super::sessions::{announce, end_stolen, session_by_id};
use super::throttle::{self, Attempt, Guarded};
use super::{Session, User, store};
use crate::features::audit::Kind;
use crate::kernel::actor::Actor;
use crate::kernel::fault::OrFault as _;
use crate::kernel::origin::Origin;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;

/// The one who is signed in, and what they showed for it.
#[derive(Clone, Copy)]
pub struct Holder<'a> {
    /// Who it is.
    pub actor: &'a Actor,
    /// The token of the request.
    pub token: Presented,
    /// Where the request comes from.
    pub origin: &'a Origin,
}

/// Takes the password again, before something dangerous. The session's token is exchanged.
pub async fn confirm_password(
    platform: &Platform,
    holder: Holder<'_>,
    password: SecretString,
) -> Result<Renewed, IdentityError> {
    let (user, session) = verify(platform, holder, password, "password").await?;
    let tx = platform.db.begin_write(user.id).await?;
    renew(platform, tx, holder, (user, session, Kind::PasswordConfirmed)).await
}

/// Changes the password. Every other session ends, and the token of this one is exchanged.
pub async fn change_password(
    platform: &Platform,
    holder: Holder<'_>,
    input: ChangePasswordInput,
) -> Result<Renewed, IdentityError> {
    const FIELD: &str = "newPassword";
    let same = input.current.expose_secret() == input.new.expose_secret();
    let (mut user, session) = verify(platform, holder, input.current, "currentPassword").await?;
    if same {
        let reason = "The new password is the one that it has been.".to_owned();
        return Err(IdentityError::PasswordTooWeak { field: FIELD, reason });
    }
    let names = Names { username: &user.username, email: &user.email };
    password_rules::check(&platform.hasher, FIELD, &input.new, names).await?;
    let new_hash = platform.hasher.hash(input.new, &platform.ids).await?;
    let tx = platform.db.begin_write(user.id).await?;
    let old_hash = std::mem::replace(&mut user.password_hash, new_hash.clone());
    let with = store::NewPassword { old_hash, new_hash };
    if !store::set_password(&tx, user.id, with).await? {
        // It was changed meanwhile.
        return Err(IdentityError::WrongPassword { field: "currentPassword" });
    }
    session_store::delete_others(&tx, user.id, session.id).await?;
    let owner = user.id;
    let renewed = renew(platform, tx, holder, (user, session, Kind::PasswordChanged)).await?;
    announce(platform, owner);
    tracing::info!(user.id = %owner, "a password was changed");
    Ok(renewed)
}

/// Verifies the password of whoever is signed in. Who guesses here has a session already, and is told
/// to wait in plain words.
async fn verify(
    platform: &Platform,
    holder: Holder<'_>,
    password: SecretString,
    field: &'static str,
) -> Result<(User, Session), IdentityError> {
    let id = holder.actor.session().ok_or(IdentityError::SessionNeeded)?;
    let session = session_by_id(platform, holder.actor, id).await?;
    let session = session.ok_or(IdentityError::SessionEnded)?;
    let user = viewer(platform, holder.actor).await?;
    let turn = platform.hasher.turn().await?;
    let guarded = Guarded::confirmation(user.id);
    let attempt = throttle::attempt(platform, guarded, platform.clock.now()).await?;
    if let Attempt::Refused { retry_after } = attempt {
        return Err(IdentityError::TooOften { retry_after });
    }
    let possible = could_be_password(&password);
    let hash = Some(user.password_hash.clone()).filter(|_| possible);
    let password = if possible { password } else { SecretString::from("never a password") };
    if !platform.hasher.verify(turn, password, hash).await? {
        let deed = Deed { owner: user.id, origin: holder.origin, kind: Kind::ConfirmationRefused };
        record(platform, &platform.db.of(user.id), deed, holder.actor.credential.into()).await?;
        return Err(IdentityError::WrongPassword { field });
    }
    throttle::succeeded(&platform.db.system, guarded).await?;
    Ok((user, session))
}

/// Exchanges the session's token for a new one, and commits. Where the token that was shown is not the
/// session's any more, somebody else has exchanged it: the session ends.
async fn renew(
    platform: &Platform,
    tx: DatabaseTransaction,
    holder: Holder<'_>,
    (user, session, kind): (User, Session, Kind),
) -> Result<Renewed, IdentityError> {
    let now = platform.clock.now();
    let token = platform.ids.new_token(SESSION_TOKEN_PREFIX);
    let exchange = Exchange {
        owner: user.id,
        session: session.id,
        old: holder.token,
        new: Presented::of(&token),
        now,
    };
    if !session_store::exchange(&tx, exchange).await? {
        tx.rollback().await.or_fault("giving up a change of password")?;
        end_stolen(platform, holder.origin, &session).await?;
        return Err(IdentityError::SessionEnded);
    }
    let deed = Deed { owner: user.id, origin: holder.origin, kind };
    record(platform, &tx, deed, holder.actor.credential.into()).await?;
    tx.commit().await.or_fault("committing a change of a session's token")?;
    let fresh_until = now + platform.config.sign_in.fresh_for;
    Ok(Renewed { user, token, expires_at: session.expires_at, fresh_until })
}
