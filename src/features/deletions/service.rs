//! Asking for a deletion, and reading its receipt.

use jobs::NewJob;

use super::DELETE_JOB;
use super::model::{DeletionError, Erased, Receipt, Requested};
use super::store;
use crate::entities::deletion_receipt::Model;
use crate::features::audit::{self, Entry, Kind};
use crate::features::identity;
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;
use crate::kernel::secret::SecretString;
use crate::platform::Platform;

/// Asks for the deletion of the actor's account. The username is typed again, so that nobody deletes
/// what they did not mean to.
pub async fn delete_account(
    platform: &Platform,
    actor: &Actor,
    origin: &Origin,
    username: &str,
) -> Result<Requested, DeletionError> {
    if !identity::is_own_name(platform, actor, username).await? {
        return Err(DeletionError::OtherName);
    }
    request(platform, actor.user, actor.credential.into(), origin).await
}

/// Asks for the deletion of a user, for the operator.
pub async fn delete_user(platform: &Platform, owner: UserId) -> Result<Requested, DeletionError> {
    request(platform, owner, Credential::Operator.into(), &Origin::default()).await
}

async fn request(
    platform: &Platform,
    owner: UserId,
    by: audit::Actor,
    origin: &Origin,
) -> Result<Requested, DeletionError> {
    let now = platform.clock.now();
    let id = platform.ids.new_uuid(now);
    let code = identity::new_code(&platform.ids);
    let tx = platform.db.begin_write(owner).await?;
    // Before the sessions go, so that they are counted too.
    let erased = store::count_all(&tx, owner).await?;
    if !identity::close(&tx, owner, id).await? {
        return Err(DeletionError::Gone);
    }
    store::end_keys(&tx, owner).await?;
    let banks = store::held_items(&tx, owner).await?.len();
    let counts: serde_json::Map<_, _> =
        erased.iter().map(|table| (table.what.clone(), table.count.into())).collect();
    let new = Model {
        id,
        code_hash: identity::code_hash(&code),
        requested_at: now,
        completed_at: None,
        erased: serde_json::Value::Object(counts).to_string(),
        banks_removed: i64::try_from(banks).or_fault("counting banks")?,
    };
    store::insert(&tx, new.clone()).await?;
    let entry = Entry {
        owner,
        at: now,
        actor: by,
        origin: origin.clone(),
        kind: Kind::DeletionAsked,
        subject: None,
    };
    audit::record(&tx, &platform.ids, entry).await?;
    let job = NewJob {
        owner: owner.0,
        id: platform.ids.new_uuid(now),
        kind: DELETE_JOB,
        subject: owner.0,
        cause: "owner".to_owned(),
    };
    jobs::enqueue(&tx, job, now).await.or_fault("asking for a deletion")?;
    tx.commit().await.or_fault("committing a deletion")?;
    tracing::info!(user.id = %owner, "an account is being deleted");
    platform.events.publish(Event::AccessChanged { owner });
    platform.wake.notify_one();
    Ok(Requested { receipt: read(&new)?, code })
}

/// The receipt of this code, if there is one.
pub async fn receipt(platform: &Platform, code: &SecretString) -> Result<Option<Receipt>, Fault> {
    let found = store::by_code(&platform.db.system, identity::code_hash(code)).await?;
    found.as_ref().map(read).transpose()
}

fn read(row: &Model) -> Result<Receipt, Fault> {
    const DOING: &str = "reading a receipt";
    let counts: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&row.erased).or_fault(DOING)?;
    let erased = counts.into_iter().map(|(what, count)| {
        let count = count.as_u64().or_fault(DOING)?;
        Ok(Erased { what, count })
    });
    Ok(Receipt {
        id: row.id,
        requested_at: row.requested_at,
        completed_at: row.completed_at,
        erased: erased.collect::<Result<_, Fault>>()?,
        banks_removed: u64::try_from(row.banks_removed).or_fault(DOING)?,
    })
}
