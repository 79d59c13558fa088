//! The settings of signing in: how long a session lasts, and how often it may be tried.

use std::time::Duration;

use super::values::{BadSetting, Values};

/// The longest time that a session may last: what is longer is a mistake.
const SPAN_MAX: Duration = Duration::from_hours(10 * 365 * 24);

/// How long a session lasts, and how often signing in and up may be tried.
#[derive(Clone, Copy, Debug)]
pub struct SignInSettings {
    /// `FLORIN_SESSION_IDLE`
    pub session_idle: Duration,
    /// `FLORIN_SESSION_LIFE`
    pub session_life: Duration,
    /// `FLORIN_FRESH_FOR`
    pub fresh_for: Duration,
    /// `FLORIN_LOGIN_RATE`
    pub login_rate: u32,
    /// `FLORIN_SIGNUP_RATE`
    pub signup_rate: u32,
}

impl SignInSettings {
    pub(super) fn read(values: &Values) -> Result<Self, BadSetting> {
        // The last use is written down once a minute, so less than some of them can't be told.
        let idle_min = Duration::from_mins(5);
        Ok(Self {
            session_idle: span(values, "FLORIN_SESSION_IDLE", idle_min)?,
            session_life: span(values, "FLORIN_SESSION_LIFE", idle_min)?,
            fresh_for: span(values, "FLORIN_FRESH_FOR", Duration::from_secs(1))?,
            login_rate: values.number("FLORIN_LOGIN_RATE", 1..=1_000_000)?,
            signup_rate: values.number("FLORIN_SIGNUP_RATE", 1..=1_000_000)?,
        })
    }
}

fn span(values: &Values, name: &str, least: Duration) -> Result<Duration, BadSetting> {
    let span = values.duration(name, least)?;
    if span > SPAN_MAX {
        return Err(BadSetting::new(
            name,
            &values.text(name),
            "a span of time of 10 years at most",
        ));
    }
    Ok(span)
}
