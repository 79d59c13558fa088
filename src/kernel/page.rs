//! Keyset pages: a slice of an ordered list beside a row, not at an offset, so that rows which come
//! or go between two pages are never shown twice and never hide another.
//!
//! The arguments follow Relay's cursor connections specification.

/// The most rows that one page may ask for.
pub const ROWS_MAX: u32 = 500;

/// The rows of a page when neither `first` nor `last` is given.
pub const ROWS_DEFAULT: u32 = 50;

/// Which end of the remaining list a page is cut from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `first`: from the beginning (after the `after` cursor) onwards.
    Forward,
    /// `last`: from the end (before the `before` cursor) backwards.
    Backward,
}

/// What a page is asked for. `C` is the key that the list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<C> {
    /// How many rows, 1 to [`ROWS_MAX`].
    pub rows: u32,
    /// From which end.
    pub direction: Direction,
    /// Only rows behind this key.
    pub after: Option<C>,
    /// Only rows ahead of this key.
    pub before: Option<C>,
}

/// Why page arguments were refused, in words for the one who sent them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPage {
    /// Relay strongly discourages the pair, and its meaning is a surprise.
    #[error("Give first or last, not both.")]
    Both,
    /// Out of range.
    #[error("{0} must be from 1 to 500.")]
    Rows(&'static str),
}

impl<C> PageRequest<C> {
    /// Reads Relay's four arguments.
    pub fn read(
        first: Option<i32>,
        last: Option<i32>,
        after: Option<C>,
        before: Option<C>,
    ) -> Result<Self, BadPage> {
        let (name, rows, direction) = match (first, last) {
            (Some(_), Some(_)) => return Err(BadPage::Both),
            (None, Some(rows)) => ("last", Some(rows), Direction::Backward),
            (rows, None) => ("first", rows, Direction::Forward),
        };
        let rows = match rows {
            None => ROWS_DEFAULT,
            Some(rows) => u32::try_from(rows)
                .ok()
                .filter(|rows| (1..=ROWS_MAX).contains(rows))
                .ok_or(BadPage::Rows(name))?,
        };
        Ok(Self { rows, direction, after, before })
    }

    /// One row more than asked for: its presence tells that there is another page.
    pub fn rows_to_fetch(&self) -> u64 {
        u64::from(self.rows) + 1
    }

    /// Makes the page of the rows that were fetched in the page's own direction.
    pub fn cut<T>(&self, mut fetched: Vec<T>) -> Page<T> {
        let rows = self.rows as usize;
        let more = fetched.len() > rows;
        fetched.truncate(rows);
        match self.direction {
            Direction::Forward => {
                Page { rows: fetched, has_next: more, has_previous: self.after.is_some() }
            }
            Direction::Backward => {
                fetched.reverse();
                Page { rows: fetched, has_next: self.before.is_some(), has_previous: more }
            }
        }
    }
}

/// A page in the list's own order, whichever end it was cut from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether rows follow the last one.
    pub has_next: bool,
    /// Whether rows precede the first one.
    pub has_previous: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(first: Option<i32>, last: Option<i32>) -> Result<PageRequest<()>, BadPage> {
        PageRequest::read(first, last, None, None)
    }

    #[test]
    fn fifty_rows_unless_told_otherwise() {
        let page = read(None, None).unwrap();
        assert_eq!((page.rows, page.direction), (50, Direction::Forward));
    }

    #[test]
    fn one_to_five_hundred_rows() {
        assert_eq!(read(Some(500), None).unwrap().rows, 500);
        assert_eq!(read(Some(501), None), Err(BadPage::Rows("first")));
        assert_eq!(read(Some(0), None), Err(BadPage::Rows("first")));
        assert_eq!(read(None, Some(-1)), Err(BadPage::Rows("last")));
        assert_eq!(read(Some(1), Some(1)), Err(BadPage::Both));
    }

    #[test]
    fn a_page_from_the_end_comes_in_the_lists_order() {
        let page =
            PageRequest { rows: 2, direction: Direction::Backward, after: None, before: Some(9) };
        let cut = page.cut(vec![8, 7, 6]);
        assert_eq!(cut, Page { rows: vec![7, 8], has_next: true, has_previous: true });
    }
}
