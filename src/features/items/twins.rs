//! The same bank login, linked twice: noticed and told, never merged silently.

use super::{Item, store};
use crate::features::accounts::{self, Account};
use crate::kernel::fault::Fault;
use crate::kernel::sight::Sight;
use crate::platform::Platform;

/// The oldest other item in sight at the same bank that shares an account with this one and
/// was linked before it.
pub async fn twin_of(
    platform: &Platform,
    sight: Sight,
    item: &Item,
) -> Result<Option<Item>, Fault> {
    let Some(institution_id) = item.institution_id.as_deref() else { return Ok(None) };
    let mut older = store::list(&platform.db.of(sight.owner), sight).await?;
    older.retain(|other| {
        other.id < item.id && other.institution_id.as_deref() == Some(institution_id)
    });
    if older.is_empty() {
        return Ok(None);
    }
    let mut ids: Vec<_> = older.iter().map(|other| other.id).collect();
    ids.push(item.id);
    let accounts = accounts::by_items(platform, sight, &ids).await?;
    let of = |id| accounts.iter().filter(move |account| account.item_id == id);
    let shares = |other: &Item| of(other.id).any(|a| of(item.id).any(|b| is_same(a, b)));
    Ok(older.into_iter().find(shares))
}

/// Ids change with each link; the end of the number and the kind do not.
fn is_same(a: &Account, b: &Account) -> bool {
    a.mask.is_some() && a.mask == b.mask && a.kind == b.kind && a.subtype == b.subtype
}
