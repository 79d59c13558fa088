//! `POST /link/token/create`: the token that opens Link.
//!
//! The request is kept with its token, because the Link page will do what it asks for. Products
//! that are none of this simulator's business (income, credit reports, payments) are taken as they
//! are and kept unread.

use chrono::TimeDelta;
use http::Uri;

use super::{Call, products};
use crate::bank::institutions;
use crate::json::{Json, object, seconds};
use crate::refusal::Refusal;
use crate::request::{Field, Request, group, missing_fields, optional, required};
use crate::switches::REVOKED_ITEMS;
use crate::world::World;
use crate::world::durable::LinkToken;
use crate::world::items::DAYS_REQUESTED_MAX;

pub const CALL: Call = Call {
    path: "/link/token/create",
    purpose: "a token that opens Link, for a new item or in update mode",
    rate_limit: "RATE_LIMIT",
    fields: FIELDS,
    answer,
};

const FIELDS: &[Field] = &[
    required("client_name"),
    required("language"),
    required("country_codes"),
    group(
        "user",
        &[
            required("client_user_id"),
            optional("legal_name"),
            optional("name"),
            optional("phone_number"),
            optional("phone_number_verified_time"),
            optional("email_address"),
            optional("email_address_verified_time"),
            optional("ssn"),
            optional("date_of_birth"),
            optional("address"),
            optional("id_number"),
        ],
    ),
    optional("user_id"),
    optional("user_token"),
    optional("products"),
    optional("required_if_supported_products"),
    optional("optional_products"),
    optional("additional_consented_products"),
    optional("webhook"),
    optional("access_token"),
    optional("access_tokens"),
    optional("link_customization_name"),
    optional("appearance_mode"),
    optional("redirect_uri"),
    optional("android_package_name"),
    group("institution_data", &[optional("routing_number")]),
    optional("card_switch"),
    group(
        "account_filters",
        &[
            optional("depository"),
            optional("credit"),
            optional("loan"),
            optional("investment"),
            optional("other"),
        ],
    ),
    optional("eu_config"),
    optional("institution_id"),
    optional("payment_configuration"),
    optional("payment_initiation"),
    optional("employment"),
    optional("income_verification"),
    optional("base_report"),
    optional("credit_partner_insights"),
    optional("cra_options"),
    optional("consumer_report_permissible_purpose"),
    optional("auth"),
    optional("transfer"),
    group(
        "update",
        &[
            optional("account_selection_enabled"),
            optional("reauthorization_enabled"),
            optional("user"),
            optional("item_ids"),
        ],
    ),
    optional("identity_verification"),
    optional("statements"),
    optional("third_party_user_token"),
    optional("investments"),
    optional("investments_auth"),
    group(
        "hosted_link",
        &[
            optional("delivery_method"),
            optional("completion_redirect_uri"),
            optional("url_lifetime_seconds"),
            optional("is_mobile_app"),
        ],
    ),
    group("transactions", &[optional("days_requested")]),
    optional("cashflow_report"),
    optional("cra_enabled"),
    optional("identity"),
    optional("financekit_supported"),
    optional("enable_multi_item_link"),
];

const LANGUAGES: [&str; 17] = [
    "da", "nl", "en", "et", "fr", "de", "hi", "it", "lv", "lt", "no", "pl", "pt", "ro", "es", "sv",
    "vi",
];
const COUNTRIES: [&str; 20] = [
    "US", "GB", "ES", "NL", "FR", "IE", "CA", "DE", "IT", "PL", "DK", "NO", "SE", "EE", "LT", "LV",
    "PT", "BE", "AT", "FI",
];

const NEW_ITEM_HOURS: i64 = 4;
const UPDATE_MINUTES: i64 = 30;
const HOSTED_SECONDS: u64 = 30 * 60;
const HOSTED_SECONDS_MAX: u64 = 21 * 24 * 60 * 60;

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    check_form(request)?;
    let updated = match request.text("access_token")? {
        None => None,
        Some(token) => {
            let item = world.item_of_token(token)?;
            if item.revoked_at.is_some() && world.switches.is(&REVOKED_ITEMS, "dead") {
                return Err(Refusal::of("USER_PERMISSION_REVOKED"));
            }
            Some(item.id.clone())
        }
    };
    check_products(request, updated.is_some())?;
    let lifetime = lifetime(request, updated.is_some())?;
    let now = world.now();
    let token = world.fresh_token("link");
    let expires_at = now + lifetime;
    let kept = LinkToken {
        created_at: now,
        expires_at,
        item_id: updated,
        // Who the user is concerns nobody but the bank, which is none.
        request: request.without(&["access_token", "access_tokens", "user"]),
    };
    world.commit(|durable| durable.link_tokens.insert(token.clone(), kept))?;
    let mut body =
        object([("expiration", seconds(expires_at)), ("link_token", token.as_str().into())]);
    if request.value("hosted_link").is_some() {
        let address = world.settings.address;
        body = body.with("hosted_link_url", format!("http://{address}/hl/{token}"));
    }
    match request.text("user_id")? {
        Some(user_id) => Ok(body.with("user_id", user_id)),
        None => Ok(body),
    }
}

/// What must hold for every link token.
fn check_form(request: &Request) -> Result<(), Refusal> {
    request.required_text("client_name")?;
    let language = request.required_text("language")?;
    if !LANGUAGES.contains(&language) {
        return Err(Refusal::field(format!("language must be one of {}", LANGUAGES.join(", "))));
    }
    check_countries(request)?;
    if request.text("user_id")?.is_none() && request.text("user_token")?.is_none() {
        request.required_text("user.client_user_id")?;
    }
    request.web_address("webhook")?;
    if let Some(address) = request.web_address("redirect_uri")?
        && address.parse::<Uri>().is_ok_and(|uri| uri.query().is_some())
    {
        return Err(Refusal::field("redirect_uri must not contain a query string"));
    }
    if let Some(institution_id) = request.text("institution_id")?
        && institutions::find(institution_id).is_none()
    {
        return Err(Refusal::of("INVALID_INSTITUTION"));
    }
    // A team that made no customization of its own has the default one.
    if request.text("link_customization_name")?.is_some_and(|name| name != "default") {
        return Err(Refusal::of("INVALID_LINK_CUSTOMIZATION"));
    }
    request.number("transactions.days_requested", 1, DAYS_REQUESTED_MAX)?;
    request.flag("update.account_selection_enabled")?;
    Ok(())
}

/// At least one country, and none that Plaid does not serve.
pub fn check_countries(request: &Request) -> Result<Vec<&str>, Refusal> {
    let countries = request.texts("country_codes")?.unwrap_or_default();
    let is_served = |country: &&str| COUNTRIES.contains(country);
    if countries.is_empty() || !countries.iter().all(is_served) {
        let message =
            "country_codes must be a list of strings containing at least one valid country code";
        return Err(Refusal::field(message));
    }
    Ok(countries)
}

/// A new item needs a product, an updated one takes none, and no list repeats another's.
fn check_products(request: &Request, is_update: bool) -> Result<(), Refusal> {
    let wanted = products::read(request, "products")?;
    if is_update && !wanted.is_empty() {
        return Err(Refusal::field("products must not be provided in update mode"));
    }
    if !is_update && request.value("products").is_none() {
        return Err(missing_fields(&["products".to_owned()]));
    }
    if !is_update && wanted.is_empty() {
        return Err(Refusal::of("INVALID_PRODUCT"));
    }
    let mut seen = wanted;
    for path in
        ["required_if_supported_products", "optional_products", "additional_consented_products"]
    {
        for product in products::read(request, path)? {
            if seen.contains(&product) {
                let message = format!("{path} must not repeat the product \"{product}\"");
                return Err(Refusal::field(message));
            }
            seen.push(product);
        }
    }
    Ok(())
}

fn lifetime(request: &Request, is_update: bool) -> Result<TimeDelta, Refusal> {
    if request.value("hosted_link").is_some() {
        let path = "hosted_link.url_lifetime_seconds";
        let seconds = request.number(path, 1, HOSTED_SECONDS_MAX)?.unwrap_or(HOSTED_SECONDS);
        return Ok(TimeDelta::seconds(seconds.try_into().expect("the bound fits into an i64")));
    }
    Ok(if is_update {
        TimeDelta::minutes(UPDATE_MINUTES)
    } else {
        TimeDelta::hours(NEW_ITEM_HOURS)
    })
}
