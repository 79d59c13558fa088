//! The document that `user_custom` signs in with: Plaid's JSON of a person of one's own.
//!
//! Almost every member may be left out or null, as Plaid's own examples do, and members that are not
//! listed here are passed over, because Plaid's schema allows them. What is listed has to be right:
//! the refusal says which member is not. Amounts are read digit by digit, never as floats. Both
//! versions of the schema mean the same here; what sets them apart is not documented.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A whole document.
#[derive(Debug, Deserialize)]
pub struct Document {
    version: Option<Version>,
    /// What is made up follows from it.
    pub seed: Option<String>,
    /// The accounts; without them they are made up.
    pub override_accounts: Option<Vec<AccountOverride>>,
    /// What the bank asks after the password.
    pub mfa: Option<MfaOverride>,
    /// How the puzzle for humans ends.
    pub recaptcha: Option<Recaptcha>,
    /// The error that the sign-in ends with.
    pub force_error: Option<String>,
}

/// Whether the puzzle for humans is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recaptcha {
    /// It is.
    Good,
    /// It is not.
    Bad,
}

/// What the bank asks after the password.
#[derive(Debug, Deserialize)]
pub struct MfaOverride {
    /// `device`, `questions` or `selections`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How often questions are asked.
    pub question_rounds: Option<u32>,
    /// How many each time.
    pub questions_per_round: Option<u32>,
    /// How often a choice is asked for.
    pub selection_rounds: Option<u32>,
    /// How many answers there are to choose from.
    pub selections_per_question: Option<u32>,
}

/// An account.
#[derive(Debug, Deserialize)]
pub struct AccountOverride {
    /// `depository`, `credit`, `loan`, `investment` or `other`.
    #[serde(rename = "type")]
    pub family: Option<String>,
    /// Its subtype.
    pub subtype: Option<String>,
    /// What it holds, or owes, on the day of the link.
    #[serde(default, deserialize_with = "exact")]
    pub starting_balance: Option<Decimal>,
    /// What can be spent, whatever happens.
    #[serde(default, deserialize_with = "exact")]
    pub force_available_balance: Option<Decimal>,
    /// Whether what can be spent is not known.
    pub has_null_available_balance: Option<bool>,
    /// Its currency.
    pub currency: Option<String>,
    /// How it is called.
    pub meta: Option<Meta>,
    /// How other banks reach it.
    pub numbers: Option<NumbersOverride>,
    /// Its rows.
    pub transactions: Option<Vec<TransactionOverride>>,
    /// Whose it is.
    pub identity: Option<OwnerOverride>,
    /// What comes each month by itself.
    pub inflow_model: Option<InflowModel>,
}

/// How an account is called.
#[derive(Debug, Default, Deserialize)]
pub struct Meta {
    /// Its name.
    pub name: Option<String>,
    /// The bank's full name for it.
    pub official_name: Option<String>,
    /// The credit limit.
    #[serde(default, deserialize_with = "exact")]
    pub limit: Option<Decimal>,
    /// The last digits of its number.
    pub mask: Option<String>,
}

/// How other banks reach an account.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NumbersOverride {
    /// Its number.
    pub account: Option<String>,
    /// The American bank's number.
    pub ach_routing: Option<String>,
    /// The American bank's number for wires.
    pub ach_wire_routing: Option<String>,
    /// The Canadian bank's number.
    pub eft_institution: Option<String>,
    /// The Canadian branch's number.
    pub eft_branch: Option<String>,
    /// The international code of the bank.
    pub international_bic: Option<String>,
    /// The international number.
    pub international_iban: Option<String>,
    /// The British bank's number.
    pub bacs_sort_code: Option<String>,
}

/// A row.
#[derive(Debug, Deserialize)]
pub struct TransactionOverride {
    /// When it came up.
    pub date_transacted: NaiveDate,
    /// When it is booked; until then it is pending.
    pub date_posted: NaiveDate,
    /// The amount, positive when money leaves the account.
    #[serde(deserialize_with = "exact_required")]
    pub amount: Decimal,
    /// The bank's text.
    pub description: String,
    /// Its currency, where it isn't the account's.
    pub currency: Option<String>,
}

/// Whose an account is.
#[derive(Debug, Deserialize)]
pub struct OwnerOverride {
    /// Their names.
    pub names: Option<Vec<String>>,
    /// Their numbers.
    pub phone_numbers: Option<Vec<Contact>>,
    /// Their addresses of electronic mail.
    pub emails: Option<Vec<Contact>>,
    /// Where they live.
    pub addresses: Option<Vec<AddressOverride>>,
}

/// A number or an address at which somebody is reached.
#[derive(Debug, Deserialize)]
pub struct Contact {
    /// The number or the address.
    pub data: String,
    /// Whether it is the first to be tried.
    pub primary: Option<bool>,
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// Where somebody lives.
#[derive(Debug, Deserialize)]
pub struct AddressOverride {
    /// The address.
    pub data: AddressData,
    /// Whether it is the first one.
    pub primary: Option<bool>,
}

/// An address.
#[derive(Debug, Deserialize)]
pub struct AddressData {
    /// City.
    pub city: Option<String>,
    /// State.
    pub region: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// What comes each month by itself.
#[derive(Debug, Deserialize)]
pub struct InflowModel {
    /// `none` or `monthly-income`; payments on a loan are not played.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How much comes.
    #[serde(default, deserialize_with = "exact")]
    pub income_amount: Option<Decimal>,
    /// On which day of the month.
    pub payment_day_of_month: Option<u32>,
    /// The bank's text.
    pub transaction_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Version {
    Text(String),
    Number(u8),
}

const FAMILIES: [&str; 6] = ["depository", "credit", "loan", "investment", "other", "payroll"];
/// Plaid's subtypes, whatever the type.
const SUBTYPES: &str = "\
    401a, 401k, 403B, 457b, 529, auto, brokerage, business, cash isa, cash management, cd, \
    checking, commercial, construction, consumer, credit card, crypto exchange, ebt, \
    education savings account, fhsa, fixed annuity, gic, health reimbursement arrangement, \
    home equity, hsa, isa, ira, keogh, lif, life insurance, limited purpose checking, line \
    of credit, lira, loan, lrif, lrsp, money market, mortgage, mutual fund, non-custodial \
    wallet, non-taxable brokerage account, other, other insurance, other annuity, overdraft, \
    paypal, payroll, pension, prepaid, prif, profit sharing plan, qshr, rdsp, resp, \
    retirement, rlif, roth, roth 401k, roth 403B, roth 457b, roth pension, roth profit \
    sharing plan, roth thrift savings plan, rrif, rrsp, sarsep, savings, sep ira, simple \
    ira, sipp, stock plan, student, thrift savings plan, tfsa, trust, ugma, utma, variable \
    annuity";
const MFA_KINDS: [&str; 3] = ["device", "questions", "selections"];
const INFLOWS: [&str; 4] =
    ["none", "monthly-income", "monthly-balance-payment", "monthly-interest-only-payment"];
const ROUNDS_MAX: u32 = 10;
/// A thousand million million.
const AMOUNT_MAX: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

impl Document {
    /// Reads a document, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        document.check()?;
        Ok(document)
    }

    fn check(&self) -> Result<(), String> {
        match &self.version {
            None | Some(Version::Number(1 | 2)) => {}
            Some(Version::Text(text)) if matches!(text.as_str(), "1" | "2") => {}
            Some(other) => return Err(format!("version must be 1 or 2, not {other:?}")),
        }
        if let Some(mfa) = &self.mfa {
            check_listed("mfa.type", mfa.kind.as_ref(), &MFA_KINDS)?;
            let counts = [
                ("mfa.question_rounds", mfa.question_rounds),
                ("mfa.questions_per_round", mfa.questions_per_round),
                ("mfa.selection_rounds", mfa.selection_rounds),
                ("mfa.selections_per_question", mfa.selections_per_question),
            ];
            for (name, count) in counts {
                if count.is_some_and(|count| count == 0 || count > ROUNDS_MAX) {
                    return Err(format!("{name} must be between 1 and {ROUNDS_MAX}"));
                }
            }
        }
        for (place, account) in self.override_accounts.iter().flatten().enumerate() {
            let place = |reason| format!("override_accounts[{place}].{reason}");
            account.check().map_err(place)?;
        }
        Ok(())
    }
}

impl AccountOverride {
    fn check(&self) -> Result<(), String> {
        check_listed("type", self.family.as_ref(), &FAMILIES)?;
        check_currency("currency", self.currency.as_ref())?;
        if let Some(subtype) = &self.subtype
            && !SUBTYPES.split(", ").any(|known| known == subtype)
        {
            return Err(format!("subtype must be one of {SUBTYPES}"));
        }
        let mask = self.meta.as_ref().and_then(|meta| meta.mask.as_deref()).unwrap_or("");
        let is_mask = (2..=4).contains(&mask.len())
            && mask.bytes().all(|letter| letter.is_ascii_alphanumeric());
        if !mask.is_empty() && !is_mask {
            return Err("meta.mask must be two to four letters or digits".to_owned());
        }
        for (place, row) in self.transactions.iter().flatten().enumerate() {
            check_currency(&format!("transactions[{place}].currency"), row.currency.as_ref())?;
        }
        let Some(inflow) = &self.inflow_model else { return Ok(()) };
        check_listed("inflow_model.type", inflow.kind.as_ref(), &INFLOWS)?;
        match inflow.payment_day_of_month {
            Some(0 | 32..) => Err("inflow_model.payment_day_of_month is no day".to_owned()),
            _ => Ok(()),
        }
    }
}

fn check_listed(name: &str, value: Option<&String>, listed: &[&str]) -> Result<(), String> {
    match value {
        Some(value) if !listed.contains(&value.as_str()) => {
            Err(format!("{name} must be one of {}", listed.join(", ")))
        }
        _ => Ok(()),
    }
}

fn check_currency(name: &str, value: Option<&String>) -> Result<(), String> {
    let is_code =
        |code: &String| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    match value {
        Some(code) if !is_code(code) => {
            Err(format!("{name} must be three capital letters, as ISO 4217 has them"))
        }
        _ => Ok(()),
    }
}

/// A number with all its digits; some of Plaid's examples write it as a string.
fn exact<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    let raw: Option<&RawValue> = Option::deserialize(deserializer)?;
    let number = |raw: &RawValue| {
        let text = raw.get().trim_matches('"');
        let plain = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
        // Sums of amounts within the bound have room in a decimal.
        plain.ok().filter(|number| number.abs() <= AMOUNT_MAX).ok_or_else(|| {
            serde::de::Error::custom(format!("{text} is not a number that money can have"))
        })
    };
    raw.map(number).transpose()
}

fn exact_required<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Decimal, D::Error> {
    exact(deserializer)?.ok_or_else(|| serde::de::Error::custom("an amount must not be null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_bound() {
        assert_eq!(AMOUNT_MAX.to_string(), "1000000000000000");
        let document = |balance| {
            let text = format!(r#"{{"override_accounts":[{{"starting_balance":{balance}}}]}}"#);
            Document::parse(&text).is_ok()
        };
        assert!(document("1e15") && document("-0.0000001"));
        assert!(!document("1000000000000000.01") && !document("1e400"));
    }
}
