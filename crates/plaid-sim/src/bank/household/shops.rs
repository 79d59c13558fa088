//! The shops of the family's town, its web shops, and a few in Europe. They lie in `shops.json`.
//!
//! The bank's text is what a pending row shows; the name is what it becomes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::bank::purchase::Place;

/// A shop where the family buys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shop {
    /// Its name.
    pub name: String,
    /// How a bank writes it.
    pub text: String,
    /// Its web site.
    pub website: Option<String>,
    /// What it sells, as a detailed category.
    pub category: String,
    place: Option<String>,
}

impl Shop {
    /// `online` or `in store`.
    pub(super) fn channel(&self) -> &'static str {
        if self.place.is_some() { "in store" } else { "online" }
    }

    /// Where it is, as far as that is known.
    pub(super) fn place(&'static self) -> Place {
        let Some(name) = &self.place else {
            return Place::default();
        };
        let known = TOWN.places.get(name).expect("a shop stands at a listed place");
        Place {
            address: known.address.as_deref(),
            city: known.city.as_deref(),
            region: known.region.as_deref(),
            postal_code: known.postal_code.as_deref(),
            country: known.country.as_deref(),
            latitude: known.latitude,
            longitude: known.longitude,
            store_number: None,
        }
    }
}

/// The shops of one kind.
pub(super) fn of(kind: &str) -> &'static [Shop] {
    TOWN.shops.get(kind).expect("every habit has shops")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Town {
    places: BTreeMap<String, ListedPlace>,
    shops: BTreeMap<String, Vec<Shop>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedPlace {
    address: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    latitude: Option<i64>,
    longitude: Option<i64>,
}

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    serde_json::from_str(include_str!("shops.json")).expect("the shops are well formed")
});
