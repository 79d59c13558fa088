//! `POST /processor/token/create`: a token for one account that a partner of Plaid would be given.
//!
//! The simulator speaks none of the partners' own calls, so it does not keep these tokens.

use super::{Call, healthy_item, ledger};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, required};
use crate::world::World;

pub const CALL: Call = Call {
    path: "/processor/token/create",
    purpose: "a token for one account, for a partner",
    rate_limit: "RATE_LIMIT",
    fields: &[required("access_token"), required("account_id"), required("processor")],
    answer,
};

/// Every partner; one of them has had two names.
const PROCESSORS: &str = "dwolla galileo modern_treasury ocrolus vesta drivewealth vopay achq check checkbook \
    circle sila_money rize svb_api unit wyre lithic alpaca astra moov treasury_prime marqeta \
    checkout solid highnote gemini apex_clearing gusto adyen atomic i2c wepay riskified utb \
    adp_roll fortress_trust bond bakkt teal zero_hash taba_pay knot sardine alloy finix \
    nuvei layer boom paynote stake wedbush esusu ansa scribeup straddle loanpro bloom_credit \
    sfox brale parafin cardless open_ledger valon gainbridge cardlytics pinwheel thread_bank \
    array fiant oatfi curinos frame interchecks interchange atomicfi seamlessach";

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let item = healthy_item(world, request)?;
    let processor = request.required_text("processor")?;
    if !PROCESSORS.split_whitespace().any(|known| known == processor) {
        return Err(Refusal::field("processor must be the name of a partner"));
    }
    let account_id = request.required_text("account_id")?;
    let account = ledger(world, &item).account_place(account_id);
    account.ok_or_else(|| Refusal::of("INVALID_ACCOUNT_ID"))?;
    Ok(object([("processor_token", world.fresh_token("processor").into())]))
}
