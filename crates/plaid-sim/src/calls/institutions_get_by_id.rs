//! `POST /institutions/get_by_id`: one institution. Its status is never shown, as in the sandbox.

use super::Call;
use super::link_token_create::check_countries;
use crate::bank::institutions::{self, Detail};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/institutions/get_by_id",
    purpose: "one institution",
    rate_limit: "INSTITUTIONS_GET_BY_ID_LIMIT",
    fields: &[
        required("institution_id"),
        required("country_codes"),
        group(
            "options",
            &[
                optional("include_optional_metadata"),
                optional("include_status"),
                optional("include_auth_metadata"),
                optional("include_payment_initiation_metadata"),
            ],
        ),
    ],
    answer,
};

fn answer(_: &mut World, request: &Request) -> Result<Json, Refusal> {
    let institution_id = request.required_text("institution_id")?;
    let countries = check_countries(request)?;
    request.flag("options.include_status")?;
    let detail = Detail {
        optional_metadata: request.flag("options.include_optional_metadata")?,
        auth_metadata: request.flag("options.include_auth_metadata")?,
        payment_initiation_metadata: request.flag("options.include_payment_initiation_metadata")?,
    };
    let institution = institutions::find(institution_id)
        .filter(|institution| countries.contains(&institution.country))
        .ok_or_else(|| Refusal::of("INVALID_INSTITUTION"))?;
    Ok(object([("institution", institution.json(detail))]))
}
