//! Signing up and logging in.

use std::sync::Arc;

use sea_orm::ConnectionTrait;

use super::model::{
    IdentityError, LoginInput, NewUser, Presented, SESSION_TOKEN_PREFIX, SESSIONS_MAX, SignedIn,
    SignupInput, check_email, check_username, could_log_in, key,
};
use super::password_rules::{self, Names};
use super::throttle::{self, Attempt, Device, Guarded};
use super::{Delivery, Session, User, session_store, store, throttle_store};
use crate::config::SignupPolicy;
use crate::features::audit::{self, Entry, Kind};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{SessionId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::secret::SecretString;
use crate::platform::Platform;
use crate::platform::hasher::is_outgrown;

/// Who may sign up at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signup {
    /// Anyone.
    Open,
    /// Nobody.
    Closed,
    /// One person, because there is no user yet; nobody after that.
    FirstUser,
}

/// Who may sign up.
pub async fn signup_policy(platform: &Platform) -> Result<Signup, Fault> {
    Ok(match platform.config.signup {
        SignupPolicy::Open => Signup::Open,
        SignupPolicy::Closed => Signup::Closed,
        SignupPolicy::FirstUser if store::is_anyone_here(&platform.db.system).await? => {
            Signup::Closed
        }
        SignupPolicy::FirstUser => Signup::FirstUser,
    })
}

/// Makes a user and signs them in.
pub async fn signup(
    platform: &Platform,
    origin: &Origin,
    input: SignupInput,
) -> Result<SignedIn, IdentityError> {
    if signup_policy(platform).await? == Signup::Closed {
        return Err(IdentityError::SignupClosed);
    }
    let taken = throttle::sign_up(platform, origin).await;
    taken.map_err(|retry_after| IdentityError::TooOften { retry_after })?;
    let delivery = input.delivery;
    let SignupInput { username, email, password, .. } = input;
    let new = new_user(platform, NewUser { username, email, password }).await?;
    let tx = platform.db.begin_system_write().await?;
    let only_the_first = platform.config.signup == SignupPolicy::FirstUser;
    if only_the_first && store::is_anyone_here(&tx).await? {
        return Err(IdentityError::SignupClosed);
    }
    let user = store::insert_user(&tx, new).await?;
    let begin = Begin { user, delivery, origin, kind: Kind::SignedUp };
    let (signed_in, _) = start_session(platform, &tx, begin).await?;
    tx.commit().await.or_fault("committing a signup")?;
    tracing::info!(user.id = %signed_in.user.id, "a user signed up");
    Ok(signed_in)
}

/// Holds what a new user gives against the rules, and hashes their password.
pub(super) async fn new_user(platform: &Platform, input: NewUser) -> Result<User, IdentityError> {
    check_username(&input.username)?;
    check_email(&input.email)?;
    let names = Names { username: &input.username, email: &input.email };
    password_rules::check(&platform.hasher, "password", &input.password, names).await?;
    let password_hash = platform.hasher.hash(input.password, &platform.ids).await?;
    let now = platform.clock.now();
    Ok(User {
        id: UserId(platform.ids.new_uuid(now)),
        username_key: key(&input.username),
        username: input.username,
        email_key: key(&input.email),
        email: input.email,
        password_hash,
        created_at: now,
        deletion_id: None,
    })
}

/// Signs a user in with their password. Every refusal does the same: two looks, a count, a hash, and
/// a line that is written apart from the answer. Who comes when too many others do is turned away before
/// any of it, so that a flood of logins costs little and uses up nobody's attempts.
pub async fn login(
    platform: &Arc<Platform>,
    origin: &Origin,
    input: LoginInput,
) -> Result<SignedIn, IdentityError> {
    let turn = platform.hasher.turn().await?;
    let now = platform.clock.now();
    let name = key(&input.username);
    let possible = could_log_in(&input);
    let address_may = throttle::may_fail(platform, origin).await;
    let found = store::user_by_name(&platform.db.system, if possible { &name } else { "" }).await?;
    let (guarded, is_known) = guard(platform, found.as_ref(), &name, origin).await?;
    let attempt = throttle::attempt(platform, guarded, now).await?;
    let granted = attempt == Attempt::Granted && (address_may || is_known);
    let password = if possible { input.password } else { SecretString::from("never a password") };
    let hash = found.as_ref().filter(|_| granted).map(|user| user.password_hash.clone());
    let verified = platform.hasher.verify(turn, password.clone(), hash).await?;
    let known = found.as_ref().map(|user| user.id);
    let Some(mut user) = found.filter(|_| verified) else {
        tracing::info!("a login was refused");
        throttle::failed(platform, origin).await;
        record_refusal(platform, known, guarded, origin);
        return Err(IdentityError::InvalidCredentials);
    };
    outgrow(platform, &mut user, password).await?;
    let tx = platform.db.begin_write(user.id).await?;
    // The password may have been changed, or the user deleted, while it was verified.
    let same = store::lock_user(&tx, user.id).await?;
    if same
        .is_none_or(|same| same.deletion_id.is_some() || same.password_hash != user.password_hash)
    {
        return Err(IdentityError::InvalidCredentials);
    }
    throttle::succeeded(&tx, guarded).await?;
    let begin = Begin { user, delivery: input.delivery, origin, kind: Kind::LoggedIn };
    let (signed_in, ended) = start_session(platform, &tx, begin).await?;
    tx.commit().await.or_fault("committing a login")?;
    if ended > 0 {
        platform.events.publish(Event::AccessChanged { owner: signed_in.user.id });
    }
    tracing::info!(user.id = %signed_in.user.id, "a user logged in");
    Ok(signed_in)
}

/// What an attempt counts against, and whether it comes from a device that the user has signed in
/// from. A name that nobody has costs the same look.
async fn guard(
    platform: &Platform,
    user: Option<&User>,
    name: &str,
    origin: &Origin,
) -> Result<(Guarded, bool), Fault> {
    let device = Device::of(origin);
    let owner = user.map_or(UserId(uuid::Uuid::nil()), |user| user.id);
    let is_known = throttle_store::is_device_known(&platform.db.of(owner), owner, &device).await?;
    Ok(match user {
        Some(user) if is_known => (Guarded::known_device(user.id, &device.0), true),
        Some(user) => (Guarded::account(user.id), false),
        None => (Guarded::name(name), false),
    })
}

/// Hashes a password anew that was hashed with less work than is asked for today.
async fn outgrow(
    platform: &Platform,
    user: &mut User,
    password: SecretString,
) -> Result<(), IdentityError> {
    if !is_outgrown(&user.password_hash) {
        return Ok(());
    }
    let new_hash = platform.hasher.hash(password, &platform.ids).await?;
    let with =
        store::NewPassword { old_hash: user.password_hash.clone(), new_hash: new_hash.clone() };
    if store::set_password(&platform.db.of(user.id), user.id, with).await? {
        user.password_hash = new_hash;
    }
    Ok(())
}

/// Records a refused login apart from its answer: that a known name is written down and an unknown
/// one is not must not be told by the time that the answer takes, nor by that of the next one. So an
/// unknown one leads to a write too.
fn record_refusal(
    platform: &Arc<Platform>,
    owner: Option<UserId>,
    guarded: Guarded,
    origin: &Origin,
) {
    let (platform, origin) = (platform.clone(), origin.clone());
    tokio::spawn(async move {
        let recorded = match owner {
            Some(owner) => {
                let refused = Deed { owner, origin: &origin, kind: Kind::LoginRefused };
                record(&platform, &platform.db.of(owner), refused, audit::Actor::Nobody).await
            }
            None => throttle_store::ask_again(&platform.db.system, guarded).await,
        };
        if let Err(fault) = recorded {
            tracing::error!(fault = fault.story(), "a refused login could not be recorded");
        }
    });
}

/// The actor's user.
pub async fn viewer(platform: &Platform, actor: &Actor) -> Result<User, Fault> {
    let user = store::user_by_id(&platform.db.of(actor.user), actor.user).await?;
    user.or_fault("loading the user of a living session")
}

/// A session that is to begin.
struct Begin<'a> {
    user: User,
    delivery: Delivery,
    origin: &'a Origin,
    kind: Kind,
}

/// Begins a session, and says how many others had to make room for it.
async fn start_session(
    platform: &Platform,
    db: &impl ConnectionTrait,
    begin: Begin<'_>,
) -> Result<(SignedIn, u64), Fault> {
    let Begin { user, delivery, origin, kind } = begin;
    let now = platform.clock.now();
    let token = platform.ids.new_token(SESSION_TOKEN_PREFIX);
    let expires_at = now + platform.config.sign_in.session_life;
    let id = SessionId(platform.ids.new_uuid(now));
    let new = Session {
        user_id: user.id,
        id,
        token_hash: Presented::of(&token).0.to_vec(),
        created_at: now,
        expires_at,
        last_used_at: now,
        confirmed_at: now,
        delivery,
        address: origin.address.map(|address| address.to_string()),
        agent: origin.agent.as_deref().map(audit::plain),
    };
    session_store::insert(db, new).await?;
    let ended = session_store::delete_beyond(db, user.id, SESSIONS_MAX).await?;
    throttle_store::remember_device(db, user.id, &Device::of(origin), now).await?;
    let deed = Deed { owner: user.id, origin, kind };
    record(platform, db, deed, Credential::Session(id).into()).await?;
    Ok((SignedIn { user, token, expires_at }, ended))
}

/// Something that is recorded.
pub(super) struct Deed<'a> {
    pub(super) owner: UserId,
    pub(super) origin: &'a Origin,
    pub(super) kind: Kind,
}

/// Records a deed, in the transaction of what it tells of.
pub(super) async fn record(
    platform: &Platform,
    db: &impl ConnectionTrait,
    deed: Deed<'_>,
    actor: audit::Actor,
) -> Result<(), Fault> {
    let entry = Entry {
        owner: deed.owner,
        at: platform.clock.now(),
        actor,
        origin: deed.origin.clone(),
        kind: deed.kind,
        subject: None,
    };
    audit::record(db, &platform.ids, entry).await
}
