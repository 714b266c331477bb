//! Instants as Kubernetes writes them (RFC 3339 in UTC), read back as times of the simulation.

use crate::time::Time;

/// The instant of a text such as `2026-01-01T00:00:05Z`, or `2026-01-01T00:00:05.250000Z`, to the millisecond. What was before the simulation began is its
/// beginning. None where the text is no instant.
pub(super) fn instant(text: &str) -> Option<Time> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time.get(..8)?, ':')?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year > 9999 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let millis = seconds * 1000 + millis(time.get(8..)?);
    Some(Time(millis.saturating_sub(days(2026, 1, 1) * 86_400_000)))
}

/// The part of a second that begins with a dot, if one does.
fn millis(part: &str) -> u64 {
    let digits = part.strip_prefix('.').unwrap_or_default().bytes().take_while(u8::is_ascii_digit);
    digits.chain([b'0'; 3]).take(3).fold(0, |millis, digit| millis * 10 + u64::from(digit - b'0'))
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let mut numbers = text.splitn(3, separator).map(str::parse);
    Some([numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?])
}

/// Days since 0000-03-01 of the proleptic Gregorian calendar, whose years then end with the leap day.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_it_was_written() {
        for seconds in [0, 1, 86_399, 59 * 86_400, 790 * 86_400 + 12_345, 40_000 * 86_400] {
            let time = Time(seconds * 1000);
            assert_eq!(instant(&time.rfc3339()), Some(time), "{}", time.rfc3339());
            let later = Time(time.0 + 7);
            assert_eq!(instant(&later.rfc3339_micro()), Some(later), "{}", later.rfc3339_micro());
        }
    }

    #[test]
    fn what_was_before_the_simulation_is_its_beginning_and_nonsense_is_none() {
        assert_eq!(instant("2020-02-29T10:00:00Z"), Some(Time::ZERO));
        assert_eq!(instant("2026-01-01T00:00:02.500000Z"), Some(Time(2500)));
        let nonsense =
            ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T0:0:0", "2026-01-01Té:é:é"];
        assert_eq!(nonsense.map(instant), [None; 6]);
    }
}
