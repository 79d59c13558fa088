//! Sessions: who is behind a token, and how sessions end.

use std::sync::Arc;

use chrono::TimeDelta;

use super::model::{IdentityError, Presented, SESSION_TOKEN_PREFIX};
use super::service::{Deed, record};
use super::session_store::{self as store, Living, Touch};
use super::{Delivery, Session, store as users, throttle_store};
use crate::features::audit::{self, Kind};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::SessionId;
use crate::kernel::origin::Origin;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;

/// How exactly the last use of a session is known.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// How long after a cookie was exchanged requests of the same browser may still be on their way with
/// the old one.
const ON_THE_WAY: TimeDelta = TimeDelta::seconds(10);

/// How long a device is remembered that nobody signs in from.
const DEVICE_KEPT: TimeDelta = TimeDelta::days(90);

/// Finds who is behind a token. A text that isn't one of our tokens isn't even looked up. A token that
/// was exchanged for another ends its session: somebody has stolen one of the two.
pub async fn authenticate(
    platform: &Arc<Platform>,
    origin: &Origin,
    token: &SecretString,
) -> Result<Option<Actor>, Fault> {
    if !token.expose_secret().starts_with(SESSION_TOKEN_PREFIX) {
        return Ok(None);
    }
    let presented = Presented::of(token);
    let Some(session) = store::by_token(&platform.db.system, presented, living(platform)).await?
    else {
        if let Some((session, false)) = used(platform, origin, presented).await? {
            end_stolen(platform, origin, &session).await?;
        }
        return Ok(None);
    };
    let credential = Credential::Session(session.id);
    let actor = Actor { user: session.user_id, credential };
    touch(platform, session, origin);
    Ok(Some(actor))
}

/// Whether a cookie that nobody is behind was exchanged for another just now, so that the browser
/// already has a better one.
pub async fn was_just_renewed(
    platform: &Platform,
    origin: &Origin,
    token: &SecretString,
) -> Result<bool, Fault> {
    let used = used(platform, origin, Presented::of(token)).await?;
    Ok(used.is_some_and(|(_, is_on_the_way)| is_on_the_way))
}

/// The session that a used token was exchanged in, and whether its request may have been on its way
/// just then: a browser asks several things at once.
async fn used(
    platform: &Platform,
    origin: &Origin,
    token: Presented,
) -> Result<Option<(Session, bool)>, Fault> {
    let found = store::by_used_token(&platform.db.system, token).await?;
    Ok(found.map(|(session, used_at)| {
        let address = origin.address.map(|address| address.to_string());
        let same_browser = session.delivery == Delivery::Cookie
            && (session.address == address)
            && session.agent == origin.agent.as_deref().map(audit::plain);
        let is_recent = platform.clock.now() - used_at < ON_THE_WAY;
        (session, same_browser && is_recent)
    }))
}

/// Ends a session of which a used token was shown.
pub(super) async fn end_stolen(
    platform: &Platform,
    origin: &Origin,
    session: &Session,
) -> Result<(), Fault> {
    let tx = platform.db.begin_write(session.user_id).await?;
    if store::delete(&tx, session.user_id, session.id).await? {
        let deed = Deed { owner: session.user_id, origin, kind: Kind::UsedTokenShown };
        record(platform, &tx, deed, audit::Actor::Nobody).await?;
    }
    tx.commit().await.or_fault("committing the end of a session")?;
    tracing::warn!(session.id = %session.id, "a used token was shown; its session has ended");
    announce(platform, session.user_id);
    Ok(())
}

/// Writes down that a session is used, apart from the answer, and not at all while the database is
/// busy: the next request will.
fn touch(platform: &Arc<Platform>, session: Session, origin: &Origin) {
    let now = platform.clock.now();
    let touch = Touch { now, unless_since: now - TOUCH_EVERY };
    if session.last_used_at >= touch.unless_since {
        return;
    }
    let Ok(turn) = platform.spare_turns.clone().try_acquire_owned() else {
        return;
    };
    let (platform, agent) = (platform.clone(), origin.agent.as_deref().map(audit::plain));
    let origin = Origin { address: origin.address, agent };
    tokio::spawn(async move {
        if let Err(fault) =
            store::touch(&platform.db.of(session.user_id), &session, &origin, touch).await
        {
            tracing::warn!(fault = fault.story(), "a session's use could not be written down");
        }
        drop(turn);
    });
}

/// Whether the actor's session still lives: a long-lived connection asks again and again. That one is
/// open is no use of the session.
pub async fn is_alive(platform: &Platform, actor: &Actor) -> Result<bool, Fault> {
    let Some(id) = actor.session() else { return Ok(true) };
    Ok(session_by_id(platform, actor, id).await?.is_some())
}

/// Whether the actor has given their password just now. For `delivery`, sessions that are delivered
/// otherwise count as fresh always.
pub async fn is_fresh(
    platform: &Platform,
    actor: &Actor,
    delivery: Option<Delivery>,
) -> Result<bool, Fault> {
    let Some(id) = actor.session() else { return Ok(delivery.is_some()) };
    let Some(session) = session_by_id(platform, actor, id).await? else { return Ok(false) };
    let wants_it = delivery.is_none_or(|delivery| delivery == session.delivery);
    let fresh_for = platform.config.sign_in.fresh_for;
    Ok(!wants_it || platform.clock.now() < session.confirmed_at + fresh_for)
}

/// A living session of the actor's user.
pub async fn session_by_id(
    platform: &Platform,
    actor: &Actor,
    id: SessionId,
) -> Result<Option<Session>, Fault> {
    store::by_id(&platform.db.of(actor.user), actor.user, id, living(platform)).await
}

/// The living sessions of the actor's user, the one first that was used last.
pub async fn sessions(platform: &Platform, actor: &Actor) -> Result<Vec<Session>, Fault> {
    store::list(&platform.db.of(actor.user), actor.user, living(platform)).await
}

/// Ends one session of the actor's user.
pub async fn end_session(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    id: SessionId,
) -> Result<(), IdentityError> {
    let own = actor.session() == Some(id);
    let kind = if own { Kind::LoggedOut } else { Kind::SessionEnded };
    let tx = platform.db.begin_write(actor.user).await?;
    if !store::delete(&tx, actor.user, id).await? {
        return Err(IdentityError::NoSession);
    }
    ended(platform, tx, actor, (kind, origin)).await?;
    Ok(())
}

/// Ends every session of the actor's user but the one that the actor came with.
pub async fn end_others(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
) -> Result<u64, IdentityError> {
    let own = actor.session().ok_or(IdentityError::SessionNeeded)?;
    let tx = platform.db.begin_write(actor.user).await?;
    let count = store::delete_others(&tx, actor.user, own).await?;
    ended(platform, tx, actor, (Kind::OtherSessionsEnded, origin)).await?;
    Ok(count)
}

/// Ends the session that the actor came with. Its token is dead from here on.
pub async fn logout(platform: &Platform, actor: &Actor, origin: &Origin) -> Result<(), Fault> {
    let Some(session) = actor.session() else { return Ok(()) };
    let tx = platform.db.begin_write(actor.user).await?;
    if store::delete(&tx, actor.user, session).await? {
        ended(platform, tx, actor, (Kind::LoggedOut, origin)).await?;
    }
    Ok(())
}

/// Ends every session of the actor's user.
pub async fn logout_everywhere(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
) -> Result<(), Fault> {
    let tx = platform.db.begin_write(actor.user).await?;
    store::delete_all(&tx, actor.user).await?;
    ended(platform, tx, actor, (Kind::LoggedOutEverywhere, origin)).await
}

/// Records that sessions have ended, commits, and announces it.
async fn ended(
    platform: &Platform,
    tx: sea_orm::DatabaseTransaction,
    actor: &Actor,
    (kind, origin): (Kind, &Origin),
) -> Result<(), Fault> {
    let deed = Deed { owner: actor.user, origin, kind };
    record(platform, &tx, deed, actor.credential.into()).await?;
    tx.commit().await.or_fault("committing the end of a session")?;
    announce(platform, actor.user);
    Ok(())
}

/// Has sockets and event streams look whether their session has ended.
pub(super) fn announce(platform: &Platform, owner: crate::kernel::ids::UserId) {
    platform.events.publish(Event::AccessChanged { owner });
}

/// Deletes sessions that have ended by themselves, and what was kept against guessing for long enough.
/// Run by each instance's schedule.
pub async fn forget_dead(platform: &Platform) -> Result<u64, Fault> {
    let now = platform.clock.now();
    let sessions = store::delete_dead(&platform.db.system, living(platform)).await?;
    let attempts = throttle_store::forget_attempts(&platform.db.system, now).await?;
    let devices = throttle_store::forget_devices(&platform.db.system, now - DEVICE_KEPT).await?;
    let codes = users::forget_reset_codes(&platform.db.system, now).await?;
    Ok(sessions + attempts + devices + codes)
}

pub(super) fn living(platform: &Platform) -> Living {
    let now = platform.clock.now();
    Living { now, used_since: now - platform.config.sign_in.session_idle }
}
