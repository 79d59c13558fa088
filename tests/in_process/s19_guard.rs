//! S19: a document that is made to cost much is refused at once, and in little memory.

use std::time::{Duration, Instant};

use async_graphql::Request;
use florin::graphql::guard;

use crate::support::documents::malicious;
use crate::support::scale::{is_full, reached_in, size};

/// The promise, for an optimised build.
const REFUSED_WITHIN: Duration = Duration::from_millis(5);

/// A debug build, of which only the parser is optimised, gets ten times as much, of the best of a few
/// tries, because other tests run beside this one.
const REFUSED_WITHIN_IN_DEBUG: Duration = Duration::from_millis(50);

/// What may be allocated before a document is refused, all in all.
const ALLOCATED_MAX: u64 = 1024 * 1024;

/// Rounds, the best of which counts: they tell a busy machine from a slow guard.
const ROUNDS: usize = 3;

#[test]
fn s19_each_malicious_document_is_refused_at_once() {
    let tries = size(5, 2_000);
    let mut slowest = (Duration::ZERO, Duration::ZERO, "");
    let documents = malicious();
    for (what, document) in &documents {
        let rounds = (0..ROUNDS).map(|_| round(document, tries));
        let (median, nearly_all) = rounds.min_by_key(|(_, nearly_all)| *nearly_all).unwrap();
        if is_full() {
            assert!(nearly_all < REFUSED_WITHIN, "{what}: {nearly_all:?} (p50 {median:?})");
        }
        slowest = slowest.max((nearly_all, median, what));
    }
    let (nearly_all, median, what) = slowest;
    reached_in(
        "S19 guard",
        "none",
        format!(
            "{} malicious documents, each {tries} times: the slowest ({what}) is refused after \
             {nearly_all:.2?} at p99, {median:.2?} at p50 (bound {REFUSED_WITHIN:?})",
            documents.len()
        ),
    );
}

/// How long refusing a document takes: half of the times at most so long, and 99 of a hundred.
fn round(document: &str, tries: usize) -> (Duration, Duration) {
    let limits = guard::Limits::default();
    let mut took = Vec::with_capacity(tries);
    for _ in 0..tries {
        let mut request = Request::new(document);
        let began = Instant::now();
        let checked = guard::check(&mut request, &limits);
        took.push(began.elapsed());
        assert!(checked.is_err(), "{document}");
    }
    took.sort_unstable();
    assert!(took[0] < REFUSED_WITHIN_IN_DEBUG, "{:?}: {document}", took[0]);
    (took[tries / 2], took[tries * 99 / 100])
}

#[test]
fn s19_each_malicious_document_is_refused_in_little_memory() {
    let limits = guard::Limits::default();
    let mut most = (0, 0, "");
    for (what, document) in malicious() {
        let mut request = Request::new(document);
        let allocated = allocation_counter::measure(|| {
            assert!(guard::check(&mut request, &limits).is_err(), "{what}");
        });
        assert!(allocated.bytes_total < ALLOCATED_MAX, "{what}: {allocated:?}");
        most = most.max((allocated.bytes_total, allocated.bytes_max, what));
    }
    let (total, at_once, what) = most;
    reached_in(
        "S19 memory",
        "none",
        format!(
            "at most {} KiB are allocated for a malicious document ({what}), {} KiB of them at once \
             (bound {} KiB)",
            total / 1024,
            at_once / 1024,
            ALLOCATED_MAX / 1024
        ),
    );
}
