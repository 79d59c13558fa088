//! `POST /sandbox/public_token/create`: a public token without a browser.
//!
//! Who is let in and with which error a sign-in ends is decided where Link asks it too
//! (`bank/credentials.rs`). What a bank asks after the password is passed over here, as Plaid does.

use super::{Call, products};
use crate::bank::credentials::{self, GOOD_PASSWORD, SignIn};
use crate::bank::institutions::{self, Health, Institution};
use crate::bank::person::GOOD;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Field, Request, group, optional, required};
use crate::world::World;
use crate::world::items::{DAYS_REQUESTED, DAYS_REQUESTED_MAX, NewLink};

pub const CALL: Call = Call {
    path: "/sandbox/public_token/create",
    purpose: "a public token without a browser",
    rate_limit: "RATE_LIMIT",
    fields: FIELDS,
    answer,
};

const FIELDS: &[Field] = &[
    required("institution_id"),
    required("initial_products"),
    group(
        "options",
        &[
            optional("webhook"),
            optional("override_username"),
            optional("override_password"),
            group(
                "transactions",
                &[optional("start_date"), optional("end_date"), optional("days_requested")],
            ),
            optional("statements"),
            optional("income_verification"),
        ],
    ),
    optional("user_token"),
    optional("user_id"),
];

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let institution = institutions::find(request.required_text("institution_id")?)
        .ok_or_else(|| Refusal::of("INVALID_INSTITUTION"))?;
    let products = initial_products(request)?;
    let webhook = request.web_address("options.webhook")?.map(ToOwned::to_owned);
    // Plaid still takes the two dates; they have no effect.
    request.date("options.transactions.start_date")?;
    request.date("options.transactions.end_date")?;
    let path = "options.transactions.days_requested";
    let days_requested = request.number(path, 1, DAYS_REQUESTED_MAX)?.unwrap_or(DAYS_REQUESTED);
    let username = request.text("options.override_username")?.unwrap_or(GOOD);
    let password = request.text("options.override_password")?.unwrap_or(GOOD_PASSWORD);
    check_health(institution)?;
    check_support(institution, &products)?;
    let SignIn { username, password, .. } = credentials::check(institution, username, password)?;
    let link = NewLink {
        institution,
        username,
        password,
        shared: None,
        webhook,
        products,
        days_requested,
    };
    let public_token = world.link(link)?;
    Ok(object([("public_token", public_token.into())]))
}

fn initial_products(request: &Request) -> Result<Vec<String>, Refusal> {
    let message = "initial_products must be a list of strings containing at least one product";
    let is_list = request.value("initial_products").and_then(|value| value.as_array());
    if is_list.is_none_or(|list| list.is_empty() || !list.iter().all(serde_json::Value::is_string))
    {
        return Err(Refusal::field(message));
    }
    let mut products = products::read(request, "initial_products")?;
    products.sort();
    products.dedup();
    Ok(products)
}

/// Refuses an institution that nobody can sign in at.
pub fn check_health(institution: &Institution) -> Result<(), Refusal> {
    match institution.health {
        Health::Good => Ok(()),
        Health::Down => Err(Refusal::of("INSTITUTION_DOWN")),
        Health::Unsupported => Err(Refusal::of("INSTITUTION_NO_LONGER_SUPPORTED")),
    }
}

/// Refuses what the institution does not have.
pub fn check_support(institution: &Institution, products: &[String]) -> Result<(), Refusal> {
    let is_lacking = |name: &&String| !institution.products.contains(&name.as_str());
    let lacking: Vec<String> =
        products.iter().filter(is_lacking).map(|name| format!("\"{name}\"")).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let message = "the following products are not supported by this institution";
    let message = format!("{message}: [{}]", lacking.join(", "));
    Err(Refusal::saying("PRODUCTS_NOT_SUPPORTED", message))
}
