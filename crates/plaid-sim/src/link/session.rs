//! One time that Link is open: what it shows, what was done in it, and how it ended.

use chrono::{DateTime, Utc};

use super::order::Order;
use crate::bank::credentials::{Mfa, SignIn};
use crate::bank::institutions::Institution;
use crate::json::{Json, milliseconds, object};
use crate::refusal::Refusal;

/// What a session tells about its steps, all of it, so that a page finds every key.
const EVENT_KEYS: [&str; 15] = [
    "account_number_mask",
    "brand_name",
    "error_code",
    "error_message",
    "error_type",
    "exit_status",
    "institution_id",
    "institution_name",
    "institution_search_query",
    "issue_id",
    "match_reason",
    "mfa_type",
    "routing_number",
    "selection",
    "view_name",
];
/// Steps beyond these are done, but not told.
const EVENTS_MAX: usize = 1_000;

/// A session.
#[derive(Debug)]
pub struct Session {
    /// Plaid's id of it. Nobody can guess it, so it is the page's key to the session too.
    pub id: String,
    /// The token that opened it.
    pub link_token: String,
    /// What was ordered.
    pub order: Order,
    /// Whether it has a page of its own.
    pub is_hosted: bool,
    /// When it was opened.
    pub started_at: DateTime<Utc>,
    /// When something was last done in it.
    pub touched_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// What it shows.
    pub pane: Pane,
    /// The bank that was chosen.
    pub institution: Option<&'static Institution>,
    /// What was searched for last.
    pub query: String,
    /// Who signed in.
    pub sign_in: Option<SignIn>,
    /// What the bank's page is known by, once it was opened.
    pub oauth_state: Option<String>,
    /// The accounts to choose from.
    pub choices: Vec<Choice>,
    /// The items that came of it.
    pub added: Vec<Added>,
    /// How it was left, where nothing came of it.
    pub exit: Option<Exit>,
    /// The id of the last request.
    pub request_id: String,
    /// What was done.
    pub events: Vec<Event>,
    /// How much of it the page was told.
    pub events_told: usize,
}

/// What a session shows.
#[derive(Clone, Debug)]
pub enum Pane {
    /// What the app will be given.
    Consent,
    /// The banks.
    Institutions,
    /// Name and password.
    Credentials {
        /// Why the last ones were refused.
        refused: Option<Refusal>,
    },
    /// What the bank asks after the password.
    Mfa {
        /// Which round it is, from 0 on.
        round: usize,
        /// How often the answers to it were wrong.
        failures: usize,
    },
    /// The way to the bank's own page.
    Bank,
    /// The accounts.
    Accounts,
    /// It has worked.
    Connected,
    /// It can't work.
    Failed(Refusal),
}

/// An account to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its place among the person's accounts.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// The last digits of its number.
    pub mask: String,
    /// Its subtype.
    pub subtype: String,
    /// Whether it is chosen unless the person says otherwise.
    pub is_chosen: bool,
}

/// An item that came of a session.
#[derive(Clone, Debug)]
pub struct Added {
    /// What is exchanged for its access token.
    pub public_token: String,
    /// The bank.
    pub institution: &'static Institution,
    /// Its accounts, as Link tells of them.
    pub accounts: Vec<Json>,
}

/// How a session was left.
#[derive(Clone, Debug)]
pub struct Exit {
    /// What went wrong, unless the person simply left.
    pub error: Option<Refusal>,
    /// What was shown, in Plaid's words.
    pub status: Option<&'static str>,
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Event {
    /// Plaid's id of it.
    pub id: String,
    /// Plaid's name of it.
    pub name: &'static str,
    at: DateTime<Utc>,
    request_id: String,
    details: Vec<(&'static str, String)>,
}

impl Pane {
    /// Plaid's name of it.
    pub fn view_name(&self) -> &'static str {
        match self {
            Pane::Consent => "CONSENT",
            Pane::Institutions => "SELECT_INSTITUTION",
            Pane::Credentials { .. } => "CREDENTIAL",
            Pane::Mfa { .. } => "MFA",
            Pane::Bank => "OAUTH",
            Pane::Accounts => "SELECT_ACCOUNT",
            Pane::Connected => "CONNECTED",
            Pane::Failed(_) => "ERROR",
        }
    }
}

impl Session {
    /// Takes down what was done, with the bank and the pane that it was done at.
    pub fn note(&mut self, name: &'static str, details: Vec<(&'static str, String)>) {
        if self.events.len() == EVENTS_MAX {
            return;
        }
        let mut all = vec![("view_name", self.pane.view_name().to_owned())];
        if let Some(institution) = self.institution {
            all.push(("institution_id", institution.id.to_owned()));
            all.push(("institution_name", institution.name.to_owned()));
        }
        all.extend(details);
        let id = format!("{}-{}", self.id, self.events.len());
        let (at, request_id) = (self.touched_at, self.request_id.clone());
        self.events.push(Event { id, name, at, request_id, details: all });
    }

    /// Shows another pane.
    pub fn show(&mut self, pane: Pane) {
        self.pane = pane;
        self.note("TRANSITION_VIEW", Vec::new());
    }

    /// Shows that something went wrong, where it can't be mended by trying again.
    pub fn fail(&mut self, refusal: Refusal) {
        self.note_error(&refusal);
        self.show(Pane::Failed(refusal));
    }

    /// Takes down that something went wrong.
    pub fn note_error(&mut self, refusal: &Refusal) {
        let details = vec![
            ("error_type", refusal.family().to_owned()),
            ("error_code", refusal.code().to_owned()),
            ("error_message", refusal.message().to_owned()),
        ];
        self.note("ERROR", details);
    }

    /// What the bank asks of who signed in.
    pub fn mfa(&self) -> Mfa {
        self.sign_in.as_ref().map_or(Mfa::None, |sign_in| sign_in.mfa)
    }

    /// What is shown, in the words in which Plaid tells where a session was left.
    pub fn status(&self) -> Option<&'static str> {
        match &self.pane {
            Pane::Consent | Pane::Connected => None,
            Pane::Institutions => (!self.query.is_empty()).then_some("institution_not_found"),
            Pane::Mfa { .. } => Some(match self.mfa() {
                Mfa::Questions { .. } => "requires_questions",
                Mfa::Selections { .. } => "requires_selections",
                Mfa::Device | Mfa::None => "requires_code",
            }),
            Pane::Bank => Some("requires_oauth"),
            Pane::Accounts => Some("requires_account_selection"),
            Pane::Failed(refusal) if refusal.code() == "INSTITUTION_NO_LONGER_SUPPORTED" => {
                Some("institution_not_supported")
            }
            Pane::Credentials { .. } | Pane::Failed(_) => Some("requires_credentials"),
        }
    }

    /// The events that the page was not told yet, which it is now.
    pub fn tell_events(&mut self) -> Vec<Json> {
        let told = self.events[self.events_told..].iter().map(|event| event.for_page(self));
        let told = told.collect();
        self.events_told = self.events.len();
        told
    }
}

impl Event {
    /// As `/link/token/get` shows it.
    pub fn json(&self) -> Json {
        let details = object([("request_id", self.request_id.as_str().into())]);
        let details = self.details.iter().fold(details, |all, (key, value)| all.with(key, value));
        object([
            ("event_id", self.id.as_str().into()),
            ("event_metadata", details),
            ("event_name", self.name.into()),
            ("timestamp", milliseconds(self.at)),
        ])
    }

    fn for_page(&self, session: &Session) -> Json {
        let nothing = object([
            ("is_update_mode", session.order.item_id.is_some().to_string().into()),
            ("link_session_id", session.id.as_str().into()),
            ("request_id", self.request_id.as_str().into()),
            ("timestamp", milliseconds(self.at)),
        ]);
        let details = EVENT_KEYS.iter().fold(nothing, |all, key| all.with(key, Json::Null));
        let details = self.details.iter().fold(details, |all, (key, value)| all.with(key, value));
        object([("name", self.name.into()), ("metadata", details)])
    }
}
