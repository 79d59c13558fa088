//! A forgotten password: the operator makes a code at the command line and hands it over, and its user
//! sets a new password with it. Florin sends no mail, so nobody can ask for a code from outside.

use std::sync::Arc;

use chrono::TimeDelta;

use super::codes::{code_hash, new_code};
use super::model::{IdentityError, ResetInput, key};
use super::password_rules::{self, Names};
use super::service::{Deed, record};
use super::sessions::announce;
use super::throttle::{self, Attempt, Guarded};
use super::{User, session_store, store, throttle_store};
use crate::features::audit::{self, Kind};
use crate::kernel::actor::Credential;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;
use crate::kernel::secret::SecretString;
use crate::platform::Platform;

/// How long a code is worth something.
pub const RESET_CODE_LIFE: TimeDelta = TimeDelta::minutes(30);

/// Makes a code for the user of this name. One that was made before is worth nothing any more.
pub async fn make_reset_code(
    platform: &Platform,
    username: &str,
) -> Result<Option<SecretString>, Fault> {
    let Some(user) = store::user_by_name(&platform.db.system, &key(username)).await? else {
        return Ok(None);
    };
    let code = new_code(&platform.ids);
    let now = platform.clock.now();
    let tx = platform.db.begin_write(user.id).await?;
    let life = store::Life { created_at: now, expires_at: now + RESET_CODE_LIFE };
    store::put_reset_code(&tx, user.id, code_hash(&code), life).await?;
    let origin = Origin::default();
    let deed = Deed { owner: user.id, origin: &origin, kind: Kind::ResetCodeMade };
    record(platform, &tx, deed, Credential::Operator.into()).await?;
    tx.commit().await.or_fault("committing a reset code")?;
    Ok(Some(code))
}

/// Sets a new password with a code, which is used up. Every session ends. Wrong codes are counted as
/// wrong passwords are, and an unknown user reads as a wrong code.
pub async fn reset_password(
    platform: &Arc<Platform>,
    origin: &Origin,
    input: ResetInput,
) -> Result<(), IdentityError> {
    const FIELD: &str = "newPassword";
    password_rules::check_length(FIELD, &input.new_password)?;
    let code_hash = code_hash(&input.code);
    let user = holder_of(platform, origin, &key(&input.username), &code_hash).await?;
    let names = Names { username: &user.username, email: &user.email };
    password_rules::check(&platform.hasher, FIELD, &input.new_password, names).await?;
    let new_hash = platform.hasher.hash(input.new_password, &platform.ids).await?;
    let tx = platform.db.begin_write(user.id).await?;
    let same = store::lock_user(&tx, user.id).await?.ok_or(IdentityError::InvalidCode)?;
    if !store::use_reset_code(&tx, user.id, code_hash).await? {
        return Err(IdentityError::InvalidCode);
    }
    let with = store::NewPassword { old_hash: same.password_hash, new_hash };
    if !store::set_password(&tx, user.id, with).await? {
        return Err(Fault::new("resetting the password of a locked user").into());
    }
    session_store::delete_all(&tx, user.id).await?;
    for guarded in [Guarded::account(user.id), Guarded::reset(user.id)] {
        throttle::succeeded(&tx, guarded).await?;
    }
    let deed = Deed { owner: user.id, origin, kind: Kind::PasswordReset };
    record(platform, &tx, deed, audit::Actor::Nobody).await?;
    tx.commit().await.or_fault("committing a new password")?;
    announce(platform, user.id);
    tracing::info!(user.id = %user.id, "a password was reset");
    Ok(())
}

/// The user of this name, where the code is theirs.
async fn holder_of(
    platform: &Platform,
    origin: &Origin,
    name: &str,
    code_hash: &[u8],
) -> Result<User, IdentityError> {
    let now = platform.clock.now();
    let address_may = throttle::may_fail(platform, origin).await;
    let user = store::user_by_name(&platform.db.system, name).await?;
    let guarded = user.as_ref().map_or_else(|| Guarded::name(name), |user| Guarded::reset(user.id));
    let attempt = throttle::attempt(platform, guarded, now).await?;
    let owner = user.as_ref().map_or(UserId(uuid::Uuid::nil()), |user| user.id);
    let fits = store::is_reset_code(&platform.db.of(owner), owner, code_hash, now).await?;
    let granted = attempt == Attempt::Granted && address_may;
    let Some(user) = user.filter(|_| fits && granted) else {
        throttle::failed(platform, origin).await;
        return Err(IdentityError::InvalidCode);
    };
    throttle_store::clear(&platform.db.system, guarded).await?;
    Ok(user)
}
