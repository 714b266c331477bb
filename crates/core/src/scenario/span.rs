//! Spans of time as a scenario writes them: `12s`, `1m30s`, `250ms`, or a number of seconds.

use crate::time::Millis;
use serde_json::Value;

/// The longest span a scenario may ask for: a year. Longer ones are mistakes.
const LONGEST: u64 = 366 * 86_400_000;

/// The span that a value says.
pub(super) fn of(value: &Value) -> Option<Millis> {
    let text = match value {
        // A number is read from its decimal digits, so that no rounding of floats gets into the times.
        Value::Number(number) => format!("{number}s"),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    parse(&text).filter(|span| span.0 <= LONGEST)
}

/// The way a scenario writes a span.
pub(super) fn text(span: Millis) -> String {
    match span.0 % 1000 {
        0 => format!("{}s", span.0 / 1000),
        _ => format!("{}ms", span.0),
    }
}

fn parse(mut text: &str) -> Option<Millis> {
    let mut total = Millis::ZERO;
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let digits = text.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let (number, rest) = text.split_at(digits);
        let (unit, rest) = rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()));
        total = total + Millis(thousandths(number)?.checked_mul(milliseconds(unit)?)? / 1000);
        text = rest;
    }
    Some(total)
}

/// How many milliseconds a unit has.
fn milliseconds(unit: &str) -> Option<u64> {
    match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    }
}

/// A decimal number in thousandths; what is below is dropped.
fn thousandths(number: &str) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digit =
        |at: usize| fraction.as_bytes().get(at).map_or(Some(0), |digit| char::from(*digit).to_digit(10));
    let below = digit(0)? * 100 + digit(1)? * 10 + digit(2)?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(u64::from(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_span_is_read_in_every_way_it_is_written() {
        let values =
            [json!("12s"), json!("1m30s"), json!("250ms"), json!("1.5s"), json!("1h"), json!(1.6), json!(4)];
        let spans = values.map(|value| of(&value).map(|span| span.0));
        assert_eq!(spans, [12_000, 90_000, 250, 1_500, 3_600_000, 1_600, 4_000].map(Some));
    }

    #[test]
    fn what_is_no_span_is_refused() {
        let values = ["", "s", "12", "-1s", "1.2.3s", "1 s", "12x", "99999999999999999999s", "9000000h"];
        assert!(values.iter().all(|text| of(&json!(text)).is_none()));
        assert!([json!(-1), json!(1e300), json!(null), json!([1])].iter().all(|value| of(value).is_none()));
    }

    #[test]
    fn a_span_is_written_so_that_it_is_read_back() {
        for span in [0, 250, 1_000, 1_600, 90_000].map(Millis) {
            assert_eq!(of(&json!(text(span))), Some(span));
        }
    }
}
