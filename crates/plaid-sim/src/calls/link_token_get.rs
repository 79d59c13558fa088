//! `POST /link/token/get`: what a link token was made with, and what happened in Link since.

use serde_json::Value;

use super::Call;
use crate::json::{Json, list, object, seconds};
use crate::link::outcome::session_json;
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/link/token/get",
    purpose: "what a link token was made with",
    rate_limit: "RATE_LIMIT",
    fields: &[required("link_token")],
    answer,
};

const ACCOUNT_FAMILIES: [&str; 5] = ["depository", "credit", "loan", "investment", "other"];

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let name = request.required_text("link_token")?;
    let now = world.now();
    let sessions = world.link_sessions.of_token(name, now);
    let sessions = list(sessions.into_iter().map(session_json));
    let token = world.durable().link_tokens.get(name);
    let token = token.ok_or_else(|| Refusal::of("INVALID_LINK_TOKEN"))?;
    let body = object([
        ("created_at", seconds(token.created_at)),
        ("expiration", seconds(token.expires_at)),
        ("link_sessions", sessions),
        ("link_token", name.into()),
        ("metadata", metadata(&token.request)),
    ]);
    Ok(match text(&token.request, "user_id") {
        Some(user_id) => body.with("user_id", user_id),
        None => body,
    })
}

fn metadata(asked: &Value) -> Json {
    let shown = object([
        ("client_name", text(asked, "client_name").into()),
        ("country_codes", list(texts(&asked["country_codes"]))),
        ("initial_products", list(texts(&asked["products"]))),
        ("language", text(asked, "language").into()),
        ("redirect_uri", text(asked, "redirect_uri").into()),
        ("webhook", text(asked, "webhook").into()),
    ]);
    let shown = match asked.get("account_filters") {
        Some(filters) => shown.with("account_filters", account_filters(filters)),
        None => shown,
    };
    match asked["institution_data"]["routing_number"].as_str() {
        Some(number) => shown.with("institution_data", object([("routing_number", number.into())])),
        None => shown,
    }
}

fn account_filters(filters: &Value) -> Json {
    ACCOUNT_FAMILIES.into_iter().filter(|family| filters.get(family).is_some()).fold(
        object([]),
        |shown, family| {
            let subtypes = list(texts(&filters[family]["account_subtypes"]));
            shown.with(family, object([("account_subtypes", subtypes)]))
        },
    )
}

fn text<'a>(asked: &'a Value, name: &str) -> Option<&'a str> {
    asked[name].as_str()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
