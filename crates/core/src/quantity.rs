//! Kubernetes' quantities (`1Gi`, `500m`, `2e3`): parsed exactly, compared, written in canonical form.

use std::cmp::Ordering;
use std::fmt;

/// The way a quantity was written, which its canonical form keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    DecimalSi,
    DecimalExponent,
    BinarySi,
}

/// An exact amount, to a billionth, between -2^63 and 2^63. Follows `resource.Quantity` of apimachinery.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    nanos: i128,
    format: Format,
}

/// Why a text is not a quantity; `Display` gives the API server's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// It does not look like a number with a suffix.
    Format,
    /// The number is followed by a suffix that does not exist.
    Suffix,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => {
                "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Suffix => "unable to parse quantity's suffix",
        })
    }
}

const NANO: i128 = 1_000_000_000;
const LIMIT: i128 = (i64::MAX as i128) * NANO;
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// When the text is not a number with one of Kubernetes' suffixes.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (negative, rest) = sign(text);
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, suffix) = rest.split_at(end);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if digits == 0 || number.len() - digits > 1 || !suffix_looks_right(suffix) {
            return Err(QuantityError::Format);
        }
        let (factor, format) = factor(suffix).ok_or(QuantityError::Suffix)?;
        let nanos = scale(number, factor);
        Ok(Self { nanos: if negative { -nanos } else { nanos }, format })
    }

    /// A whole number of the unit.
    #[must_use]
    pub fn from_whole(units: i64) -> Self {
        Self { nanos: i128::from(units) * NANO, format: Format::DecimalSi }
    }

    /// In whole units, rounded up: bytes of storage, cores.
    #[must_use]
    pub fn units(self) -> i64 {
        let up = i128::from(self.nanos % NANO > 0);
        i64::try_from(self.nanos / NANO + up).unwrap_or(i64::MAX)
    }

    /// In thousandths, rounded up: millicores.
    #[must_use]
    pub fn millis(self) -> i128 {
        self.nanos / 1_000_000 + i128::from(self.nanos % 1_000_000 > 0)
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    fn binary(self) -> bool {
        self.format == Format::BinarySi && self.nanos.abs() >= 1024 * NANO && self.nanos % NANO == 0
    }
}

/// The canonical form of a text that is a quantity: `1024Mi` is `1Gi`, `0.5` is `500m`. `None` when it is none.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    Quantity::parse(text).ok().map(|quantity| quantity.to_string())
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn suffix_looks_right(suffix: &str) -> bool {
    let rest = suffix.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    digits.bytes().all(|b| b.is_ascii_digit())
}

/// What a suffix stands for, as (numerator, denominator).
fn factor(suffix: &str) -> Option<((i128, i128), Format)> {
    if let Some(at) = DECIMAL.iter().position(|known| *known == suffix) {
        return Some((power_of_ten(at as i32 * 3 - 9), Format::DecimalSi));
    }
    if let Some(at) = BINARY.iter().position(|known| *known == suffix) {
        return Some(((1 << (10 * at), 1), Format::BinarySi));
    }
    let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some((power_of_ten(exponent), Format::DecimalExponent))
}

/// Beyond ten to the 30th everything is at the limit, or nothing.
fn power_of_ten(exponent: i32) -> (i128, i128) {
    let size = 10_i128.pow(exponent.unsigned_abs().min(30));
    if exponent < 0 { (1, size) } else { (size, 1) }
}

/// The number times the factor in billionths, rounded up and kept within the limit.
fn scale(number: &str, (up, down): (i128, i128)) -> i128 {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let (digits, exponent) = significant(whole, part);
    let (more, less) = power_of_ten(exponent);
    let product = digits.checked_mul(NANO).and_then(|n| n.checked_mul(more)).and_then(|n| n.checked_mul(up));
    match (product, less.checked_mul(down)) {
        (Some(product), Some(divisor)) => divide_up(product, divisor).min(LIMIT),
        (Some(_), None) => i128::from(digits > 0),
        (None, _) => scale_by_parts(digits, more, up, less.saturating_mul(down)),
    }
}

fn scale_by_parts(digits: i128, more: i128, up: i128, divisor: i128) -> i128 {
    let step = divide_up(digits.saturating_mul(up), divisor);
    step.saturating_mul(more).saturating_mul(NANO).min(LIMIT)
}

fn divide_up(n: i128, by: i128) -> i128 {
    n / by + i128::from(n % by > 0)
}

/// The first 20 digits as a number, and the power of ten that it still has to be multiplied by.
fn significant(whole: &str, part: &str) -> (i128, i32) {
    let (mut value, mut exponent) = (0_i128, 0_i32);
    for (at, digit) in whole.bytes().chain(part.bytes()).enumerate() {
        let fraction = at >= whole.len();
        if value < 10_i128.pow(19) {
            value = value * 10 + i128::from(digit - b'0');
            exponent -= i32::from(fraction);
        } else {
            exponent = exponent.saturating_add(i32::from(!fraction));
        }
    }
    (value, exponent)
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binary() {
            let (number, power) = shorten(self.nanos / NANO, 1024, BINARY.len() - 1);
            return write!(f, "{number}{}", BINARY[power]);
        }
        let (number, power) = shorten(self.nanos, 1000, DECIMAL.len() - 1);
        let exponent = power as i32 * 3 - 9;
        match self.format {
            _ if number == 0 => f.write_str("0"),
            Format::DecimalExponent if exponent != 0 => write!(f, "{number}e{exponent}"),
            Format::DecimalExponent | Format::DecimalSi | Format::BinarySi => {
                write!(f, "{number}{}", DECIMAL[power])
            }
        }
    }
}

/// The number without its factors of the base, and how many there were (at most `most`).
fn shorten(mut number: i128, base: i128, most: usize) -> (i128, usize) {
    let mut power = 0;
    while power < most && number != 0 && number % base == 0 {
        number /= base;
        power += 1;
    }
    (number, power)
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn shown(texts: &[&str]) -> String {
        let show = |text: &&str| match Quantity::parse(text) {
            Ok(quantity) => format!("{text} = {quantity} ({} units)\n", quantity.units()),
            Err(error) => format!("{text}: {error}\n"),
        };
        texts.iter().map(show).collect()
    }

    #[test]
    fn quantities_are_written_in_canonical_form() {
        expect![[r#"
            1Gi = 1Gi (1073741824 units)
            1024Mi = 1Gi (1073741824 units)
            1.5Gi = 1536Mi (1610612736 units)
            0.5 = 500m (1 units)
            100m = 100m (1 units)
            1000m = 1 (1 units)
            0.1Gi = 107374182400m (107374183 units)
            512 = 512 (512 units)
            1024 = 1024 (1024 units)
            1000Ki = 1000Ki (1024000 units)
            2000Ki = 2000Ki (2048000 units)
            1e3 = 1e3 (1000 units)
            12E = 9223372036854775807 (9223372036854775807 units)
            5E-3 = 5e-3 (1 units)
            0 = 0 (0 units)
            -1Gi = -1Gi (-1073741824 units)
            +2k = 2k (2000 units)
            0.0000000001 = 1n (1 units)
            1023Ki = 1023Ki (1047552 units)
            500Gi = 500Gi (536870912000 units)
            10Mi = 10Mi (10485760 units)
            .5 = 500m (1 units)
            5. = 5 (5 units)
        "#]]
        .assert_eq(&shown(&[
            "1Gi",
            "1024Mi",
            "1.5Gi",
            "0.5",
            "100m",
            "1000m",
            "0.1Gi",
            "512",
            "1024",
            "1000Ki",
            "2000Ki",
            "1e3",
            "12E",
            "5E-3",
            "0",
            "-1Gi",
            "+2k",
            "0.0000000001",
            "1023Ki",
            "500Gi",
            "10Mi",
            ".5",
            "5.",
        ]));
    }

    #[test]
    fn what_is_no_quantity_is_refused_in_the_servers_words() {
        expect![[r#"
            lots: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            : quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1Xi: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1.2.3: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1 Gi: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1Kii: unable to parse quantity's suffix
            -: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1e: unable to parse quantity's suffix
            0x10: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            Gi: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            .: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
        "#]]
        .assert_eq(&shown(&["lots", "", "1Xi", "1.2.3", "1 Gi", "1Kii", "-", "1e", "0x10", "Gi", "."]));
    }

    #[test]
    fn huge_numbers_stop_at_the_limit_and_tiny_ones_round_up() {
        let digits = "9".repeat(5000);
        let parse = |text: &str| Quantity::parse(text).map(|quantity| quantity.to_string());
        assert_eq!(parse(&digits), Ok("9223372036854775807".into()));
        assert_eq!(parse(&format!("{digits}Ei")), parse("1e300"));
        assert_eq!(parse("1e-300"), Ok("1e-9".into()));
        assert_eq!(parse("99999999999999999999E"), parse("1e300"));
    }

    #[test]
    fn amounts_compare_whatever_their_notation() {
        let parse = |text| Quantity::parse(text).expect("a quantity");
        assert_eq!(parse("1024Mi"), parse("1Gi"));
        assert!(parse("1G") < parse("1Gi") && parse("-1") < parse("0") && parse("999m") < parse("1"));
    }
}
