//! What an owner can do about keys, and what happens when one is shown.

use std::sync::Arc;

use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::model::{Checked, HINT_CHARS, LIVING_MAX, check, grant_of, print_scopes};
use super::{ApiKey, KEY_TOKEN_PREFIX, KeyError, NewKey, store};
use crate::features::accounts::{self, Account};
use crate::features::audit::{self, Entry, Kind};
use crate::features::identity;
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ApiKeyId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::kernel::sight::Sight;
use crate::platform::Platform;

/// How exact the moment of the last use is: a key that asks all the time costs one write a minute.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Makes a key. Its token is told this once.
pub async fn create(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    new: NewKey,
) -> Result<(ApiKey, SecretString), KeyError> {
    let now = platform.clock.now();
    let Checked { name, scopes, requests_per_minute, expires_at } = check(&new, now)?;
    let token = platform.ids.new_token(KEY_TOKEN_PREFIX);
    let secret = token.expose_secret().strip_prefix(KEY_TOKEN_PREFIX).unwrap_or_default();
    let key = ApiKey {
        user_id: actor.user,
        id: ApiKeyId(platform.ids.new_uuid(now)),
        name,
        token_hash: token_hash(&token),
        hint: secret.chars().take(HINT_CHARS).collect(),
        scopes: print_scopes(scopes),
        all_accounts: new.accounts.is_none(),
        date_from: new.date_from,
        date_to: new.date_to,
        requests_per_minute: i32::try_from(requests_per_minute).or_fault("writing a rate")?,
        created_at: now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let mut wanted = new.accounts.unwrap_or_default();
    wanted.sort_unstable();
    wanted.dedup();
    if accounts::by_ids(platform, Sight::whole(actor.user), &wanted).await?.len() != wanted.len() {
        return Err(KeyError::NoAccount);
    }
    let tx = platform.db.begin_write(actor.user).await?;
    // Whoever makes a key holds their own row meanwhile: so nobody makes one too many at the same time as
    // another, and none is made that a deletion, which ends them all, would not see.
    if !identity::lock_open(&tx, actor.user).await? {
        return Err(KeyError::NoOwner);
    }
    if store::count_living(&tx, actor.user, now).await? >= LIVING_MAX {
        return Err(KeyError::LimitReached);
    }
    let key = store::insert(&tx, key, &wanted).await?;
    record(platform, &tx, actor, (Kind::ApiKeyCreated, origin), &key).await?;
    tx.commit().await.or_fault("committing a key")?;
    tracing::info!(user.id = %actor.user, key.id = %key.id, "a key was made");
    Ok((key, token))
}

/// The actor's keys, the newest first, those that have ended too.
pub async fn list(platform: &Platform, actor: &Actor) -> Result<Vec<ApiKey>, Fault> {
    store::list(&platform.db.of(actor.user), actor.user).await
}

/// The actor's key of this id.
pub async fn by_id(
    platform: &Platform,
    actor: &Actor,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, Fault> {
    store::by_id(&platform.db.of(actor.user), actor.user, id).await
}

/// The accounts that a key is held to. None: it sees all of them.
pub async fn accounts_of(platform: &Platform, key: &ApiKey) -> Result<Option<Vec<Account>>, Fault> {
    if key.all_accounts {
        return Ok(None);
    }
    let sight = Sight { accounts_of: Some(key.id), ..Sight::whole(key.user_id) };
    accounts::in_sight(platform, sight).await.map(Some)
}

/// Ends a key. It is dead from here on, and so are the sockets and streams that it opened. Ending one
/// that has ended changes nothing.
pub async fn revoke(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    id: ApiKeyId,
) -> Result<ApiKey, KeyError> {
    let tx = platform.db.begin_write(actor.user).await?;
    if store::revoke(&tx, actor.user, id, platform.clock.now()).await? {
        let key = store::by_id(&tx, actor.user, id).await?.ok_or(KeyError::NotFound)?;
        record(platform, &tx, actor, (Kind::ApiKeyRevoked, origin), &key).await?;
    }
    let key = store::by_id(&tx, actor.user, id).await?.ok_or(KeyError::NotFound)?;
    tx.commit().await.or_fault("committing the end of a key")?;
    platform.events.publish(Event::AccessChanged { owner: actor.user });
    Ok(key)
}

/// Finds who is behind a token: a session's or a key's. Any other text isn't even looked up.
pub async fn authenticate(
    platform: &Arc<Platform>,
    origin: &Origin,
    token: &SecretString,
) -> Result<Option<Actor>, Fault> {
    if !token.expose_secret().starts_with(KEY_TOKEN_PREFIX) {
        return identity::authenticate(platform, origin, token).await;
    }
    let now = platform.clock.now();
    let Some(key) = store::by_token(&platform.db.system, &token_hash(token), now).await? else {
        return Ok(None);
    };
    if key.last_used_at.is_none_or(|at| at + USED_EVERY <= now) {
        note_use(platform, key.user_id, key.id);
    }
    Ok(Some(Actor { user: key.user_id, credential: Credential::ApiKey(grant_of(&key)) }))
}

/// Whether what the actor came with still lives: a long-lived connection asks again and again.
pub async fn is_alive(platform: &Platform, actor: &Actor) -> Result<bool, Fault> {
    let Some(grant) = actor.grant() else { return identity::is_alive(platform, actor).await };
    let now = platform.clock.now();
    store::is_alive(&platform.db.of(actor.user), actor.user, grant.key, now).await
}

/// Apart from the answer, which need not wait for it.
fn note_use(platform: &Arc<Platform>, owner: UserId, id: ApiKeyId) {
    let platform = platform.clone();
    tokio::spawn(async move {
        let now = platform.clock.now();
        let before = now - USED_EVERY;
        let noted = store::note_use(&platform.db.of(owner), (owner, id), before, now).await;
        if let Err(fault) = noted {
            tracing::warn!(fault = fault.story(), "the use of a key could not be noted");
        }
    });
}

async fn record(
    platform: &Platform,
    db: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    (kind, origin): (Kind, &Origin),
    key: &ApiKey,
) -> Result<(), Fault> {
    let done = Entry {
        owner: actor.user,
        at: platform.clock.now(),
        actor: actor.credential.into(),
        origin: origin.clone(),
        kind,
        subject: Some(format!("{} {}", key.id, key.name)),
    };
    audit::record(db, &platform.ids, done).await
}

fn token_hash(token: &SecretString) -> Vec<u8> {
    Sha256::digest(token.expose_secret().as_bytes()).to_vec()
}
