//! The sessions of Link, open and ended.
//!
//! They live in memory: a page that stays open over a restart is told that its token is no longer
//! good. An open one ends with half an hour in which nothing is done; an ended one is kept for six
//! hours, as Plaid does. When there are too many, the one that was left alone longest goes.

use chrono::{DateTime, TimeDelta, Utc};

use super::session::Session;

const SESSIONS_MAX: usize = 1_000;
const IDLE_MINUTES_MAX: i64 = 30;
const KEPT_HOURS: i64 = 6;

/// The sessions.
#[derive(Debug, Default)]
pub struct Sessions {
    sessions: Vec<Session>,
}

impl Sessions {
    /// Takes in a session, new or worked on.
    pub fn put(&mut self, session: Session) {
        if self.sessions.len() == SESSIONS_MAX {
            let touched = self.sessions.iter().map(|session| session.touched_at);
            let oldest = touched.enumerate().min_by_key(|(_, touched_at)| *touched_at);
            if let Some((place, _)) = oldest {
                self.sessions.remove(place);
            }
        }
        self.sessions.push(session);
    }

    /// Takes out the session of that id, to work on it.
    pub fn take(&mut self, id: &str, now: DateTime<Utc>) -> Option<Session> {
        self.forget(now);
        self.take_where(|session| session.id == id)
    }

    /// Takes out the session that a bank's page belongs to.
    pub fn take_by_state(&mut self, state: &str, now: DateTime<Utc>) -> Option<Session> {
        self.forget(now);
        self.take_where(|session| {
            session.oauth_state.as_deref() == Some(state) && session.finished_at.is_none()
        })
    }

    /// The sessions that a token opened, oldest first.
    pub fn of_token(&mut self, token: &str, now: DateTime<Utc>) -> Vec<&Session> {
        self.forget(now);
        let mut found: Vec<&Session> =
            self.sessions.iter().filter(|session| session.link_token == token).collect();
        found.sort_by_key(|session| session.started_at);
        found
    }

    fn take_where(&mut self, is_meant: impl Fn(&Session) -> bool) -> Option<Session> {
        let place = self.sessions.iter().position(is_meant)?;
        Some(self.sessions.remove(place))
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        self.sessions.retain(|session| match session.finished_at {
            Some(finished_at) => now - finished_at < TimeDelta::hours(KEPT_HOURS),
            None => now - session.touched_at < TimeDelta::minutes(IDLE_MINUTES_MAX),
        });
    }
}
