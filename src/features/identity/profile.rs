//! What its owner or the operator does to an account: making it without signing in, changing its
//! e-mail address, and closing it before it is deleted.

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::model::{IdentityError, NewUser, check_email, key};
use super::service::{Deed, new_user, record};
use super::throttle::Guarded;
use super::{User, session_store, store, throttle_store};
use crate::features::audit::Kind;
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;
use crate::platform::Platform;

/// Makes a user for the operator, whoever may sign up.
pub async fn create_user(platform: &Platform, input: NewUser) -> Result<User, IdentityError> {
    let new = new_user(platform, input).await?;
    let tx = platform.db.begin_system_write().await?;
    let user = store::insert_user(&tx, new).await?;
    let origin = Origin::default();
    let deed = Deed { owner: user.id, origin: &origin, kind: Kind::SignedUp };
    record(platform, &tx, deed, Credential::Operator.into()).await?;
    tx.commit().await.or_fault("committing a new user")?;
    Ok(user)
}

/// Changes the e-mail address of the actor's user.
pub async fn change_email(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    email: String,
) -> Result<User, IdentityError> {
    actor.session().ok_or(IdentityError::SessionNeeded)?;
    check_email(&email)?;
    let tx = platform.db.begin_write(actor.user).await?;
    store::set_email(&tx, actor.user, email).await?;
    let deed = Deed { owner: actor.user, origin, kind: Kind::EmailChanged };
    record(platform, &tx, deed, actor.credential.into()).await?;
    let user = store::user_by_id(&tx, actor.user).await?;
    tx.commit().await.or_fault("committing an e-mail address")?;
    Ok(user.or_fault("loading the user of a living session")?)
}

/// Whether this is the actor's own username, as it may be typed.
pub async fn is_own_name(
    platform: &Platform,
    actor: &Actor,
    username: &str,
) -> Result<bool, Fault> {
    let user = store::user_by_id(&platform.db.of(actor.user), actor.user).await?;
    Ok(user.is_some_and(|user| user.username_key == key(username)))
}

/// The user of this name or e-mail address.
pub async fn user_by_name(platform: &Platform, name: &str) -> Result<Option<User>, Fault> {
    store::user_by_name(&platform.db.system, &key(name)).await
}

/// Closes an account that is to be deleted: from the commit on nobody is signed in to it, and its name
/// is unknown to whoever tries. False: it is closed already, or gone.
pub async fn close(tx: &DatabaseTransaction, owner: UserId, deletion: Uuid) -> Result<bool, Fault> {
    if !store::set_deletion(tx, owner, deletion).await? {
        return Ok(false);
    }
    session_store::delete_all(tx, owner).await?;
    store::delete_reset_code(tx, owner).await?;
    Ok(true)
}

/// The accounts that are being deleted.
pub async fn closed(db: &impl ConnectionTrait) -> Result<Vec<User>, Fault> {
    store::closed(db).await
}

/// Locks a closed account until the transaction ends, so that nothing new of its owner's is written.
pub async fn lock_closed(tx: &DatabaseTransaction, owner: UserId) -> Result<Option<Uuid>, Fault> {
    Ok(store::lock_user(tx, owner).await?.and_then(|user| user.deletion_id))
}

/// Locks an account until the transaction ends, so that no deletion begins meanwhile. False: one has
/// begun, or has ended.
pub async fn lock_open(tx: &DatabaseTransaction, owner: UserId) -> Result<bool, Fault> {
    Ok(store::lock_user(tx, owner).await?.is_some_and(|user| user.deletion_id.is_none()))
}

/// Erases the user, and with them every row that names them. What is counted against guessing has no
/// owner, and goes too.
pub async fn erase(tx: &DatabaseTransaction, owner: UserId) -> Result<(), Fault> {
    let devices = throttle_store::devices(tx, owner).await?;
    let of_devices = devices.iter().map(|device| Guarded::known_device(owner, device));
    let own = [Guarded::account(owner), Guarded::confirmation(owner), Guarded::reset(owner)];
    for guarded in own.into_iter().chain(of_devices) {
        throttle_store::clear(tx, guarded).await?;
    }
    store::delete_user(tx, owner).await
}
