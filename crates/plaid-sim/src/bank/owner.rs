//! Whose accounts they are, as Plaid's Identity product shows it.
//!
//! All accounts of a person have the same owner. A family's two names stand in one owner, as banks
//! report joint accounts.

use crate::json::{Json, list, object};

/// The owner of a person's accounts.
#[derive(Debug)]
pub struct Owner {
    names: &'static [&'static str],
    /// Number and type.
    phones: &'static [(&'static str, &'static str)],
    /// Address and type; the first is the primary one.
    emails: &'static [(&'static str, &'static str)],
    /// The first is the primary one.
    addresses: &'static [Address],
}

#[derive(Debug)]
struct Address {
    street: &'static str,
    city: &'static str,
    region: &'static str,
    postal_code: &'static str,
}

/// Of `user_good` and Plaid's other test persons.
pub static PLAIDS: Owner = Owner {
    names: &["Alberta Bobbeth Charleson"],
    phones: &[("1112223333", "home"), ("1112224444", "work"), ("1112225555", "mobile")],
    emails: &[
        ("accountholder0@example.com", "primary"),
        ("accountholder1@example.com", "secondary"),
        ("extraordinarily.long.email.username.123456@reallylonghostname.com", "other"),
    ],
    addresses: &[
        Address {
            street: "2992 Cameron Road",
            city: "Malakoff",
            region: "NY",
            postal_code: "14236",
        },
        Address {
            street: "2493 Leisure Lane",
            city: "San Matias",
            region: "CA",
            postal_code: "93405-2255",
        },
    ],
};

/// Of `user_household`.
pub static FAMILY: Owner = Owner {
    names: &["Maren Okafor Lindqvist", "Tobias Lindqvist"],
    phones: &[("2025550143", "home"), ("2025550178", "mobile")],
    emails: &[("maren@example.com", "primary"), ("tobias@example.com", "secondary")],
    addresses: &[Address {
        street: "18 Alder Court",
        city: "Fairhaven",
        region: "OR",
        postal_code: "97001",
    }],
};

impl Owner {
    /// Plaid's owner object.
    pub fn json(&self) -> Json {
        let contact = |data: &str, kind: &str, primary: bool| {
            object([("data", data.into()), ("primary", primary.into()), ("type", kind.into())])
        };
        let phones = self.phones.iter().map(|(number, kind)| contact(number, kind, false));
        let emails = self.emails.iter().enumerate();
        let emails = emails.map(|(place, (email, kind))| contact(email, kind, place == 0));
        let addresses = self.addresses.iter().enumerate().map(|(place, address)| {
            object([("data", address.json()), ("primary", (place == 0).into())])
        });
        object([
            ("addresses", list(addresses)),
            ("emails", list(emails)),
            ("names", list(self.names.iter().copied())),
            ("phone_numbers", list(phones)),
        ])
    }
}

impl Address {
    fn json(&self) -> Json {
        object([
            ("city", self.city.into()),
            ("country", "US".into()),
            ("postal_code", self.postal_code.into()),
            ("region", self.region.into()),
            ("street", self.street.into()),
        ])
    }
}
