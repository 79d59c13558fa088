//! What those who ask may cost together in a minute: a user, or an address whose clients are not
//! signed in. What a document costs is the guard's estimate.
//!
//! A document that is refused has cost something too, and so has looking at it; so nobody whose
//! budget is used up is even looked at.

use super::Site;
use super::auth::Caller;
use super::standing::Standing;
use crate::kernel::origin::Origin;
use crate::platform::limits::{Left, Limit, Limited};

/// What a document that was refused has cost, and what there has to be for one to be looked at.
pub(super) const REFUSED_COST: u32 = 100;

/// What the smallest operation costs.
const COST_MIN: u32 = 10;

/// The budget of one who asks.
pub(super) struct Budget {
    limit: Limit,
    key: String,
}

impl Budget {
    pub(super) fn of(site: &Site, caller: &Caller, origin: &Origin) -> Self {
        match caller.actor {
            Some(actor) => Self { limit: site.limits.cost_of_user, key: actor.user.to_string() },
            None => Self { limit: site.limits.cost_of_address, key: origin.network() },
        }
    }

    /// Whether there is enough left to look at a request.
    pub(super) fn look(&self, site: &Site) -> Result<(), Limited> {
        site.platform.limits.look(&self.limit, &self.key, REFUSED_COST)
    }

    /// Pays for a document.
    pub(super) async fn pay(&self, site: &Site, cost: u32) -> Result<Left, Limited> {
        site.platform.limits.spend(&self.limit, &self.key, cost.max(COST_MIN)).await
    }

    /// How it stands.
    pub(super) fn standing(&self, left: Left) -> Standing {
        Standing { limit: self.limit, left }
    }
}
