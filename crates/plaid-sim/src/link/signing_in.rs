//! How a person signs in at a bank: name and password, and what the bank asks after them.

use super::session::{Pane, Session};
use crate::bank::credentials::{self, Mfa, SignIn};
use crate::refusal::Refusal;
use crate::world::World;

/// So often may the answers to one round be wrong.
const FAILURES_MAX: usize = 3;

impl World {
    /// Takes name and password. Wrong ones can be tried again; any other refusal ends the attempt.
    pub(super) fn sign_in(&mut self, session: &mut Session, username: &str, password: &str) {
        let Some(institution) = session.institution else { return };
        session.note("SUBMIT_CREDENTIALS", Vec::new());
        let checked = credentials::check(institution, username, password)
            .and_then(|sign_in| self.is_expected(session, sign_in));
        match checked {
            Ok(sign_in) => {
                session.sign_in = Some(sign_in);
                self.ask_next(session, 0);
            }
            Err(refusal) if refusal.code() == "INVALID_CREDENTIALS" => {
                session.note_error(&refusal);
                session.pane = Pane::Credentials { refused: Some(refusal) };
            }
            Err(refusal) => session.fail(refusal),
        }
    }

    /// Takes the answers to what the bank asks.
    pub(super) fn answer_bank(
        &mut self,
        session: &mut Session,
        answers: &[String],
        (round, failures): (usize, usize),
    ) {
        let mfa = session.mfa();
        session.note("SUBMIT_MFA", vec![("mfa_type", mfa_type(mfa).to_owned())]);
        let answers: Vec<&str> = answers.iter().map(|answer| answer.trim()).collect();
        if mfa.is_answered(round, &answers) {
            return self.ask_next(session, round + 1);
        }
        let refusal = Refusal::of("INVALID_MFA");
        if failures + 1 == FAILURES_MAX {
            return session.fail(refusal);
        }
        session.note_error(&refusal);
        session.pane = Pane::Mfa { round, failures: failures + 1 };
    }

    /// The next round, or the accounts after the last one.
    fn ask_next(&mut self, session: &mut Session, round: usize) {
        if round < session.mfa().rounds() {
            return session.show(Pane::Mfa { round, failures: 0 });
        }
        self.offer_accounts(session);
    }

    /// In update mode nobody else can sign in than whose item it is.
    fn is_expected(&self, session: &Session, sign_in: SignIn) -> Result<SignIn, Refusal> {
        let item = session.order.item_id.as_deref().and_then(|item_id| self.item(item_id));
        match item {
            Some(item) if item.username != sign_in.username => {
                Err(Refusal::of("INVALID_CREDENTIALS"))
            }
            _ => Ok(sign_in),
        }
    }
}

/// Plaid's name of what a bank asks.
pub fn mfa_type(mfa: Mfa) -> &'static str {
    match mfa {
        Mfa::None => "none",
        Mfa::Device => "code",
        Mfa::Questions { .. } => "questions",
        Mfa::Selections { .. } => "selections",
    }
}
