//! What Relay's connections are asked for, and what they tell of a page.
//!
//! The connections themselves are written out, each beside its rows: every one of their fields declares
//! its own scope, which a generic type can't do.

use async_graphql::SimpleObject;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::error::bad_input;
use super::needs::{Needs, scope};
use crate::kernel::page::{Page, PageRequest};

/// No cursor of ours is longer.
const CURSOR_BYTES_MAX: usize = 80;

/// What lies before and behind a page.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether there is a page before this one.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub has_previous_page: bool,
    /// Whether there is a page behind this one.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub has_next_page: bool,
    /// The place of the first row, for `before`.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub start_cursor: Option<String>,
    /// The place of the last row, for `after`.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// Of a page whose rows have these places.
    pub(super) fn of<T>(page: &Page<T>, place: impl Fn(&T) -> String) -> Self {
        Self {
            has_previous_page: page.has_previous,
            has_next_page: page.has_next,
            start_cursor: page.rows.first().map(&place),
            end_cursor: page.rows.last().map(&place),
        }
    }
}

/// Reads what a list that only goes forward is asked for.
pub(super) fn read_forward<C>(
    first: Option<i32>,
    after: Option<String>,
    read: impl Fn(&str) -> Option<C>,
) -> async_graphql::Result<PageRequest<C>> {
    let after = after.map(|text| {
        read(&text).ok_or_else(|| bad_input("after: this is not a cursor of this list."))
    });
    PageRequest::read(first, None, after.transpose()?, None).map_err(|told| bad_input(&told))
}

/// The cursor of a place in that list.
pub(super) fn print_cursor(list: &str, place: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list}/{place}"))
}

/// The place of a cursor, if it is one of that list.
pub(super) fn read_cursor(list: &str, cursor: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = String::from_utf8(bytes.filter(|bytes| bytes.len() <= CURSOR_BYTES_MAX)?).ok()?;
    Some(text.strip_prefix(list)?.strip_prefix('/')?.to_owned())
}

/// The same of a list that is ordered by a moment and an id.
pub(super) fn print_moment(list: &str, at: DateTime<Utc>, id: Uuid) -> String {
    print_cursor(list, &format!("{}/{}", at.timestamp_micros(), id.simple()))
}

/// The moment and the id of such a cursor.
pub(super) fn read_moment(list: &str, cursor: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let place = read_cursor(list, cursor)?;
    let (micros, id) = place.split_once('/')?;
    let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some((at, Uuid::try_parse(id).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_one_of_its_own_list() {
        let (at, id) = (DateTime::UNIX_EPOCH, Uuid::from_u128(7));
        let cursor = print_moment("audit", at, id);
        assert_eq!(read_moment("audit", &cursor), Some((at, id)));
        let long = URL_SAFE_NO_PAD.encode(format!("audit/{}", "1".repeat(80)));
        for other in ["", "audit/0/7", &print_moment("sync", at, id), &print_cursor("audit", "0")] {
            assert_eq!(read_moment("audit", other), None, "{other}");
        }
        assert_eq!(read_cursor("audit", &long), None);
    }
}
