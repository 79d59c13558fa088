//! `POST /institutions/get` and `POST /institutions/search`: the institutions of some countries.
//!
//! They differ in how they cut the list: by place, or by name and after the first ten.

use super::link_token_create::check_countries;
use super::{Call, products};
use crate::bank::institutions::{self, Detail, Institution};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::request::{Field, Request, group, missing_fields, optional, required};
use crate::world::World;

pub const LIST: Call = Call {
    path: "/institutions/get",
    purpose: "the institutions, by pages",
    rate_limit: "INSTITUTIONS_GET_LIMIT",
    fields: LIST_FIELDS,
    answer: answer_list,
};

pub const SEARCH: Call = Call {
    path: "/institutions/search",
    purpose: "the institutions whose name has some words",
    rate_limit: "RATE_LIMIT",
    fields: SEARCH_FIELDS,
    answer: answer_search,
};

const LIST_FIELDS: &[Field] = &[
    required("count"),
    required("offset"),
    required("country_codes"),
    group(
        "options",
        &[
            optional("products"),
            optional("routing_numbers"),
            optional("oauth"),
            optional("include_optional_metadata"),
            optional("include_auth_metadata"),
            optional("include_payment_initiation_metadata"),
        ],
    ),
];

const SEARCH_FIELDS: &[Field] = &[
    required("query"),
    required("country_codes"),
    optional("products"),
    group(
        "options",
        &[
            optional("oauth"),
            optional("include_optional_metadata"),
            optional("include_auth_metadata"),
            optional("include_payment_initiation_metadata"),
            optional("payment_initiation"),
        ],
    ),
];

const COUNT_MAX: u64 = 500;
const OFFSET_MAX: u64 = 1_000_000;
const FOUND_MAX: usize = 10;

fn answer_list(_: &mut World, request: &Request) -> Result<Json, Refusal> {
    let number = |name: &str, least, most| {
        let number = request.number(name, least, most)?;
        let number = number.ok_or_else(|| missing_fields(&[name.to_owned()]))?;
        Ok(usize::try_from(number).expect("a page's bound fits into a usize"))
    };
    let count = number("count", 1, COUNT_MAX)?;
    let offset = number("offset", 0, OFFSET_MAX)?;
    let detail = detail(request)?;
    let mut fitting = fitting(request, "options.products")?;
    // The test institutions have no routing numbers, so nothing has one that is asked for.
    if request.texts("options.routing_numbers")?.is_some_and(|numbers| !numbers.is_empty()) {
        fitting.clear();
    }
    let total = fitting.len();
    let page = fitting.into_iter().skip(offset).take(count);
    let page = list(page.map(|institution| institution.json(detail)));
    Ok(object([("institutions", page), ("total", total.into())]))
}

fn answer_search(_: &mut World, request: &Request) -> Result<Json, Refusal> {
    let query = request.required_text("query")?.to_lowercase();
    let detail = detail(request)?;
    let has_words = |institution: &&Institution| {
        let name = institution.name.to_lowercase();
        query.split_whitespace().all(|word| name.contains(word))
    };
    let found = fitting(request, "products")?.into_iter().filter(has_words).take(FOUND_MAX);
    let found = list(found.map(|institution| institution.json(detail)));
    Ok(object([("institutions", found)]))
}

/// The institutions of the countries, with all of the products, and with OAuth as it is asked for.
fn fitting(request: &Request, products_path: &str) -> Result<Vec<&'static Institution>, Refusal> {
    let countries = check_countries(request)?;
    let wanted = products::read_filter(request, products_path)?;
    let oauth = match request.value("options.oauth") {
        None => None,
        Some(_) => Some(request.flag("options.oauth")?),
    };
    let fits = |institution: &&Institution| {
        countries.contains(&institution.country)
            && wanted.iter().all(|name| institution.products.contains(&name.as_str()))
            && oauth.is_none_or(|oauth| institution.oauth == oauth)
    };
    Ok(institutions::all().filter(fits).collect())
}

fn detail(request: &Request) -> Result<Detail, Refusal> {
    Ok(Detail {
        optional_metadata: request.flag("options.include_optional_metadata")?,
        auth_metadata: request.flag("options.include_auth_metadata")?,
        payment_initiation_metadata: request.flag("options.include_payment_initiation_metadata")?,
    })
}
