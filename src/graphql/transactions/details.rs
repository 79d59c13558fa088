//! What Plaid tells of a transaction beside the row itself, kept as its JSON and read when asked for.

use async_graphql::{Enum, SimpleObject};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::value::RawValue;

use crate::graphql::needs::{Needs, scope};
use crate::kernel::fault::{Fault, OrFault as _};

/// Where a transaction happened.
#[derive(SimpleObject, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Location {
    /// The street address.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    address: Option<String>,
    /// The city.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    city: Option<String>,
    /// The region or state.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    region: Option<String>,
    /// The postal code.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    postal_code: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    country: Option<String>,
    /// Degrees north, an exact decimal.
    #[serde(rename = "lat", deserialize_with = "number_text")]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    latitude: Option<String>,
    /// Degrees east, an exact decimal.
    #[serde(rename = "lon", deserialize_with = "number_text")]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    longitude: Option<String>,
    /// The merchant's number of the shop.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    store_number: Option<String>,
}

/// What the bank says of the payment between its parties.
#[derive(SimpleObject, Deserialize, Default)]
#[serde(default)]
pub struct PaymentMeta {
    /// The transaction reference number.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    reference_number: Option<String>,
    /// The ACH PPD id of the payer.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    ppd_id: Option<String>,
    /// Who is paid.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    payee: Option<String>,
    /// On whose behalf.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    by_order_of: Option<String>,
    /// Who pays.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    payer: Option<String>,
    /// The transfer type, as "ACH".
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    payment_method: Option<String>,
    /// The processor.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    payment_processor: Option<String>,
    /// What the payer wrote.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    reason: Option<String>,
}

/// What kind of party stands at the other side.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterpartyType {
    /// A shop or a service.
    Merchant,
    /// A bank.
    FinancialInstitution,
    /// A payment app.
    PaymentApp,
    /// A marketplace.
    Marketplace,
    /// A payment terminal.
    PaymentTerminal,
    /// Whoever pays a salary.
    IncomeSource,
    /// A kind that Plaid has added since.
    Other,
}

/// Who stood at the other side.
#[derive(SimpleObject, Deserialize)]
pub struct Counterparty {
    /// The name.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    name: String,
    /// What kind of party.
    #[serde(rename = "type", deserialize_with = "counterparty_type")]
    #[graphql(name = "type", directive = scope::apply(Needs::TransactionsRead))]
    kind: CounterpartyType,
    /// Plaid's id of it, the same for all of its transactions.
    #[serde(default)]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    entity_id: Option<String>,
    /// The website.
    #[serde(default)]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    website: Option<String>,
    /// The address of the logo.
    #[serde(default)]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    logo_url: Option<String>,
    /// How sure Plaid is: VERY_HIGH, HIGH, MEDIUM, LOW or UNKNOWN.
    #[serde(default)]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    confidence_level: Option<String>,
}

/// Reads what was kept.
pub(super) fn read<T: DeserializeOwned>(json: Option<&str>) -> Result<Option<T>, Fault> {
    json.map(serde_json::from_str).transpose().or_fault("reading a transaction's details")
}

/// The text of a JSON number, so that no digit is lost in a float.
fn number_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Option::<&RawValue>::deserialize(deserializer)?;
    Ok(raw.map(|raw| raw.get().to_owned()).filter(|text| text != "null"))
}

fn counterparty_type<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<CounterpartyType, D::Error> {
    let word = String::deserialize(deserializer)?;
    Ok(match word.as_str() {
        "merchant" => CounterpartyType::Merchant,
        "financial_institution" => CounterpartyType::FinancialInstitution,
        "payment_app" => CounterpartyType::PaymentApp,
        "marketplace" => CounterpartyType::Marketplace,
        "payment_terminal" => CounterpartyType::PaymentTerminal,
        "income_source" => CounterpartyType::IncomeSource,
        _ => CounterpartyType::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_keep_every_digit() {
        let json = r#"{"city":"Köln","lat":50.941278000000001,"lon":null,"new_field":1}"#;
        let location: Location = read(Some(json)).unwrap().unwrap();
        assert_eq!(location.latitude.as_deref(), Some("50.941278000000001"));
        assert_eq!(location.longitude, None);
        assert_eq!(location.city.as_deref(), Some("Köln"));
    }

    #[test]
    fn an_unknown_kind_of_party_is_another() {
        let json = r#"[{"name":"X","type":"robot","website":null,"logo_url":null}]"#;
        let parties: Vec<Counterparty> = read(Some(json)).unwrap().unwrap();
        assert_eq!(parties[0].kind, CounterpartyType::Other);
    }
}
