//! What comes of a session: what the callbacks are given, what `/link/token/get` shows of it, and
//! the webhooks of the sessions that no browser reports.

use super::session::{Added, Event, Exit, Session};
use crate::bank::institutions::Institution;
use crate::bank::ledger::Ledger;
use crate::json::{Json, list, object, seconds};
use crate::refusal::Refusal;
use crate::webhooks::{News, Webhook};
use crate::world::World;

impl World {
    /// Ends a session.
    pub(super) fn end_link(&mut self, session: &mut Session) {
        session.finished_at = Some(self.now());
        if !session.is_hosted && !session.order.links_many {
            return;
        }
        let tokens = session.added.iter().map(|added| added.public_token.as_str());
        let is_success = session.exit.is_none();
        let mut members = object([
            ("link_session_id", session.id.as_str().into()),
            ("link_token", session.link_token.as_str().into()),
            ("public_tokens", list(tokens)),
            ("status", (if is_success { "SUCCESS" } else { "EXITED" }).into()),
        ]);
        if let Some(first) = session.added.first() {
            members = members.with("public_token", first.public_token.as_str());
        }
        self.send_link(session, News { family: "LINK", code: "SESSION_FINISHED", members });
    }

    /// Tells of an item at once where its session may go on.
    pub(super) fn tell_added(&mut self, session: &Session, added: &Added) {
        if !session.order.links_many {
            return;
        }
        let members = object([
            ("link_session_id", session.id.as_str().into()),
            ("link_token", session.link_token.as_str().into()),
            ("public_token", added.public_token.as_str().into()),
        ]);
        self.send_link(session, News { family: "LINK", code: "ITEM_ADD_RESULT", members });
    }

    /// Puts a webhook about a session into the outbox. It goes where the token was told to send
    /// webhooks, also in update mode.
    fn send_link(&mut self, session: &Session, news: News) {
        if let Some(address) = &session.order.webhook {
            let webhook = Webhook::about_session(address, news, self.now());
            self.settle(|durable| durable.outbox.push(webhook));
        }
    }
}

/// What `onSuccess` is given.
pub fn success_json(session: &Session) -> Json {
    let Some(added) = session.added.last() else { return Json::Null };
    let account = added.accounts.first().cloned();
    let metadata = object([
        ("account", account.into()),
        ("accounts", added.accounts.clone().into()),
        ("institution", institution_json(added.institution)),
        ("link_session_id", session.id.as_str().into()),
        ("public_token", added.public_token.as_str().into()),
        ("transfer_status", Json::Null),
    ]);
    object([("metadata", metadata), ("public_token", added.public_token.as_str().into())])
}

/// What `onExit` is given.
pub fn exit_json(session: &Session, exit: &Exit) -> Json {
    let metadata = object([
        ("institution", session.institution.map(institution_json).into()),
        ("link_session_id", session.id.as_str().into()),
        ("request_id", session.request_id.as_str().into()),
        ("status", exit.status.into()),
    ]);
    let error = exit.error.as_ref().map(Refusal::for_page);
    object([("error", error.into()), ("metadata", metadata)])
}

/// A session as `/link/token/get` shows it. Its steps are shown where no browser told them.
pub fn session_json(session: &Session) -> Json {
    let shown = object([
        ("finished_at", session.finished_at.map(seconds).into()),
        ("link_session_id", session.id.as_str().into()),
        ("started_at", seconds(session.started_at)),
    ]);
    let is_told = session.is_hosted;
    let steps = session.events.iter().filter(|_| is_told).map(Event::json).collect::<Vec<_>>();
    let shown = shown.with("events", steps).with("results", results_json(session));
    if let Some(exit) = &session.exit {
        let exit = kept_exit(session, exit);
        return shown.with("on_exit", exit.clone()).with("exit", exit);
    }
    match session.added.last().filter(|_| session.finished_at.is_some()) {
        Some(added) => {
            let metadata = object([
                ("accounts", added.accounts.clone().into()),
                ("institution", institution_json(added.institution)),
                ("link_session_id", session.id.as_str().into()),
            ]);
            let token = added.public_token.as_str();
            let success = object([("metadata", metadata), ("public_token", token.into())]);
            shown.with("on_success", success)
        }
        None => shown,
    }
}

/// The accounts that an item shares, as Link tells of them.
pub fn accounts_json(ledger: &Ledger) -> Vec<Json> {
    let shown = ledger.accounts().map(|(account, id, _)| {
        object([
            ("class_type", Json::Null),
            ("id", id.into()),
            ("mask", account.mask.as_str().into()),
            ("name", (&*account.name).into()),
            ("subtype", (&*account.subtype).into()),
            ("type", (&*account.family).into()),
            ("verification_status", Json::Null),
        ])
    });
    shown.collect()
}

fn results_json(session: &Session) -> Json {
    let added = session.added.iter().map(|added| {
        object([
            ("accounts", added.accounts.clone().into()),
            ("institution", institution_json(added.institution)),
            ("public_token", added.public_token.as_str().into()),
        ])
    });
    object([
        ("bank_income_results", Json::List(Vec::new())),
        ("cra_item_add_results", Json::List(Vec::new())),
        ("cra_update_results", Json::List(Vec::new())),
        ("document_income_results", Json::Null),
        ("item_add_results", list(added)),
        ("payroll_income_results", Json::List(Vec::new())),
    ])
}

/// What is not known of an exit is left out here, because Plaid's description has no null for it.
fn kept_exit(session: &Session, exit: &Exit) -> Json {
    let mut metadata = object([
        ("link_session_id", session.id.as_str().into()),
        ("request_id", session.request_id.as_str().into()),
    ]);
    if let Some(institution) = session.institution {
        metadata = metadata.with("institution", institution_json(institution));
    }
    if let Some(status) = exit.status {
        metadata = metadata.with("status", status);
    }
    let error = exit.error.as_ref().map(Refusal::body);
    object([("error", error.into()), ("metadata", metadata)])
}

fn institution_json(institution: &Institution) -> Json {
    object([("institution_id", institution.id.into()), ("name", institution.name.into())])
}
