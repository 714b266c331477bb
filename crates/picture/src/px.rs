//! A length in a drawing: hundredths of a CSS pixel, so that it is written alike on every machine.

/// A length in hundredths of a CSS pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Px(i32);

impl Px {
    /// The length in CSS pixels.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// Appends the shortest decimal number of pixels.
    pub fn write(self, out: &mut String) {
        if self.0 < 0 {
            out.push('-');
        }
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        push_number(out, u64::from(whole));
        if rest > 0 {
            out.push('.');
            out.push(digit(rest / 10));
        }
        if rest % 10 > 0 {
            out.push(digit(rest % 10));
        }
    }
}

impl From<f64> for Px {
    /// Rounds to the nearest hundredth; what is not a number is 0.
    #[inline(never)]
    fn from(pixels: f64) -> Px {
        Px((pixels * 100.0).round() as i32)
    }
}

/// `value`, or the nearer of two bounds. Unlike `f64::clamp` it cannot panic, and so needs no words for it.
pub(crate) fn between(value: f64, least: f64, most: f64) -> f64 {
    value.min(most).max(least)
}

/// Appends a whole number in decimal.
pub(crate) fn push_number(out: &mut String, number: u64) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(digit((number % 10) as u32));
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_written_as_its_shortest_decimal() {
        let written = |pixels: f64| {
            let mut out = String::new();
            Px::from(pixels).write(&mut out);
            out
        };
        let all: Vec<_> = [0.0, 1.0, -1.5, 0.05, 12.3456, -0.004, 100.1, f64::NAN].map(written).into();
        assert_eq!(all, ["0", "1", "-1.5", "0.05", "12.35", "0", "100.1", "0"]);
    }
}
