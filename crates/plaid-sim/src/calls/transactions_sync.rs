//! `POST /transactions/sync`: what changed about an item's transactions since a cursor.
//!
//! The answer is a slice of the ledger's log, so a cursor can be asked again and gives the same.
//! While nothing is extracted yet the answer is empty with an empty cursor, never an error. A loop
//! whose ledger moved under it is refused, and starts again from the cursor it began with.

use super::sandbox_public_token_create::check_support;
use super::{Call, item, ledger, readable_item};
use crate::bank::identifiers;
use crate::bank::ledger::{Change, ChangeKind, Ledger};
use crate::bank::row::Look;
use crate::cursor::{Cursor, LENGTH_MAX, Stream};
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, group, optional, required};
use crate::world::World;
use crate::world::durable::Item;
use crate::world::items::{DAYS_REQUESTED, DAYS_REQUESTED_MAX, Readiness};

pub const CALL: Call = Call {
    path: PATH,
    purpose: "what changed about an item's transactions since a cursor",
    rate_limit: "TRANSACTIONS_SYNC_LIMIT",
    fields: &[
        required("access_token"),
        optional("cursor"),
        optional("count"),
        group(
            "options",
            &[
                optional("include_original_description"),
                optional("include_personal_finance_category"),
                optional("include_logo_and_counterparty_beta"),
                optional("personal_finance_category_version"),
                optional("days_requested"),
                optional("account_id"),
            ],
        ),
    ],
    answer,
};

/// Where this call is.
pub const PATH: &str = "/transactions/sync";

const COUNT: u64 = 100;
const COUNT_MAX: u64 = 500;

/// Whether the request asks for a page after the first of a loop.
pub fn continues_a_loop(world: &World, request: &Request) -> bool {
    let (Ok(item), Ok(Some(cursor)), Ok(account_id)) =
        (item(world, request), request.text("cursor"), request.text("options.account_id"))
    else {
        return false;
    };
    let stream = Stream { seed: world.settings.seed, item_id: &item.id, account_id };
    Cursor::decode(cursor, stream).is_some_and(|cursor| cursor.is_within_loop())
}

/// How much of the ledger's log is extracted, once some of it is.
pub fn extracted(ledger: &Ledger, readiness: Readiness) -> Option<usize> {
    match readiness {
        Readiness::NotReady => None,
        Readiness::Initial => Some(ledger.initial_length()),
        Readiness::Historical => Some(ledger.log().len()),
    }
}

/// The item with its transactions, whose extraction begins with the first call for them.
pub fn with_transactions(world: &mut World, item: Item, days: u64) -> Result<Item, Refusal> {
    if item.transactions_since.is_some() {
        return Ok(item);
    }
    check_support(item.institution(), &["transactions".to_owned()])?;
    world.start_transactions(&item.id, days)
}

/// How the request wants transactions to look.
pub fn look(request: &Request) -> Result<Look, Refusal> {
    let taxonomy = request.text("options.personal_finance_category_version")?;
    if taxonomy.is_some_and(|version| !matches!(version, "v1" | "v2")) {
        let message = "options.personal_finance_category_version must be one of v1, v2";
        return Err(Refusal::field(message));
    }
    Ok(Look {
        original_description: request.flag("options.include_original_description")?,
        second_taxonomy: taxonomy == Some("v2"),
    })
}

/// The answer while nothing is extracted yet.
pub fn not_ready() -> Json {
    let nothing = || Json::List(Vec::new());
    object([
        ("accounts", nothing()),
        ("added", nothing()),
        ("has_more", false.into()),
        ("modified", nothing()),
        ("next_cursor", "".into()),
        ("removed", nothing()),
        ("transactions_update_status", Readiness::NotReady.name().into()),
    ])
}

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let question = Question::read(request)?;
    let item = readable_item(world, request)?;
    let item = with_transactions(world, item, question.days_requested)?;
    let item = world.announce_pages(item)?;
    let readiness = world.readiness(&item);
    let seed = world.settings.seed;
    let ledger = ledger(world, &item);
    let account = match question.account_id {
        None => None,
        Some(id) => {
            let place = ledger.account_place(id);
            Some(place.ok_or_else(|| Refusal::of("INVALID_ACCOUNT_ID"))?)
        }
    };
    let Some(extracted) = extracted(ledger, readiness) else {
        return Ok(not_ready());
    };
    let account_id = question.account_id;
    let stream = Stream { seed, item_id: &item.id, account_id };
    let cursor = question.cursor(stream, extracted)?;
    if cursor.is_within_loop() && cursor.high != extracted {
        return Err(Refusal::of("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"));
    }
    let delta = ledger.delta(cursor.base, extracted, account);
    let page = delta.iter().skip(cursor.sent).take(question.count);
    let sent = cursor.sent + page.len();
    let has_more = sent < delta.len();
    let next = if has_more {
        Cursor { base: cursor.base, sent, high: extracted }
    } else {
        Cursor::at(extracted)
    };
    let body = page_json(ledger, &item, page, question.look);
    Ok(body
        .with("has_more", has_more)
        .with("next_cursor", next.encode(stream))
        .with("transactions_update_status", readiness.name()))
}

/// What a request asks for.
struct Question<'a> {
    cursor: &'a str,
    count: usize,
    account_id: Option<&'a str>,
    days_requested: u64,
    look: Look,
}

impl<'a> Question<'a> {
    fn read(request: &'a Request) -> Result<Self, Refusal> {
        let count = request.number("count", 1, COUNT_MAX)?.unwrap_or(COUNT);
        let path = "options.days_requested";
        let days_requested = request.number(path, 1, DAYS_REQUESTED_MAX)?;
        let account_id = request.text("options.account_id")?;
        if account_id.is_some_and(|id| !identifiers::well_formed(id)) {
            return Err(Refusal::field("account_id must be a valid account ID"));
        }
        Ok(Self {
            cursor: request.text("cursor")?.unwrap_or(""),
            count: usize::try_from(count).expect("a page's bound fits into a usize"),
            account_id,
            days_requested: days_requested.unwrap_or(DAYS_REQUESTED),
            look: look(request)?,
        })
    }

    /// Where to go on, in a log of which that much is extracted.
    fn cursor(&self, stream: Stream<'_>, extracted: usize) -> Result<Cursor, Refusal> {
        match self.cursor {
            "" => Ok(Cursor::at(0)),
            "now" => Ok(Cursor::at(extracted)),
            text if text.len() > LENGTH_MAX => Err(Refusal::field("cursor is too long")),
            text => Cursor::decode(text, stream)
                .filter(|cursor| cursor.base <= extracted)
                .ok_or_else(|| Refusal::field("cursor not associated with access_token")),
        }
    }
}

fn page_json<'a>(
    ledger: &Ledger,
    item: &Item,
    page: impl Iterator<Item = &'a Change>,
    look: Look,
) -> Json {
    let currency = item.institution().currency();
    let [mut added, mut modified, mut removed] = [const { Vec::new() }; 3];
    for change in page {
        let account_id = ledger.account_id(change.row.line.account);
        match change.kind {
            ChangeKind::Added => added.push(change.row.json(account_id, currency, look)),
            ChangeKind::Modified => modified.push(change.row.json(account_id, currency, look)),
            ChangeKind::Removed => removed.push(object([
                ("account_id", account_id.into()),
                ("transaction_id", change.row.transaction_id.as_str().into()),
            ])),
        }
    }
    let accounts = ledger.accounts().filter(|(account, _, _)| account.has_transactions());
    let accounts = accounts.map(|(account, id, balances)| account.json(id, currency, &balances));
    object([
        ("accounts", Json::List(accounts.collect())),
        ("added", Json::List(added)),
        ("modified", Json::List(modified)),
        ("removed", Json::List(removed)),
    ])
}
