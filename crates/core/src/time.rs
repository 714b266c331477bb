//! Simulated time: whole milliseconds since the scenario's start, and the spans between.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// An instant of the simulation, in milliseconds since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// A span of simulated time, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// The wall-clock second at which every simulation starts: 2026-01-01T00:00:00Z, in seconds of the Unix epoch.
const EPOCH_SECONDS: u64 = 1_767_225_600;

impl Time {
    /// The start of the simulation.
    pub const ZERO: Time = Time(0);
    /// Later than every event.
    pub const MAX: Time = Time(u64::MAX);

    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Time) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }

    /// The instant as Kubernetes writes it in objects: RFC 3339 in UTC, to the second.
    pub fn rfc3339(self) -> String {
        [self.date_and_time(), "Z".into()].concat()
    }

    /// The same to the microsecond, as Kubernetes writes a `MicroTime`.
    pub fn rfc3339_micro(self) -> String {
        format!("{}.{:03}000Z", self.date_and_time(), self.0 % 1000)
    }

    fn date_and_time(self) -> String {
        let seconds = EPOCH_SECONDS + self.0 / 1000;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil_date(days);
        let (h, m, s) = (rest / 3600, rest / 60 % 60, rest % 60);
        format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}")
    }
}

/// Year, month and day of a day number of the Unix epoch, by the proleptic Gregorian calendar.
fn civil_date(days: u64) -> (u64, u64, u64) {
    // Counted from 0000-03-01, so that the leap day is a year's last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

impl Millis {
    /// No time at all.
    pub const ZERO: Millis = Millis(0);

    /// A span of whole seconds.
    pub const fn seconds(seconds: u64) -> Millis {
        Millis(seconds.saturating_mul(1000))
    }

    /// The span in whole seconds, rounded down.
    pub const fn as_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// A span of less than a minute as Go prints it (`time.Duration.String`): `1.6s`, `250ms`.
    pub(crate) fn as_go(self) -> String {
        let (seconds, millis) = (self.0 / 1000, self.0 % 1000);
        match (seconds, millis) {
            (0, millis) => format!("{millis}ms"),
            (seconds, 0) => format!("{seconds}s"),
            (seconds, millis) => format!("{seconds}.{}s", format!("{millis:03}").trim_end_matches('0')),
        }
    }
}

impl Add<Millis> for Time {
    type Output = Time;
    fn add(self, span: Millis) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Millis> for Time {
    fn add_assign(&mut self, span: Millis) {
        *self = *self + span;
    }
}

impl Add for Millis {
    type Output = Millis;
    fn add(self, other: Millis) -> Millis {
        Millis(self.0.saturating_add(other.0))
    }
}

impl Sub<Time> for Time {
    type Output = Millis;
    fn sub(self, earlier: Time) -> Millis {
        self.since(earlier)
    }
}

impl fmt::Display for Time {
    /// Seconds with milliseconds, as the timeline shows them: `12.345s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}s", self.0 / 1000, self.0 % 1000)
    }
}

impl fmt::Display for Millis {
    /// The age as kubectl prints it (`duration.HumanDuration` of apimachinery): `5s`, `2m3s`, `4h10m`, `3d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.as_seconds();
        let (m, h, d) = (s / 60, s / 3600, s / 86_400);
        let pair = |f: &mut fmt::Formatter<'_>, a: u64, x: char, b: u64, y: char| match b {
            0 => write!(f, "{a}{x}"),
            _ => write!(f, "{a}{x}{b}{y}"),
        };
        match s {
            0..120 => write!(f, "{s}s"),
            120..600 => pair(f, m, 'm', s % 60, 's'),
            600..10_800 => write!(f, "{m}m"),
            10_800..28_800 => pair(f, h, 'h', m % 60, 'm'),
            28_800..172_800 => write!(f, "{h}h"),
            172_800..691_200 => pair(f, d, 'd', h % 24, 'h'),
            691_200..63_072_000 => write!(f, "{d}d"),
            63_072_000..252_288_000 => pair(f, d / 365, 'y', d % 365, 'd'),
            _ => write!(f, "{}y", d / 365),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_kubernetes_writes_it() {
        assert_eq!(Time(0).rfc3339(), "2026-01-01T00:00:00Z");
        assert_eq!(Time(59 * 86_400_000 + 3_661_999).rfc3339(), "2026-03-01T01:01:01Z");
    }

    #[test]
    fn an_age_is_written_as_kubectl_writes_it() {
        let ages = [0, 119, 120, 125, 600, 10_800, 11_000, 90_000, 200_000, 800_000];
        let printed: Vec<_> = ages.iter().map(|s| Millis::seconds(*s).to_string()).collect();
        assert_eq!(printed, ["0s", "119s", "2m", "2m5s", "10m", "3h", "3h3m", "25h", "2d7h", "9d"]);
    }
}
