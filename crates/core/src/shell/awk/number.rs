//! Numbers of `awk` programs: decimals to six places, so that sums are the same on every machine.

use std::fmt::{Display, Formatter};
use std::ops::{Add, Rem, Sub};

/// A number, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number(i128);

const ONE: i128 = 1_000_000;

impl Number {
    /// The number that a text begins with; none is 0.
    pub(super) fn of(text: &str) -> Number {
        let text = text.trim();
        let is_part = |(at, c): &(usize, char)| c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-');
        let length = text.char_indices().take_while(is_part).count();
        let (whole, fraction) = text[..length].split_once('.').unwrap_or((&text[..length], ""));
        let negative = whole.starts_with('-');
        let whole = whole.trim_start_matches('-').parse::<i128>().unwrap_or(0).min(1 << 80);
        let fraction: String =
            fraction.chars().take_while(char::is_ascii_digit).chain("000000".chars()).take(6).collect();
        let value = whole * ONE + fraction.parse::<i128>().unwrap_or(0);
        Number(if negative { -value } else { value })
    }

    /// The number that a text is, if it is one and nothing else.
    pub(super) fn exact(text: &str) -> Option<Number> {
        let text = text.trim();
        let digits = text.trim_start_matches('-');
        let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.') && text.len() <= digits.len() + 1;
        let counts = digits.contains(|c: char| c.is_ascii_digit()) && digits.matches('.').count() < 2;
        (plain && counts).then(|| Number::of(text))
    }

    /// So many times as much.
    pub(super) fn times(self, other: Number) -> Number {
        Number(self.0.saturating_mul(other.0) / ONE)
    }

    /// It divided, and rounded. By nothing gives nothing: a program need not end for it.
    pub(super) fn over(self, other: Number) -> Number {
        let twice = self.0.saturating_mul(2 * ONE).checked_div(other.0).unwrap_or(0);
        Number((twice + twice.signum()) / 2)
    }

    /// It without what stands behind the point.
    pub(super) fn whole(self) -> Number {
        Number(self.0 / ONE * ONE)
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) =
            (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:06}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl Add for Number {
    type Output = Number;
    fn add(self, other: Number) -> Number {
        Number(self.0.saturating_add(other.0))
    }
}

impl Sub for Number {
    type Output = Number;
    fn sub(self, other: Number) -> Number {
        Number(self.0.saturating_sub(other.0))
    }
}

impl Rem for Number {
    type Output = Number;
    fn rem(self, other: Number) -> Number {
        Number(self.0.checked_rem(other.0).unwrap_or(0))
    }
}
