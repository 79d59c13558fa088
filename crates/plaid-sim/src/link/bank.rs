//! The page of a bank whose customers sign in at its own place, with OAuth.
//!
//! It is a fake consent page, as in Plaid's sandbox: whoever is there is somebody already, and only
//! says whether the app may have the accounts. Ours also lets choose who it is.

use http::Uri;
use serde::Deserialize;

use super::session::{Pane, Session};
use crate::bank::credentials::{Mfa, SignIn};
use crate::bank::person::{DYNAMIC, GOOD, HOUSEHOLD};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::world::World;

const PERSONS: [&str; 3] = [GOOD, HOUSEHOLD, DYNAMIC];

/// What a person says at the bank's page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    state: String,
    is_allowed: bool,
    username: String,
}

impl World {
    /// What the bank's page shows.
    pub fn bank_request(&mut self, state: &str) -> Json {
        let now = self.now();
        let Some(session) = self.link_sessions.take_by_state(state, now) else {
            return object([("is_open", false.into())]);
        };
        let item = session.order.item_id.as_deref().and_then(|item_id| self.item(item_id));
        let persons = match item {
            Some(item) => list([item.username.as_str()]),
            None => list(PERSONS),
        };
        let answer = object([
            ("client_name", session.order.client_name.as_str().into()),
            ("institution", session.institution.map(|institution| institution.name).into()),
            ("colour", session.institution.map(|institution| institution.colour).into()),
            ("is_open", matches!(session.pane, Pane::Bank).into()),
            ("persons", persons),
        ]);
        self.link_sessions.put(session);
        answer
    }

    /// Takes what the person says, and says where they go from there.
    pub fn bank_verdict(&mut self, verdict: &Verdict) -> Json {
        let now = self.now();
        let Some(mut session) = self.link_sessions.take_by_state(&verdict.state, now) else {
            return object([("is_open", false.into())]);
        };
        session.touched_at = now;
        let item = session.order.item_id.as_deref().and_then(|item_id| self.item(item_id));
        let is_known = match item {
            Some(item) => item.username == verdict.username,
            None => PERSONS.contains(&verdict.username.as_str()),
        };
        let is_open = matches!(session.pane, Pane::Bank) && (is_known || !verdict.is_allowed);
        if is_open && verdict.is_allowed {
            let password = item.and_then(|item| item.password.clone());
            let username = verdict.username.clone();
            session.sign_in = Some(SignIn { username, password, mfa: Mfa::None });
            session.note("CLOSE_OAUTH", Vec::new());
            self.offer_accounts(&mut session);
        } else if is_open {
            session.note("FAIL_OAUTH", Vec::new());
            session.fail(Refusal::of("ACCESS_NOT_GRANTED"));
        }
        let answer = object([("is_open", is_open.into()), ("redirect", way_back(&session).into())]);
        self.link_sessions.put(session);
        answer
    }
}

/// Where a person goes back to who came by a redirect.
fn way_back(session: &Session) -> Option<String> {
    let uri = redirect_uri(session)?;
    Some(format!("{uri}?oauth_state_id={}", session.oauth_state.as_deref()?))
}

/// Where the bank sends the person, if it does not open beside the app. A hosted page has nobody
/// who would take them back.
pub fn redirect_uri(session: &Session) -> Option<&str> {
    let uri = session.order.redirect_uri.as_deref().filter(|_| !session.is_hosted)?;
    uri.parse::<Uri>().is_ok().then_some(uri)
}
