//! Which failed calls are sent again at once, and after what pause.
//!
//! Only what may pass within seconds, and only what does no harm when Plaid has received the first
//! one after all. Everything that takes longer (a bank that is down, data that isn't ready, a rate
//! limit without a near end) is left to the caller, who can wait without holding a connection.

use std::time::Duration;

use crate::endpoint::{Endpoint, Repeat};
use crate::error::{Error, TransportKind};

/// The longest pause before the second attempt. It doubles from attempt to attempt.
const FIRST_PAUSE_MAX: Duration = Duration::from_millis(500);

/// The longest pause of all.
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// The longest `Retry-After` that is waited for here.
const RETRY_AFTER_MAX: Duration = Duration::from_mins(1);

/// The pauses between the attempts of one call.
pub(crate) fn pauses(
    attempts_max: u32,
    jitter: fn(Duration) -> Duration,
) -> impl Iterator<Item = Duration> + Send + Sync + Unpin {
    (1..attempts_max).map(move |attempt| {
        let doubled =
            FIRST_PAUSE_MAX.saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        jitter(doubled.min(PAUSE_MAX))
    })
}

/// Whether a failed attempt is worth another one.
pub(crate) fn is_worth_another(endpoint: Endpoint, error: &Error) -> bool {
    if let Error::Transport { kind: TransportKind::Connect, .. } = error {
        return true;
    }
    if let Error::Withheld { retry_after, .. } = error {
        return *retry_after <= RETRY_AFTER_MAX;
    }
    if endpoint.repeat == Repeat::UnlessReceived {
        return false;
    }
    match error.http_status() {
        Some(429) => error.retry_after().is_some_and(|pause| pause <= RETRY_AFTER_MAX),
        Some(status) => {
            status >= 500 && error.retry_after().is_none_or(|pause| pause <= RETRY_AFTER_MAX)
        }
        None => matches!(error, Error::Transport { .. }),
    }
}

/// The pause after that error: as long as Plaid asks for, and never shorter than the one that is
/// due.
pub(crate) fn pause_after(error: &Error, due: Duration) -> Duration {
    error.retry_after().map_or(due, |asked| asked.max(due))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{ITEM_PUBLIC_TOKEN_EXCHANGE, TRANSACTIONS_SYNC};

    fn status(http_status: u16, retry_after: Option<u64>) -> Error {
        let retry_after = retry_after.map(Duration::from_secs);
        Error::Status { path: "/transactions/sync", http_status, retry_after }
    }

    fn transport(kind: TransportKind) -> Error {
        Error::Transport { path: "/transactions/sync", kind, source: "the network".into() }
    }

    #[test]
    fn pauses_double_up_to_two_seconds() {
        let longest: Vec<_> = pauses(6, |longest| longest).map(|pause| pause.as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 2000, 2000]);
        assert_eq!(pauses(40, |longest| longest).last(), Some(PAUSE_MAX));
        assert_eq!(pauses(1, |longest| longest).count(), 0);
        assert_eq!(pauses(0, |longest| longest).count(), 0);
    }

    #[test]
    fn what_may_pass_within_seconds_is_tried_again() {
        for error in [
            status(500, None),
            status(503, Some(60)),
            status(429, Some(60)),
            transport(TransportKind::Connect),
            transport(TransportKind::Timeout),
            transport(TransportKind::Lost),
        ] {
            assert!(is_worth_another(TRANSACTIONS_SYNC, &error), "{error:?}");
        }
        for error in [
            status(429, None),
            status(429, Some(61)),
            status(503, Some(61)),
            status(302, None),
            status(400, None),
            Error::Malformed { path: "/transactions/sync" },
            Error::TooLarge { path: "/transactions/sync", bytes_max: 1 },
        ] {
            assert!(!is_worth_another(TRANSACTIONS_SYNC, &error), "{error:?}");
        }
    }

    #[test]
    fn an_exchange_that_may_have_arrived_is_never_sent_again() {
        for error in [
            status(500, None),
            status(429, Some(1)),
            transport(TransportKind::Timeout),
            transport(TransportKind::Lost),
        ] {
            assert!(!is_worth_another(ITEM_PUBLIC_TOKEN_EXCHANGE, &error), "{error:?}");
        }
        let path = "/item/public_token/exchange";
        let withheld =
            |seconds| Error::Withheld { path, retry_after: Duration::from_secs(seconds) };
        assert!(is_worth_another(ITEM_PUBLIC_TOKEN_EXCHANGE, &withheld(60)));
        assert!(!is_worth_another(ITEM_PUBLIC_TOKEN_EXCHANGE, &withheld(61)));
        let never_arrived = transport(TransportKind::Connect);
        assert!(is_worth_another(ITEM_PUBLIC_TOKEN_EXCHANGE, &never_arrived));
    }

    #[test]
    fn plaid_may_ask_for_a_longer_pause_and_not_for_a_shorter_one() {
        let due = Duration::from_millis(300);
        assert_eq!(pause_after(&status(429, Some(7)), due), Duration::from_secs(7));
        assert_eq!(pause_after(&status(429, Some(0)), due), due);
        assert_eq!(pause_after(&status(500, None), due), due);
    }
}
