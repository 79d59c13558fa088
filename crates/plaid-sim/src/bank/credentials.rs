//! Who signs in with which password, what their bank asks after it, and which passwords fail.
//!
//! Plaid's test persons and their passwords are Plaid's (`user_good` with `pass_good`, `mfa_device`,
//! `error_<CODE>` and so on); `user_household` is ours and takes any. Nobody else is known, so all
//! other credentials are not correct. Whether the bank can be reached at all is not asked here.
//! A configuration of `user_custom` that is malformed is INVALID_CREDENTIALS too, with the reason in
//! the message: it stands where a password stands, and a person in Link sees it fail as one.

use super::custom::document::{Document, MfaOverride, Recaptcha};
use super::institutions::Institution;
use super::person;
use crate::catalogue;
use crate::refusal::Refusal;

/// The password of `user_good`.
pub const GOOD_PASSWORD: &str = "pass_good";

/// The bank whose customers may sign in to have small amounts sent.
const MICRODEPOSITS_BANK: &str = "ins_109512";
const ROUNDS_MAX: usize = 10;

/// Somebody who is known to a bank.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who they are.
    pub username: String,
    /// What their accounts follow from, where they follow from the password.
    pub password: Option<String>,
    /// What the bank asks before it lets them in.
    pub mfa: Mfa,
}

/// What a bank asks after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mfa {
    /// Nothing.
    None,
    /// The code that it sends to a device, which is 1234.
    Device,
    /// So many questions, so many times.
    Questions {
        /// How many times.
        rounds: usize,
        /// How many each time.
        questions: usize,
    },
    /// So many questions with answers to choose from, so many times.
    Selections {
        /// How many times.
        rounds: usize,
        /// How many each time.
        questions: usize,
        /// How many answers there are to each.
        choices: usize,
    },
}

/// The right answer to every choice.
const RIGHT_CHOICE: &str = "Yes";
const DEVICE_CODE: &str = "1234";

/// Finds out who signs in at a bank, or why nobody does.
pub fn check(institution: &Institution, username: &str, password: &str) -> Result<SignIn, Refusal> {
    let signed_in = |mfa| SignIn { username: username.to_owned(), password: None, mfa };
    let wrong = || Refusal::of("INVALID_CREDENTIALS");
    match username {
        person::GOOD => good(institution, password).map(signed_in),
        person::CUSTOM => custom(password)
            .map(|mfa| SignIn { password: Some(password.to_owned()), ..signed_in(mfa) }),
        person::HOUSEHOLD => Ok(signed_in(Mfa::None)),
        name if person::takes_any_password(name) && !password.trim().is_empty() => {
            Ok(signed_in(Mfa::None))
        }
        _ => Err(wrong()),
    }
}

impl Mfa {
    /// How many times it asks.
    pub fn rounds(self) -> usize {
        match self {
            Mfa::None => 0,
            Mfa::Device => 1,
            Mfa::Questions { rounds, .. } | Mfa::Selections { rounds, .. } => rounds,
        }
    }

    /// How many answers it wants each time.
    pub fn questions(self) -> usize {
        match self {
            Mfa::None => 0,
            Mfa::Device => 1,
            Mfa::Questions { questions, .. } | Mfa::Selections { questions, .. } => questions,
        }
    }

    /// The answers to choose from, where there are some.
    pub fn choices(self) -> Vec<String> {
        let Mfa::Selections { choices, .. } = self else { return Vec::new() };
        let wrong = (1..choices).map(|number| format!("No, that is {number}"));
        std::iter::once(RIGHT_CHOICE.to_owned()).chain(wrong).collect()
    }

    /// Whether these are the answers to that round, of which the first is 0.
    pub fn is_answered(self, round: usize, answers: &[&str]) -> bool {
        let is_right = |(place, answer): (usize, &&str)| match self {
            Mfa::None => false,
            Mfa::Device => *answer == DEVICE_CODE,
            Mfa::Questions { .. } => *answer == format!("answer_{round}_{place}"),
            Mfa::Selections { .. } => *answer == RIGHT_CHOICE,
        };
        answers.len() == self.questions() && answers.iter().enumerate().all(is_right)
    }
}

/// The passwords of `user_good`.
fn good(institution: &Institution, password: &str) -> Result<Mfa, Refusal> {
    let wrong = || Refusal::of("INVALID_CREDENTIALS");
    match password {
        GOOD_PASSWORD => return Ok(Mfa::None),
        "microdeposits_good" if institution.id == MICRODEPOSITS_BANK => return Ok(Mfa::None),
        "mfa_device" => return Ok(Mfa::Device),
        "mfa_selections" => {
            return Ok(Mfa::Selections { rounds: 1, questions: 1, choices: 2 });
        }
        _ => {}
    }
    if let Some(code) = password.strip_prefix("error_") {
        return Err(catalogue::find(code).map_or_else(wrong, Refusal::kind));
    }
    if let Some(counts) = password.strip_prefix("mfa_questions_") {
        let [rounds, questions] = counted(counts).ok_or_else(wrong)?;
        return Ok(Mfa::Questions { rounds, questions });
    }
    if let Some(counts) = password.strip_prefix("mfa_selections_") {
        let [rounds, questions, choices] = counted(counts).ok_or_else(wrong)?;
        return Ok(Mfa::Selections { rounds, questions, choices });
    }
    // A puzzle for humans is the only other thing that this password can be.
    let document = Document::parse(password).map_err(|_| wrong())?;
    let is_puzzle = password.trim_start().starts_with('{') && document.recaptcha.is_some();
    if !is_puzzle {
        return Err(wrong());
    }
    custom_sign_in(&document)
}

/// The document of `user_custom`.
fn custom(password: &str) -> Result<Mfa, Refusal> {
    let document = Document::parse(password).map_err(|reason| {
        let kind = catalogue::find("INVALID_CREDENTIALS").map_or("", |kind| &kind.message);
        let message = format!("{kind}: the configuration of {} is wrong: {reason}", person::CUSTOM);
        Refusal::saying("INVALID_CREDENTIALS", message)
    })?;
    custom_sign_in(&document)
}

fn custom_sign_in(document: &Document) -> Result<Mfa, Refusal> {
    if document.recaptcha == Some(Recaptcha::Bad) {
        return Err(Refusal::of("RECAPTCHA_BAD"));
    }
    match document.force_error.as_deref() {
        None | Some("" | "none") => {}
        // Plaid's own name for an error of its own.
        Some("PLAID_ERROR") => return Err(Refusal::of("INTERNAL_SERVER_ERROR")),
        Some(code) => {
            let unknown = || {
                let message = format!("force_error must be a known error code, not {code}");
                Refusal::saying("INVALID_CREDENTIALS", message)
            };
            return Err(catalogue::find(code).map_or_else(unknown, Refusal::kind));
        }
    }
    if document.override_accounts.as_ref().is_some_and(Vec::is_empty) {
        return Err(Refusal::of("NO_ACCOUNTS"));
    }
    Ok(document.mfa.as_ref().map_or(Mfa::None, asked))
}

fn asked(mfa: &MfaOverride) -> Mfa {
    let count = |count: Option<u32>| count.and_then(|count| count.try_into().ok()).unwrap_or(1);
    match mfa.kind.as_deref() {
        None => Mfa::None,
        Some("questions") => Mfa::Questions {
            rounds: count(mfa.question_rounds),
            questions: count(mfa.questions_per_round),
        },
        Some("selections") => Mfa::Selections {
            rounds: count(mfa.selection_rounds),
            questions: 1,
            choices: count(mfa.selections_per_question).max(2),
        },
        Some(_) => Mfa::Device,
    }
}

/// Counts such as those of `mfa_questions_2_3`.
fn counted<const N: usize>(counts: &str) -> Option<[usize; N]> {
    let counts = counts.split('_').map(|count| count.parse().ok());
    let counts: Vec<usize> = counts.collect::<Option<_>>()?;
    let counts: [usize; N] = counts.try_into().ok()?;
    counts.iter().all(|count| (1..=ROUNDS_MAX).contains(count)).then_some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::institutions;

    type Outcome = Result<Mfa, &'static str>;

    fn outcome(username: &str, password: &str) -> Outcome {
        let bank = institutions::find("ins_109508").unwrap();
        let outcome = check(bank, username, password);
        outcome.map(|sign_in| sign_in.mfa).map_err(|refusal| refusal.code())
    }

    #[test]
    fn every_documented_password_does_what_its_name_says() {
        let good = |password: &str| outcome("user_good", password);
        assert_eq!(good("pass_good"), Ok(Mfa::None));
        assert_eq!(good("mfa_device"), Ok(Mfa::Device));
        assert_eq!(good("mfa_questions_2_3"), Ok(Mfa::Questions { rounds: 2, questions: 3 }));
        let selections = Mfa::Selections { rounds: 1, questions: 2, choices: 4 };
        assert_eq!(good("mfa_selections_1_2_4"), Ok(selections));
        assert_eq!(good(r#"{"recaptcha":"good"}"#), Ok(Mfa::None));
        assert_eq!(good(r#"{"recaptcha":"bad"}"#), Err("RECAPTCHA_BAD"));
        for code in [
            "ITEM_LOCKED",
            "INVALID_CREDENTIALS",
            "INVALID_MFA",
            "INSTITUTION_DOWN",
            "INSTITUTION_NOT_RESPONDING",
            "INSTITUTION_NO_LONGER_SUPPORTED",
            "NO_ACCOUNTS",
            "COUNTRY_NOT_SUPPORTED",
            "INVALID_SEND_METHOD",
            "ITEM_NOT_SUPPORTED",
            "INTERNAL_SERVER_ERROR",
            "USER_SETUP_REQUIRED",
            "USER_INPUT_TIMEOUT",
            "INSUFFICIENT_CREDENTIALS",
            "MFA_NOT_SUPPORTED",
            "ITEM_LOGIN_REQUIRED",
        ] {
            assert_eq!(good(&format!("error_{code}")), Err(code));
            let document = format!(r#"{{"force_error":"{code}"}}"#);
            assert_eq!(outcome("user_custom", &document), Err(code));
        }
        let forced = outcome("user_custom", r#"{"force_error":"PLAID_ERROR"}"#);
        assert_eq!(forced, Err("INTERNAL_SERVER_ERROR"));
    }

    #[test]
    fn whoever_is_not_known_is_not_let_in() {
        let wrong = Err("INVALID_CREDENTIALS");
        for (username, password) in [
            ("user_good", "wrong"),
            ("user_good", ""),
            ("user_good", "error_NO_SUCH_CODE"),
            ("user_good", "mfa_questions_0_1"),
            ("user_good", "mfa_questions_1"),
            ("user_good", "mfa_selections_1_1_99"),
            ("user_good", "microdeposits_good"),
            ("user_good", "{}"),
            ("user_transactions_dynamic", " "),
            ("user_yuppie", ""),
            ("user_custom", "pass_good"),
            ("nobody", "pass_good"),
            ("", ""),
        ] {
            assert_eq!(outcome(username, password), wrong, "{username} {password}");
        }
        for username in ["user_transactions_dynamic", "user_ewa_user", "user_household"] {
            assert_eq!(outcome(username, "anything"), Ok(Mfa::None), "{username}");
        }
    }

    #[test]
    fn mfa_takes_its_own_answers_alone() {
        assert_eq!([Mfa::None, Mfa::Device].map(Mfa::rounds), [0, 1]);
        assert!(Mfa::Device.is_answered(0, &["1234"]));
        assert!(!Mfa::Device.is_answered(0, &["1235"]));
        let questions = Mfa::Questions { rounds: 2, questions: 2 };
        assert!(questions.is_answered(1, &["answer_1_0", "answer_1_1"]));
        assert!(!questions.is_answered(1, &["answer_0_0", "answer_0_1"]));
        assert!(!questions.is_answered(1, &["answer_1_0"]));
        let selections = Mfa::Selections { rounds: 1, questions: 2, choices: 3 };
        assert!(selections.is_answered(0, &["Yes", "Yes"]));
        assert!(!selections.is_answered(0, &["Yes", "No"]));
        assert_eq!(selections.choices().len(), 3);
        assert_eq!(selections.choices()[0], "Yes");
    }

    #[test]
    fn a_document_decides_what_its_bank_asks() {
        let mfa = r#"{"mfa":{"type":"questions","question_rounds":2,"questions_per_round":3}}"#;
        let questions = Mfa::Questions { rounds: 2, questions: 3 };
        assert_eq!(outcome("user_custom", mfa), Ok(questions));
        assert_eq!(outcome("user_custom", r#"{"mfa":{"type":"device"}}"#), Ok(Mfa::Device));
    }
}
