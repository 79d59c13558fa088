//! The test institutions of Plaid's sandbox.
//!
//! Ids, names and countries are Plaid's. Which products the less common ones lack, and what the
//! three unhealthy ones answer, is not documented and chosen here.

use crate::json::{Json, list, object};

/// A bank that can be linked.
#[derive(Debug)]
pub struct Institution {
    /// Plaid's id of it.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether its users sign in on its own pages.
    pub oauth: bool,
    /// The country it serves.
    pub country: &'static str,
    /// What can be had from it.
    pub products: &'static [&'static str],
    /// Its colour on screens.
    pub colour: &'static str,
    /// How it is doing.
    pub health: Health,
}

/// How an institution is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Links work.
    Good,
    /// Every link fails for now.
    Down,
    /// It can't be linked.
    Unsupported,
}

/// What a caller wants to know beyond the name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// Whether colour, address and logo are shown.
    pub optional_metadata: bool,
    /// Whether the auth methods are shown.
    pub auth_metadata: bool,
    /// Whether what it can do with payments is shown.
    pub payment_initiation_metadata: bool,
}

/// All of them, in an order that never changes.
pub fn all() -> impl Iterator<Item = &'static Institution> {
    INSTITUTIONS.iter()
}

/// The institution of that id.
pub fn find(institution_id: &str) -> Option<&'static Institution> {
    INSTITUTIONS.iter().find(|institution| institution.id == institution_id)
}

impl Institution {
    /// The currency of its accounts.
    pub fn currency(&self) -> &'static str {
        match self.country {
            "CA" => "CAD",
            "GB" => "GBP",
            _ => "USD",
        }
    }

    /// Whether its country's law has its users renew their consent.
    pub fn asks_for_consent(&self) -> bool {
        !matches!(self.country, "US" | "CA")
    }

    /// Plaid's institution object.
    pub fn json(&self, detail: Detail) -> Json {
        let reachable = self.health != Health::Unsupported;
        let mut shown = object([
            (
                "connection_availability",
                (if reachable { "SUPPORTED" } else { "NOT_SUPPORTED" }).into(),
            ),
            ("country_codes", list([self.country])),
            ("dtc_numbers", Json::List(Vec::new())),
            ("institution_id", self.id.into()),
            ("name", self.name.into()),
            ("oauth", self.oauth.into()),
            ("products", list(self.products.iter().copied())),
            ("routing_numbers", Json::List(Vec::new())),
        ]);
        if detail.optional_metadata {
            shown = shown
                .with("logo", Json::Null)
                .with("primary_color", self.colour)
                .with("url", "https://www.plaid.com/");
        }
        if detail.auth_metadata {
            shown = shown.with("auth_metadata", Json::Null);
        }
        if detail.payment_initiation_metadata {
            shown = shown.with("payment_initiation_metadata", Json::Null);
        }
        shown
    }
}

const FULL: &[&str] = &[
    "assets",
    "auth",
    "balance",
    "identity",
    "investments",
    "liabilities",
    "processor_payments",
    "recurring_transactions",
    "signal",
    "statements",
    "transactions",
    "transfer",
];
const ABROAD: &[&str] = &["assets", "auth", "balance", "identity", "transactions"];
const NUMBERS_ONLY: &[&str] = &["auth", "balance", "identity"];

const fn bank(id: &'static str, name: &'static str, colour: &'static str) -> Institution {
    let products = FULL;
    Institution { id, name, oauth: false, country: "US", products, colour, health: Health::Good }
}

static INSTITUTIONS: [Institution; 18] = [
    bank("ins_109508", "First Platypus Bank", "#0075a3"),
    bank("ins_130016", "First Platypus Balance Bank", "#00807a"),
    bank("ins_109509", "First Gingham Credit Union", "#a3364d"),
    bank("ins_109510", "Tattersall Federal Credit Union", "#6b4fa0"),
    bank("ins_109511", "Tartan Bank", "#b3282d"),
    bank("ins_109512", "Houndstooth Bank", "#3b3f45"),
    Institution {
        country: "CA",
        products: ABROAD,
        ..bank("ins_43", "Tartan-Dominion Bank of Canada", "#c2410c")
    },
    Institution {
        country: "GB",
        oauth: true,
        products: ABROAD,
        ..bank("ins_116834", "Flexible Platypus Open Banking", "#1d6f42")
    },
    Institution {
        country: "GB",
        oauth: true,
        products: ABROAD,
        ..bank("ins_117650", "Royal Bank of Plaid", "#5b2a86")
    },
    Institution { oauth: true, ..bank("ins_127287", "Platypus OAuth Bank", "#0b5cad") },
    Institution {
        oauth: true,
        ..bank("ins_132241", "First Platypus OAuth App2App Bank", "#0e7490")
    },
    Institution {
        country: "GB",
        oauth: true,
        products: ABROAD,
        ..bank("ins_117181", "Flexible Platypus Open Banking (QR)", "#3f6212")
    },
    bank("ins_135858", "Windowpane Bank", "#475569"),
    bank("ins_132363", "Unhealthy Platypus Bank - Degraded", "#a16207"),
    Institution {
        health: Health::Down,
        ..bank("ins_132361", "Unhealthy Platypus Bank - Down", "#991b1b")
    },
    Institution {
        health: Health::Unsupported,
        ..bank("ins_133402", "Unsupported Platypus Bank - Institution Not Supported", "#737373")
    },
    Institution {
        products: NUMBERS_ONLY,
        ..bank("ins_133502", "Platypus Bank RUX Auth", "#9d174d")
    },
    Institution {
        products: NUMBERS_ONLY,
        ..bank("ins_133503", "Platypus Bank RUX Match", "#7c2d12")
    },
];
