//! How a client stands with its limits, by the headers of the IETF's draft
//! (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/>).
//!
//! Both are lists of RFC 9651 with an item for each limit, and each is one field line: a client that
//! knows of one line only reads all of it. A key's own rate comes before its owner's cost.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::platform::limits::{Left, Limit};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");

/// A limit, and what is left of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) limit: Limit,
    pub(super) left: Left,
}

impl Standing {
    fn policy(&self) -> String {
        let (name, quota) = (self.limit.name(), self.limit.units());
        format!("\"{name}\";q={quota};w={}", self.limit.per().as_secs())
    }

    fn standing(&self) -> String {
        let (name, full_after) = (self.limit.name(), self.left.full_after.as_nanos());
        format!("\"{name}\";r={};t={}", self.left.units, full_after.div_ceil(1_000_000_000))
    }
}

/// Tells a client how it stands.
pub(super) fn tell(standings: &[Standing], headers: &mut HeaderMap) {
    let list = |of: fn(&Standing) -> String| {
        let text = standings.iter().map(of).collect::<Vec<_>>().join(", ");
        HeaderValue::try_from(text).expect("a limit's name is plain text")
    };
    headers.insert(POLICY, list(Standing::policy));
    headers.insert(STANDING, list(Standing::standing));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_limit_is_an_item_of_one_line() {
        let standing = |limit, units, micros| {
            let left = Left { units, full_after: Duration::from_micros(micros) };
            Standing { limit, left }
        };
        let mut headers = HeaderMap::new();
        let of_key = standing(Limit::per_minute("api_key", 5), 4, 11_000_001);
        let of_owner = standing(Limit::per_minute("cost", 1_000), 1_000, 0);
        tell(&[of_key, of_owner], &mut headers);
        assert_eq!(headers[POLICY], "\"api_key\";q=5;w=60, \"cost\";q=1000;w=60");
        assert_eq!(headers[STANDING], "\"api_key\";r=4;t=12, \"cost\";r=1000;t=0");
        assert_eq!(headers.get_all(STANDING).iter().count(), 1);
    }
}
