//! The names of Plaid's products, and how a list of them is read.

use crate::refusal::Refusal;
use crate::request::Request;

/// Every product that can be asked for. `balance` is not among them: it comes with every item.
const PRODUCTS: [&str; 37] = [
    "assets",
    "auth",
    "balance_plus",
    "beacon",
    "identity",
    "identity_match",
    "investments",
    "investments_auth",
    "liabilities",
    "payment_initiation",
    "identity_verification",
    "transactions",
    "credit_details",
    "income",
    "income_verification",
    "standing_orders",
    "transfer",
    "employment",
    "recurring_transactions",
    "transactions_refresh",
    "signal",
    "statements",
    "processor_payments",
    "processor_identity",
    "profile",
    "cra_base_report",
    "cra_income_insights",
    "cra_partner_insights",
    "cra_network_insights",
    "cra_cashflow_insights",
    "cra_monitoring",
    "cra_lend_score",
    "cra_plaid_credit_score",
    "layer",
    "pay_by_bank",
    "protect_linked_bank",
    "protect_transactions",
];

/// The products that a field lists; none when it is absent.
pub fn read(request: &Request, path: &str) -> Result<Vec<String>, Refusal> {
    read_known(request, path, |name| PRODUCTS.contains(&name))
}

/// The products that institutions are filtered by, which may be `balance` too.
pub fn read_filter(request: &Request, path: &str) -> Result<Vec<String>, Refusal> {
    read_known(request, path, |name| name == "balance" || PRODUCTS.contains(&name))
}

fn read_known(
    request: &Request,
    path: &str,
    is_known: fn(&str) -> bool,
) -> Result<Vec<String>, Refusal> {
    let Some(names) = request.texts(path).map_err(|_| Refusal::of("INVALID_PRODUCT"))? else {
        return Ok(Vec::new());
    };
    match names.iter().find(|name| !is_known(name)) {
        Some(name) => {
            let message = format!("invalid product in products: \"{name}\"");
            Err(Refusal::saying("INVALID_PRODUCT", message))
        }
        None => Ok(names.into_iter().map(ToOwned::to_owned).collect()),
    }
}
