//! Whether an operation wants the password to have been given again first (`@fresh` in the schema).
//! Every door runs its mutations through here, so that none of them can leave the check out.

use async_graphql::ServerError;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};

use super::Site;
use super::answer::fault_error;
use crate::features::identity::{self, Delivery};
use crate::graphql::guard::{self, Fresh};
use crate::kernel::actor::Actor;
use crate::platform::Platform;

/// What an operation wants of the one who asks.
pub(super) struct Reauth {
    actor: Actor,
    /// Whose password must be fresh, and what is said where it isn't.
    wanted: Vec<(Fresh, ServerError)>,
}

impl Reauth {
    /// What the operation wants. Whoever isn't signed in gets no further anyway.
    pub(super) fn of(
        site: &Site,
        actor: Option<Actor>,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
    ) -> Option<Self> {
        let actor = actor?;
        let asked = guard::fields(&site.declared, document, operation);
        let message = "Give your password again first (confirmPassword).";
        let wanted = asked.iter().filter_map(|asked| {
            let refusal = asked.refusal("REAUTH_REQUIRED", message.to_owned());
            asked.rule.fresh.map(|fresh| (fresh, refusal))
        });
        let wanted: Vec<_> = wanted.collect();
        (!wanted.is_empty()).then_some(Self { actor, wanted })
    }

    /// Whether the operation may be run.
    pub(super) async fn check(self, platform: &Platform) -> Result<(), ServerError> {
        if cfg!(feature = "sabotage-no-fresh-check") {
            return Ok(());
        }
        for (fresh, refusal) in self.wanted {
            let delivery = match fresh {
                Fresh::Everybody => None,
                Fresh::Browser => Some(Delivery::Cookie),
            };
            match identity::is_fresh(platform, &self.actor, delivery).await {
                Ok(true) => {}
                Ok(false) => return Err(refusal),
                Err(fault) => {
                    tracing::error!(fault = fault.story(), "a session could not be looked at");
                    return Err(fault_error(&fault));
                }
            }
        }
        Ok(())
    }
}
