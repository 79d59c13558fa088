//! The numbers under which other banks reach an account, as Plaid's Auth product shows them.
//!
//! The American ones are those of Plaid's sandbox. The Canadian and British ones are built the same
//! way from the account's last digits; their check digits are right.

use super::account::Account;
use crate::json::{Json, object};

const ROUTING: &str = "011401533";
const WIRE_ROUTING: &str = "021000021";
const ACCOUNT_FRONT: &str = "111122223333";
const EFT_INSTITUTION: &str = "021";
const EFT_BRANCH: &str = "01140";
const SORT_CODE: &str = "601613";
const BRITISH_BANK: &str = "NWBK";
const BRITISH_BIC: &str = "NWBKGB21";

/// The numbers of some accounts. All four lists are always shown.
#[derive(Debug, Default)]
pub struct Numbers {
    ach: Vec<Json>,
    bacs: Vec<Json>,
    eft: Vec<Json>,
    international: Vec<Json>,
}

/// Whether money can be sent to and from such an account.
pub fn has_numbers(account: &Account) -> bool {
    let subtype = matches!(&*account.subtype, "checking" | "savings" | "cash management");
    account.family == "depository" && subtype
}

impl Numbers {
    /// Adds the numbers of an account at a bank of that country, and those that it has besides.
    pub fn add(&mut self, account: &Account, account_id: &str, country: &str) {
        let own = account.numbering.clone().unwrap_or_default();
        let said =
            |value: &Option<String>, usual: &str| Json::from(value.as_deref().unwrap_or(usual));
        let british = format!("3192{}", account.mask);
        let usual = match country {
            "GB" => british.clone(),
            _ => format!("{ACCOUNT_FRONT}{}", account.mask),
        };
        let number = || said(&own.account, &usual);
        if country == "CA" || own.eft.iter().any(Option::is_some) {
            self.eft.push(object([
                ("account", number()),
                ("account_id", account_id.into()),
                ("branch", said(&own.eft[1], EFT_BRANCH)),
                ("institution", said(&own.eft[0], EFT_INSTITUTION)),
            ]));
        }
        if country == "GB" || own.international.iter().any(Option::is_some) {
            self.international.push(object([
                ("account_id", account_id.into()),
                ("bic", said(&own.international[0], BRITISH_BIC)),
                ("iban", said(&own.international[1], &british_iban(&british))),
            ]));
        }
        if country == "GB" || own.bacs.is_some() {
            self.bacs.push(object([
                ("account", number()),
                ("account_id", account_id.into()),
                ("sort_code", said(&own.bacs, SORT_CODE)),
            ]));
        }
        if !matches!(country, "CA" | "GB") || own.ach.iter().any(Option::is_some) {
            self.ach.push(object([
                ("account", number()),
                ("account_id", account_id.into()),
                ("is_tokenized_account_number", false.into()),
                ("routing", said(&own.ach[0], ROUTING)),
                ("wire_routing", said(&own.ach[1], WIRE_ROUTING)),
            ]));
        }
    }

    /// Plaid's numbers object.
    pub fn json(self) -> Json {
        object([
            ("ach", self.ach.into()),
            ("bacs", self.bacs.into()),
            ("eft", self.eft.into()),
            ("international", self.international.into()),
        ])
    }
}

/// ISO 13616: the two check digits make the whole, read as a number, leave 1 when divided by 97.
fn british_iban(number: &str) -> String {
    let domestic = format!("{BRITISH_BANK}{SORT_CODE}{number}");
    let check = 98 - remainder(&format!("{domestic}GB00"));
    format!("GB{check:02}{domestic}")
}

/// What the text leaves when divided by 97, with letters read as 10 to 35.
fn remainder(text: &str) -> u32 {
    let digits = text.chars().filter_map(|letter| letter.to_digit(36));
    digits.fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_british_iban_has_the_right_check_digits() {
        assert_eq!(british_iban("31926819"), "GB29NWBK60161331926819");
    }
}
