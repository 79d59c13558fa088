//! The steps of a session, from opening to ending.
//!
//! A step that does not belong to what the session shows changes nothing and is answered with what
//! it shows: a second click is no error.

use serde::Deserialize;

use super::order::Order;
use super::outcome::{exit_json, success_json};
use super::session::{Exit, Pane, Session};
use super::views::view;
use crate::bank::institutions::{self, Health, Institution};
use crate::calls::sandbox_public_token_create::check_health;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::tokens;
use crate::world::World;

const QUERY_LENGTH_MAX: usize = 100;

/// How a page opens a session.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The link token.
    token: String,
    /// Where a bank sent the person back to, if one did.
    #[serde(default)]
    received_redirect_uri: Option<String>,
    /// Whether the page stands for itself.
    #[serde(default)]
    is_hosted: bool,
}

/// What a person does.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Agrees.
    Agree {},
    /// Looks for a bank.
    Search { query: String },
    /// Chooses a bank.
    ChooseInstitution { institution_id: String },
    /// Signs in.
    SignIn { username: String, password: String },
    /// Answers what the bank asks.
    Answer { answers: Vec<String> },
    /// Goes to the bank's own page.
    OpenBank {},
    /// Closes the bank's own page.
    CloseBank {},
    /// Shares accounts.
    ChooseAccounts { places: Vec<usize> },
    /// Goes back to where another try begins.
    Back {},
    /// Links another bank.
    AddAnother {},
    /// Is done.
    Finish {},
    /// Leaves.
    Leave {},
}

impl World {
    /// Opens a session, or goes on with the one that a bank sent its person back to.
    pub fn open_link(&mut self, opening: &Opening) -> Json {
        let now = self.now();
        let request_id = tokens::request_id(&*self.settings.chance);
        let order = match self.order(&opening.token) {
            Ok(order) => order,
            Err(refusal) => return refused(&refusal, &request_id),
        };
        if let Some(uri) = opening.received_redirect_uri.as_deref().filter(|uri| !uri.is_empty()) {
            let session =
                oauth_state(uri).and_then(|state| self.link_sessions.take_by_state(&state, now));
            // Another token's session is put back untouched.
            let session = match session {
                Some(session) if session.link_token == opening.token => Some(session),
                Some(other) => {
                    self.link_sessions.put(other);
                    None
                }
                None => None,
            };
            let Some(mut session) = session else {
                return refused(&Refusal::of("OAUTH_STATE_ID_NOT_FOUND"), &request_id);
            };
            session.touched_at = now;
            session.request_id = request_id;
            session.events_told = session.events.len();
            return self.answer_link(session);
        }
        let institution = order.institution;
        let mut session = Session {
            id: tokens::uuid(&*self.settings.chance).to_string(),
            link_token: opening.token.clone(),
            is_hosted: opening.is_hosted,
            started_at: now,
            touched_at: now,
            finished_at: None,
            pane: Pane::Consent,
            institution,
            query: String::new(),
            sign_in: None,
            oauth_state: None,
            choices: Vec::new(),
            added: Vec::new(),
            exit: None,
            request_id,
            events: Vec::new(),
            events_told: 0,
            order,
        };
        session.note("OPEN", Vec::new());
        match self.updated_institution(&session) {
            Some(institution) => enter(&mut session, institution),
            None => session.show(Pane::Consent),
        }
        self.answer_link(session)
    }

    /// Does a step.
    pub fn step_link(&mut self, id: &str, step: Step) -> Json {
        let now = self.now();
        let request_id = tokens::request_id(&*self.settings.chance);
        let Some(mut session) = self.link_sessions.take(id, now) else {
            return refused(&Refusal::of("INVALID_LINK_TOKEN"), &request_id);
        };
        session.request_id = request_id;
        if session.finished_at.is_none() {
            session.touched_at = now;
            self.take_step(&mut session, step);
        }
        self.answer_link(session)
    }

    fn take_step(&mut self, session: &mut Session, step: Step) {
        match (step, &session.pane) {
            (Step::Agree {}, Pane::Consent) => match session.institution {
                Some(institution) => enter(session, institution),
                None => session.show(Pane::Institutions),
            },
            (Step::Search { query }, Pane::Institutions) => {
                session.query = query.chars().take(QUERY_LENGTH_MAX).collect();
                let query = vec![("institution_search_query", session.query.clone())];
                session.note("SEARCH_INSTITUTION", query);
            }
            (Step::ChooseInstitution { institution_id }, Pane::Institutions) => {
                let suits = |institution: &&Institution| session.order.suits(institution);
                if let Some(institution) = institutions::find(&institution_id).filter(suits) {
                    session.institution = Some(institution);
                    session.note("SELECT_INSTITUTION", Vec::new());
                    enter(session, institution);
                }
            }
            (Step::SignIn { username, password }, Pane::Credentials { .. }) => {
                self.sign_in(session, &username, &password);
            }
            (Step::Answer { answers }, Pane::Mfa { round, failures }) => {
                let asked = (*round, *failures);
                self.answer_bank(session, &answers, asked);
            }
            (Step::OpenBank {}, Pane::Bank) => {
                let chance = &*self.settings.chance;
                session.oauth_state.get_or_insert_with(|| tokens::uuid(chance).to_string());
                session.note("OPEN_OAUTH", Vec::new());
            }
            (Step::CloseBank {}, Pane::Bank) => session.note("CLOSE_OAUTH", Vec::new()),
            (Step::ChooseAccounts { places }, Pane::Accounts) => {
                self.choose_accounts(session, places);
            }
            (
                Step::Back {},
                Pane::Failed(_) | Pane::Credentials { .. } | Pane::Mfa { .. } | Pane::Bank,
            ) => {
                self.go_back(session);
            }
            (Step::AddAnother {}, Pane::Connected) if session.order.links_many => {
                session.institution = None;
                session.query.clear();
                session.show(Pane::Institutions);
            }
            (Step::Finish {}, Pane::Connected) => {
                session.note("HANDOFF", Vec::new());
                self.end_link(session);
            }
            (Step::Leave {}, _) => self.leave(session),
            _ => {}
        }
    }

    /// Whoever leaves after an item was added has not left without one.
    fn leave(&mut self, session: &mut Session) {
        if !session.added.is_empty() {
            session.note("HANDOFF", Vec::new());
            return self.end_link(session);
        }
        let error = match &session.pane {
            Pane::Failed(refusal) => Some(refusal.clone()),
            Pane::Credentials { refused } => refused.clone(),
            _ => None,
        };
        let status = session.status();
        let mut details: Vec<(&'static str, String)> = Vec::new();
        details.extend(status.map(|status| ("exit_status", status.to_owned())));
        if let Some(refusal) = &error {
            details.push(("error_type", refusal.family().to_owned()));
            details.push(("error_code", refusal.code().to_owned()));
            details.push(("error_message", refusal.message().to_owned()));
        }
        session.note("EXIT", details);
        session.exit = Some(Exit { error, status });
        self.end_link(session);
    }

    /// Back to the banks, or to the beginning of the only one that there is to choose.
    fn go_back(&self, session: &mut Session) {
        let fixed = self.updated_institution(session).or(session.order.institution);
        let is_unhealthy = fixed.is_some_and(|institution| institution.health != Health::Good);
        match fixed {
            Some(_) if is_unhealthy => {}
            Some(institution) => enter(session, institution),
            None => {
                session.institution = None;
                session.show(Pane::Institutions);
            }
        }
    }

    fn updated_institution(&self, session: &Session) -> Option<&'static Institution> {
        let item = self.item(session.order.item_id.as_deref()?)?;
        Some(item.institution())
    }

    /// What the token asks for, if it still opens a session.
    fn order(&self, name: &str) -> Result<Order, Refusal> {
        let token = self.durable().link_tokens.get(name);
        let token = token.filter(|token| token.expires_at > self.now());
        let token = token.ok_or_else(|| Refusal::of("INVALID_LINK_TOKEN"))?;
        let updated = token.item_id.as_deref().and_then(|item_id| self.item(item_id));
        if updated.is_some_and(|item| item.removed_at.is_some()) {
            return Err(Refusal::of("ITEM_NOT_FOUND"));
        }
        Ok(Order::of(token))
    }

    /// Answers the page, and keeps the session.
    fn answer_link(&mut self, mut session: Session) -> Json {
        let end = match (&session.exit, session.finished_at) {
            (_, None) => Json::Null,
            (Some(exit), _) => exit_json(&session, exit),
            (None, _) => success_json(&session),
        };
        let redirect = session.order.completion_redirect_uri.as_deref();
        let redirect = redirect.filter(|_| session.is_hosted && session.finished_at.is_some());
        let answer = object([
            ("client_name", session.order.client_name.as_str().into()),
            ("completion_redirect_uri", redirect.into()),
            ("end", end),
            ("session", session.id.as_str().into()),
            ("view", view(&session)),
            ("events", session.tell_events().into()),
        ]);
        self.link_sessions.put(session);
        answer
    }
}

/// Begins at a bank: with its own page, or with name and password.
fn enter(session: &mut Session, institution: &'static Institution) {
    session.institution = Some(institution);
    session.sign_in = None;
    session.oauth_state = None;
    if institution.health != Health::Good
        && let Err(refusal) = check_health(institution)
    {
        return session.fail(refusal);
    }
    if institution.oauth {
        session.show(Pane::Bank);
    } else {
        session.show(Pane::Credentials { refused: None });
    }
}

/// The answer where there is no session to go on with.
fn refused(refusal: &Refusal, request_id: &str) -> Json {
    let metadata = object([
        ("institution", Json::Null),
        ("link_session_id", Json::Null),
        ("request_id", request_id.into()),
        ("status", Json::Null),
    ]);
    object([
        ("end", object([("error", refusal.for_page()), ("metadata", metadata)])),
        ("events", Json::List(Vec::new())),
        ("session", Json::Null),
        ("view", object([("name", "ERROR".into()), ("can_go_back", false.into())])),
    ])
}

/// The state that the bank's page has put into the address that it sent the person back to.
fn oauth_state(uri: &str) -> Option<String> {
    let (_, query) = uri.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    let mut members = query.split('&').filter_map(|member| member.split_once('='));
    members.find(|(name, _)| *name == "oauth_state_id").map(|(_, value)| value.to_owned())
}
