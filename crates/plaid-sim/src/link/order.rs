//! What a link token asks of a session, read once when the session opens.

use serde_json::Value;

use crate::bank::account::Account;
use crate::bank::institutions::{self, Institution};
use crate::world::durable::LinkToken;
use crate::world::items::DAYS_REQUESTED;

/// Longer names of apps are not shown.
const CLIENT_NAME_LENGTH_MAX: usize = 30;
const NAMELESS: &str = "This Application";
const FAMILIES: [&str; 5] = ["depository", "credit", "loan", "investment", "other"];
/// What money can be moved from, which is all that `auth` is about.
const AUTH_SUBTYPES: [&str; 3] = ["checking", "savings", "cash management"];

/// What a session was ordered for.
#[derive(Debug)]
pub struct Order {
    /// The app's name as it is shown.
    pub client_name: String,
    /// The item that is updated, in update mode.
    pub item_id: Option<String>,
    /// Whether the accounts are chosen again in update mode.
    pub chooses_accounts: bool,
    /// The bank that is chosen already.
    pub institution: Option<&'static Institution>,
    /// Where webhooks go.
    pub webhook: Option<String>,
    /// How many days of rows.
    pub days_requested: u64,
    /// Where the app takes a person back who was at a bank.
    pub redirect_uri: Option<String>,
    /// Where a hosted session ends.
    pub completion_redirect_uri: Option<String>,
    /// Whether the session goes on after its first item.
    pub links_many: bool,
    products: Vec<String>,
    products_where_supported: Vec<String>,
    countries: Vec<String>,
    filters: Option<Value>,
}

impl Order {
    /// Reads the request that the token was made with.
    pub fn of(token: &LinkToken) -> Self {
        let asked = &token.request;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let client_name = text(&asked["client_name"]).unwrap_or_default();
        let is_short = client_name.chars().count() <= CLIENT_NAME_LENGTH_MAX;
        let mut products_where_supported = texts(&asked["required_if_supported_products"]);
        products_where_supported.extend(texts(&asked["optional_products"]));
        Self {
            client_name: if is_short { client_name } else { NAMELESS.to_owned() },
            item_id: token.item_id.clone(),
            chooses_accounts: asked["update"]["account_selection_enabled"] == true,
            institution: asked["institution_id"].as_str().and_then(institutions::find),
            webhook: text(&asked["webhook"]),
            days_requested: asked["transactions"]["days_requested"]
                .as_u64()
                .unwrap_or(DAYS_REQUESTED),
            redirect_uri: text(&asked["redirect_uri"]),
            completion_redirect_uri: text(&asked["hosted_link"]["completion_redirect_uri"]),
            links_many: asked["enable_multi_item_link"] == true && token.item_id.is_none(),
            products: texts(&asked["products"]),
            products_where_supported,
            countries: texts(&asked["country_codes"]),
            filters: asked.get("account_filters").cloned(),
        }
    }

    /// Whether an item of that bank would have all that must be there.
    pub fn suits(&self, institution: &Institution) -> bool {
        let has = |product: &String| institution.products.contains(&product.as_str());
        self.countries.iter().any(|country| country == institution.country)
            && self.products.iter().all(has)
    }

    /// The products of an item at that bank.
    pub fn products_at(&self, institution: &Institution) -> Vec<String> {
        let has = |product: &&String| institution.products.contains(&product.as_str());
        let extra = self.products_where_supported.iter().filter(has);
        let mut products: Vec<String> = self.products.iter().chain(extra).cloned().collect();
        products.sort();
        products.dedup();
        products
    }

    /// Whether the account may be shown to choose from. A family of accounts that the filters do
    /// not name is left out as a whole.
    pub fn admits(&self, account: &Account) -> bool {
        let asks_for_numbers = self.products.iter().any(|product| product == "auth");
        if asks_for_numbers && !AUTH_SUBTYPES.contains(&&*account.subtype) {
            return false;
        }
        let Some(filters) = &self.filters else { return true };
        if FAMILIES.iter().all(|family| filters.get(family).is_none()) {
            return true;
        }
        let subtypes = texts(&filters[&*account.family]["account_subtypes"]);
        subtypes.iter().any(|subtype| subtype == "all" || *subtype == *account.subtype)
    }
}

fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
