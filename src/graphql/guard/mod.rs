//! The guard before the executor: what a document may cost, decided before any of it is run.
//!
//! The executor's own limits expand fragments without memory, so that a document of 800 bytes
//! keeps it busy for a second before it is refused. Here a document is first counted as tokens,
//! without parsing; then it is parsed once; then it is weighed in one pass that looks at every
//! fragment once. Variables are JSON from outside as well, and are counted before anything is
//! converted. What passes is small enough for the executor to validate without memory.
//!
//! Beside what it costs, it is asked who may run it: each field declares in the schema what an API key
//! needs for it, and a document that asks for one field too many is not run at all.
//!
//! A document that doesn't parse passes: saying what is wrong with it is the executor's part. So
//! are unknown fields and fragments, which weigh as if they existed.

use async_graphql::{Request, ServerError};

mod declared;
mod lexer;
mod rows;
mod values;
mod walk;
mod weight;

#[cfg(test)]
mod tests;

pub use declared::{BadSchema, Declared, Fresh, Need, Rule};
pub use rows::rows_told;
pub use walk::{Asked, fields, refuse_key};

/// What one document may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the source text: comments are no tokens and have to be read as well.
    pub bytes_max: usize,
    /// Tokens of the source text.
    pub tokens_max: usize,
    /// Brackets within brackets, before the recursive parser sees them.
    pub nesting_max: usize,
    /// Fields within fields. What lies below `__schema` and `__type` has its own limit.
    pub depth_max: u64,
    /// Fields within fields below `__schema` or `__type`: ready-made introspection queries follow
    /// `ofType` nine times.
    pub introspection_depth_max: u64,
    /// Lists within lists below `__schema` or `__type`, counted as graphql-js's
    /// `MaxIntrospectionDepthRule` counts them.
    pub introspection_lists_max: u64,
    /// `__schema` and `__type` in one operation.
    pub introspections_max: u64,
    /// Fields at the root of an operation.
    pub root_fields_max: u64,
    /// Aliases, and fields that are repeated beside each other; `__typename` is one of them.
    pub aliases_max: u64,
    /// Directives of an operation.
    pub directives_max: u64,
    /// Directives of one field, spread or fragment.
    pub directives_at_once_max: u64,
    /// Values in the variables, lists and objects included.
    pub values_max: usize,
    /// Values within values in the variables.
    pub values_depth_max: usize,
    /// Fragments that are defined.
    pub fragments_max: u64,
    /// Selections of the whole document, with every fragment written out.
    pub selections_max: u64,
    /// Selections of an operation, each as often as its list may have rows.
    pub cost_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: 16 * 1024,
            tokens_max: 2_000,
            nesting_max: 50,
            depth_max: 10,
            introspection_depth_max: 20,
            introspection_lists_max: 2,
            introspections_max: 5,
            root_fields_max: 20,
            aliases_max: 30,
            directives_max: 50,
            directives_at_once_max: 10,
            values_max: 2_000,
            values_depth_max: 20,
            fragments_max: 50,
            selections_max: 4_000,
            cost_max: 50_000,
        }
    }
}

/// Why a document is not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More of something than there may be.
    #[error("The document has more than {most} {what}.")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        most: u64,
    },
    /// The rows that it may lead to are too many.
    #[error(
        "The operation may cost {cost}, and {most} is the most. Ask for fewer rows (`first`) or \
         fewer fields."
    )]
    TooCostly {
        /// What it was estimated at.
        cost: u64,
        /// The limit.
        most: u64,
    },
    /// A fragment that contains itself has no end.
    #[error("A fragment contains itself.")]
    FragmentCycle,
    /// Trying passwords by the dozen in one request is no honest use.
    #[error("An operation signs in or up, or gives a password, once.")]
    SignInTwice,
    /// The one mistake that the parser would read differently from us.
    #[error("A block string has no end.")]
    UnendedBlockString,
}

impl Refused {
    /// `extensions.code` of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnendedBlockString => "BAD_USER_INPUT",
            _ => "QUERY_TOO_COMPLEX",
        }
    }
}

impl From<Refused> for ServerError {
    fn from(refused: Refused) -> Self {
        let mut error = Self::new(refused.to_string(), None);
        error.extensions.get_or_insert_default().set("code", refused.code());
        error
    }
}

/// What a document that passed comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// What its dearest operation may cost.
    pub cost: u64,
    /// Whether it asks for the schema itself.
    pub introspects: bool,
}

/// Refuses what is too much. The request keeps the parsed document, so that it is parsed once.
pub fn check(request: &mut Request, limits: &Limits) -> Result<Weighed, Refused> {
    if cfg!(feature = "sabotage-no-cost-limit") {
        return Ok(Weighed::default());
    }
    if request.query.len() > limits.bytes_max {
        return Err(Refused::TooMany { what: "bytes", most: limits.bytes_max as u64 });
    }
    values::check(&request.variables, limits)?;
    lexer::check(&request.query, limits)?;
    let variables = std::mem::take(&mut request.variables);
    let weighed = match request.parsed_query() {
        Ok(document) => weight::check(document, &variables, limits),
        Err(_) => Ok(Weighed::default()),
    };
    request.variables = variables;
    weighed
}
