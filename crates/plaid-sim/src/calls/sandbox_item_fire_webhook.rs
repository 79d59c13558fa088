//! `POST /sandbox/item/fire_webhook`: sends a webhook, and changes nothing else.
//!
//! A code that several products have is told apart by `webhook_type`, and belongs to transactions
//! otherwise. `ERROR` and `PRODUCT_READY` are webhooks of Assets here, which no item has whose
//! products do not name it; an item's own error comes by `/sandbox/item/reset_login`. The codes of
//! micro-deposits are refused, because no item is ever in that state.

use super::{Call, item, ledger};
use crate::json::{Json, list, object, seconds};
use crate::refusal::Refusal;
use crate::request::{Request, optional, required};
use crate::webhooks::News;
use crate::world::World;
use crate::world::durable::Item;
use crate::world::logins::{notice, pending_disconnect};
use crate::world::news::new_rows;

pub const CALL: Call = Call {
    path: "/sandbox/item/fire_webhook",
    purpose: "a webhook on demand",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), required("webhook_code"), optional("webhook_type")],
    answer,
};

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = item(world, request)?;
    let code = request.required_text("webhook_code")?;
    let family = request.text("webhook_type")?;
    let known = || Refusal::field("webhook_code must be one that this webhook_type has");
    let (product, news) = news(world, &item, code, family).ok_or_else(known)?;
    if product.is_some_and(|product| !item.products.iter().any(|name| name == product)) {
        return Err(Refusal::of("SANDBOX_PRODUCT_NOT_ENABLED"));
    }
    let address = item.webhook.as_deref().ok_or_else(|| Refusal::of("SANDBOX_WEBHOOK_INVALID"))?;
    world.send(&item.id, address, news);
    Ok(object([("webhook_fired", true.into())]))
}

/// The webhook, and the product that an item needs for it.
fn news(
    world: &mut World,
    item: &Item,
    code: &str,
    family: Option<&str>,
) -> Option<(Option<&'static str>, News)> {
    let of_item = |code, members| (None, News { family: "ITEM", code, members });
    let of = |product, family, code, members| (Some(product), News { family, code, members });
    let null_error = || object([("error", Json::Null)]);
    let changed = |family, code| {
        let members = null_error().with("new_holdings", 0_i64).with("updated_holdings", 0_i64);
        of("investments", family, code, members)
    };
    Some(match (code, family) {
        ("SYNC_UPDATES_AVAILABLE", None | Some("TRANSACTIONS")) => {
            (Some("transactions"), world.pages_wait(item))
        }
        ("DEFAULT_UPDATE", None | Some("TRANSACTIONS")) => {
            (Some("transactions"), new_rows("DEFAULT_UPDATE", 0))
        }
        ("RECURRING_TRANSACTIONS_UPDATE", None | Some("TRANSACTIONS")) => {
            let accounts = list(ledger(world, item).accounts().map(|(_, id, _)| id));
            let members = object([("account_ids", accounts)]);
            of("transactions", "TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE", members)
        }
        ("DEFAULT_UPDATE", Some("AUTH")) => {
            let members = null_error()
                .with("account_ids_with_new_auth", Json::List(Vec::new()))
                .with("account_ids_with_updated_auth", object([]));
            of("auth", "AUTH", "DEFAULT_UPDATE", members)
        }
        ("DEFAULT_UPDATE", Some("HOLDINGS")) => changed("HOLDINGS", "DEFAULT_UPDATE"),
        ("NEW_ACCOUNTS_AVAILABLE", None | Some("ITEM")) => {
            of_item("NEW_ACCOUNTS_AVAILABLE", null_error())
        }
        ("LOGIN_REPAIRED", None | Some("ITEM")) => of_item("LOGIN_REPAIRED", object([])),
        ("USER_PERMISSION_REVOKED", None | Some("ITEM")) => {
            let error = Refusal::of("USER_PERMISSION_REVOKED").body().with("status", 400_i64);
            of_item("USER_PERMISSION_REVOKED", object([("error", error)]))
        }
        ("USER_ACCOUNT_REVOKED", None | Some("ITEM")) => {
            let account = ledger(world, item).account_id(0).into();
            of_item("USER_ACCOUNT_REVOKED", object([("account_id", account)]))
        }
        ("PENDING_DISCONNECT", None | Some("ITEM")) => {
            (None, pending_disconnect(seconds(item.time(world.now()) + notice())))
        }
        ("ERROR", None | Some("ASSETS")) => of("assets", "ASSETS", "ERROR", null_error()),
        ("PRODUCT_READY", None | Some("ASSETS")) => {
            of("assets", "ASSETS", "PRODUCT_READY", object([]))
        }
        _ => return None,
    })
}
