//! `POST /categories/get`: the retired categories. It alone asks for no credentials.

use super::Call;
use crate::bank::legacy_categories;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::world::World;

pub const CALL: Call = Call {
    path: PATH,
    purpose: "the retired categories, without credentials",
    rate_limit: "RATE_LIMIT",
    fields: &[],
    answer,
};

/// Where this call is.
pub const PATH: &str = "/categories/get";

#[expect(clippy::unnecessary_wraps, reason = "every call is answered by a function of one type")]
fn answer(_: &mut World, _: &Request) -> Result<Json, Refusal> {
    Ok(object([("categories", legacy_categories::json())]))
}
