//! What a page is told to show. It knows nothing else, so all that it needs stands here.

use super::bank::redirect_uri;
use super::session::{Choice, Pane, Session};
use super::signing_in::mfa_type;
use crate::bank::credentials::Mfa;
use crate::bank::institutions::{self, Institution};
use crate::bank::person::{GOOD, HOUSEHOLD};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;

/// The pane of a session.
pub fn view(session: &Session) -> Json {
    let shown = object([
        ("institution", session.institution.map(institution).into()),
        ("is_update", session.order.item_id.is_some().into()),
        ("name", session.pane.view_name().into()),
    ]);
    let can_go_back = session.order.item_id.is_none() && session.order.institution.is_none();
    match &session.pane {
        Pane::Consent => shown,
        Pane::Institutions => shown
            .with("institutions", list(found(session).map(institution)))
            .with("query", session.query.as_str()),
        Pane::Credentials { refused } => shown
            .with("can_go_back", can_go_back)
            .with("persons", list([GOOD, HOUSEHOLD]))
            .with("problem", refused.as_ref().map(problem)),
        Pane::Mfa { round, failures } => shown
            .with("can_go_back", can_go_back)
            .with("kind", mfa_type(session.mfa()))
            .with("problem", (*failures > 0).then(|| problem(&Refusal::of("INVALID_MFA"))))
            .with("questions", questions(session.mfa(), *round))
            .with("round", *round + 1)
            .with("rounds", session.mfa().rounds()),
        Pane::Bank => shown
            .with("can_go_back", can_go_back)
            .with(
                "address",
                session.oauth_state.as_ref().map(|state| format!("/link/bank?state={state}")),
            )
            .with("is_redirect", redirect_uri(session).is_some()),
        Pane::Accounts => shown.with("accounts", list(session.choices.iter().map(choice))),
        Pane::Connected => shown
            .with("accounts_shared", session.added.last().map(|added| added.accounts.len()))
            .with("can_add_another", session.order.links_many),
        Pane::Failed(refusal) => shown
            .with("can_go_back", can_go_back)
            .with("code", refusal.code())
            .with("problem", problem(refusal)),
    }
}

/// The banks that suit the order and have all the words that were searched for.
fn found(session: &Session) -> impl Iterator<Item = &'static Institution> {
    let query = session.query.to_lowercase();
    let suits = |institution: &&Institution| session.order.suits(institution);
    institutions::all().filter(suits).filter(move |institution| {
        let name = institution.name.to_lowercase();
        query.split_whitespace().all(|word| name.contains(word))
    })
}

fn institution(institution: &Institution) -> Json {
    object([
        ("colour", institution.colour.into()),
        ("institution_id", institution.id.into()),
        ("name", institution.name.into()),
        ("signs_in_at_bank", institution.oauth.into()),
    ])
}

fn choice(choice: &Choice) -> Json {
    object([
        ("is_chosen", choice.is_chosen.into()),
        ("mask", choice.mask.as_str().into()),
        ("name", choice.name.as_str().into()),
        ("place", choice.place.into()),
        ("subtype", choice.subtype.as_str().into()),
    ])
}

/// What is asked in a round. The right answers stand in the questions' own words, as they do in
/// Plaid's sandbox, since there is nobody who could know them.
fn questions(mfa: Mfa, round: usize) -> Json {
    let question = |place: usize| {
        let (prompt, hint) = match mfa {
            Mfa::None => (String::new(), String::new()),
            Mfa::Device => ("Code sent to your device".to_owned(), "1234".to_owned()),
            Mfa::Questions { .. } => {
                (format!("Question {}", place + 1), format!("answer_{round}_{place}"))
            }
            Mfa::Selections { .. } => {
                (format!("Is this choice {} right?", place + 1), "Yes".to_owned())
            }
        };
        object([("choices", list(mfa.choices())), ("hint", hint.into()), ("prompt", prompt.into())])
    };
    list((0..mfa.questions()).map(question))
}

/// What the person is told of a refusal: Plaid's words for users, or else those for developers.
fn problem(refusal: &Refusal) -> String {
    refusal.display_message().unwrap_or(refusal.message()).to_owned()
}
