//! What no source settles: each such point is a switch, so that a client can be tried against both
//! ways. The first choice is the usual one.
//!
//! They are set at the start (`--switch name=choice`) and by `POST /sim/switches`; a restart begins
//! with those of its start again.

use std::collections::BTreeMap;

use crate::json::{Json, list, object};

/// A point that no source settles.
#[derive(Debug)]
pub struct Switch {
    /// Its name.
    pub name: &'static str,
    /// Its choices, the usual one first.
    pub choices: &'static [&'static str],
    /// What it decides, and what the sources say.
    pub purpose: &'static str,
}

/// What data calls answer while the item needs a new sign-in.
pub const LOGIN_REQUIRED_DATA: Switch = Switch {
    name: "login_required_data",
    choices: &["refuse", "cached"],
    purpose: "What /accounts/get and the calls of transactions answer while an item needs a new sign-in: ITEM_LOGIN_REQUIRED, or what was extracted before. Plaid's documents say that cached data may still be retrievable.",
};
/// How long a sign-in lasts.
pub const LOGIN_LIFETIME: Switch = Switch {
    name: "login_lifetime",
    choices: &["unlimited", "30_days"],
    purpose: "Whether a sign-in ends by itself. Plaid's sandbox ends each after 30 days; here it lasts, so that a demo goes on.",
};
/// What can become of a permission that was withdrawn.
pub const REVOKED_ITEMS: Switch = Switch {
    name: "revoked_items",
    choices: &["mendable", "dead"],
    purpose: "Whether Link's update mode brings back an item whose person withdrew the permission. Plaid's documents say to try it, and to link anew where the link token is refused.",
};
/// Since when transactions are extracted.
pub const EXTRACTION: Switch = Switch {
    name: "extraction",
    choices: &["from_link", "from_exchange"],
    purpose: "When the extraction of transactions begins. Recordings of the sandbox agree with the link.",
};
/// What a second user of the same client id is.
pub const REPEATED_USER: Switch = Switch {
    name: "repeated_user",
    choices: &["same", "new", "refuse"],
    purpose: "What /user/create answers to a client_user_id that it knows: the same user, a new one, or an error. Plaid's documents do not say.",
};

/// What becomes of the rows of an account that is no longer shared.
pub const UNSHARED_ROWS: Switch = Switch {
    name: "unshared_rows",
    choices: &["removed", "kept"],
    purpose: "Whether the rows of an account that is no longer shared are told as removed, or stay as they were on that day. Plaid's documents say only that the account disappears.",
};

/// Every switch.
pub const SWITCHES: [&Switch; 6] = [
    &LOGIN_REQUIRED_DATA,
    &LOGIN_LIFETIME,
    &REVOKED_ITEMS,
    &EXTRACTION,
    &REPEATED_USER,
    &UNSHARED_ROWS,
];

/// Why a switch was not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwitchError {
    /// There is none of that name.
    #[error("there is no switch {0}; there are {names}", names = names())]
    Unknown(String),
    /// It has no such choice.
    #[error("the switch {name} takes {choices}, not {choice}", choices = choices.join(" or "))]
    NoSuchChoice {
        /// The switch.
        name: &'static str,
        /// What it takes.
        choices: &'static [&'static str],
        /// What was wanted.
        choice: String,
    },
    /// It is not `name=choice`.
    #[error("{0} is not name=choice")]
    Malformed(String),
}

/// How the switches stand.
#[derive(Clone, Debug, Default)]
pub struct Switches {
    set: BTreeMap<&'static str, &'static str>,
}

impl Switches {
    /// Sets one by its name.
    pub fn set(&mut self, name: &str, choice: &str) -> Result<(), SwitchError> {
        let switch = SWITCHES.into_iter().find(|switch| switch.name == name);
        let switch = switch.ok_or_else(|| SwitchError::Unknown(name.to_owned()))?;
        let known = switch.choices.iter().find(|known| **known == choice);
        let known = known.ok_or_else(|| SwitchError::NoSuchChoice {
            name: switch.name,
            choices: switch.choices,
            choice: choice.to_owned(),
        })?;
        self.set.insert(switch.name, known);
        Ok(())
    }

    /// Sets one as a command line has it: `name=choice`.
    pub fn set_text(&mut self, text: &str) -> Result<(), SwitchError> {
        let parts = text.split_once('=');
        let (name, choice) = parts.ok_or_else(|| SwitchError::Malformed(text.to_owned()))?;
        self.set(name, choice)
    }

    /// How one stands.
    pub fn choice(&self, switch: &Switch) -> &'static str {
        self.set.get(switch.name).copied().unwrap_or(switch.choices[0])
    }

    /// Whether one stands like that.
    pub fn is(&self, switch: &Switch, choice: &str) -> bool {
        self.choice(switch) == choice
    }

    /// The switches as the control side shows them.
    pub fn json(&self) -> Json {
        let shown = SWITCHES.into_iter().map(|switch| {
            object([
                ("choice", self.choice(switch).into()),
                ("choices", list(switch.choices.iter().copied())),
                ("name", switch.name.into()),
                ("purpose", switch.purpose.into()),
            ])
        });
        object([("switches", Json::List(shown.collect()))])
    }
}

fn names() -> String {
    SWITCHES.map(|switch| switch.name).join(", ")
}
