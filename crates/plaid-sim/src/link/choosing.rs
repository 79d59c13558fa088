//! Which accounts a person shares, and the item that comes of it.

use super::outcome::accounts_json;
use super::session::{Added, Choice, Pane, Session};
use crate::bank::ledger::Ledger;
use crate::bank::person::Identity;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::items::NewLink;

impl World {
    /// Shows the accounts to choose from. In update mode only where that was ordered, and where the
    /// bank has a choice of its own.
    pub(super) fn offer_accounts(&mut self, session: &mut Session) {
        let (Some(institution), Some(sign_in)) = (session.institution, &session.sign_in) else {
            return;
        };
        let is_update = session.order.item_id.is_some();
        if is_update && !session.order.chooses_accounts && !institution.oauth {
            return self.connect(session, None);
        }
        let choices = if let Some(item_id) = &session.order.item_id {
            self.ledger(item_id).map(|ledger| choices(session, ledger))
        } else {
            let identity = Identity {
                seed: self.settings.seed,
                institution_id: institution.id,
                username: &sign_in.username,
                password: sign_in.password.as_deref(),
            };
            self.preview(&identity).map(|ledger| choices(session, &ledger))
        };
        session.choices = choices.unwrap_or_default();
        if session.choices.is_empty() {
            return session.fail(Refusal::of("NO_ACCOUNTS"));
        }
        session.show(Pane::Accounts);
    }

    /// Shares the accounts, if each of them was offered.
    pub(super) fn choose_accounts(&mut self, session: &mut Session, mut places: Vec<usize>) {
        let is_offered =
            |place: &usize| session.choices.iter().any(|choice| choice.place == *place);
        if places.is_empty() || !places.iter().all(is_offered) {
            return;
        }
        places.sort_unstable();
        places.dedup();
        self.connect(session, Some(places));
    }

    fn connect(&mut self, session: &mut Session, places: Option<Vec<usize>>) {
        let linked = match session.order.item_id.clone() {
            Some(item_id) => self.update(&item_id, places),
            None => self.link_new(session, places),
        };
        let added = linked.and_then(|public_token| {
            let institution = session.institution.ok_or_else(|| Refusal::of("NO_ACCOUNTS"))?;
            let item_id = &self.durable().public_tokens[&public_token].item_id;
            let item_id = item_id.clone();
            let accounts = self.ledger(&item_id).map(accounts_json).unwrap_or_default();
            Ok(Added { public_token, institution, accounts })
        });
        match added {
            Ok(added) => {
                self.tell_added(session, &added);
                session.added.push(added);
                session.show(Pane::Connected);
            }
            Err(refusal) => session.fail(refusal),
        }
    }

    fn link_new(
        &mut self,
        session: &Session,
        shared: Option<Vec<usize>>,
    ) -> Result<String, Refusal> {
        let nobody = || Refusal::of("INVALID_CREDENTIALS");
        let institution = session.institution.ok_or_else(nobody)?;
        let sign_in = session.sign_in.clone().ok_or_else(nobody)?;
        self.link(NewLink {
            institution,
            username: sign_in.username,
            password: sign_in.password,
            shared,
            webhook: session.order.webhook.clone(),
            products: session.order.products_at(institution),
            days_requested: session.order.days_requested,
        })
    }

    /// Mends the item's sign-in. Its access token stays as it is.
    fn update(&mut self, item_id: &str, places: Option<Vec<usize>>) -> Result<String, Refusal> {
        self.mend_login(item_id)?;
        if let Some(places) = places {
            self.share_accounts(item_id, places)?;
        }
        self.public_token(item_id)
    }
}

/// The accounts that the order admits. In update mode those are chosen that are shared already.
fn choices(session: &Session, ledger: &Ledger) -> Vec<Choice> {
    let offers = ledger.offers().filter(|offer| session.order.admits(offer.account));
    let choices = offers.map(|offer| Choice {
        place: offer.place,
        name: offer.account.name.to_string(),
        mask: offer.account.mask.clone(),
        subtype: offer.account.subtype.to_string(),
        is_chosen: offer.is_shared,
    });
    choices.collect()
}
