//! Words and how wide they are: there are no fonts here, so widths are estimates on the safe side.

use crate::px::push_number;
use ordinal_core::time::{Millis, Time};

/// A typeface at a size in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Face {
    /// The proportional one.
    Sans(f64),
    /// The proportional one, bold.
    Bold(f64),
    /// The one where all characters are as wide.
    Mono(f64),
}

/// About how wide a text is, in CSS pixels; rather too wide than too narrow, since every system has other fonts.
pub(crate) fn width(words: &str, face: Face) -> f64 {
    words.chars().map(|character| advance(character, face)).sum()
}

fn advance(character: char, face: Face) -> f64 {
    let wide = is_wide(character);
    match face {
        Face::Mono(size) => size * if wide { 1.2 } else { 0.605 },
        Face::Sans(size) => size * if wide { 1.0 } else { sans_share(character) },
        Face::Bold(size) => size * if wide { 1.05 } else { sans_share(character) * 1.14 },
    }
}

/// Whether a character is as wide as it is high in most fonts: those of East Asia, and pictures.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{ff60}' | '\u{1f000}'..)
}

/// The share of an em that a character of a common sans-serif takes.
fn sans_share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | ' ' => 0.3,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.88,
        'A'..='Z' => 0.68,
        _ => 0.585,
    }
}

/// The text, or its beginning and an ellipsis where it would be wider than `room`.
pub(crate) fn fitted(words: &str, face: Face, room: f64) -> String {
    if width(words, face) <= room {
        return words.into();
    }
    let room = room - advance('…', face);
    let mut used = 0.0;
    let fits = |character: &char| {
        used += advance(*character, face);
        used <= room
    };
    let mut cut: String = words.chars().take_while(fits).collect();
    cut.push('…');
    cut
}

/// The name, or its beginning, an ellipsis and its end where it would be wider than `room`: names of pods and claims
/// differ at the end.
pub(crate) fn fitted_name(name: &str, face: Face, room: f64) -> String {
    if width(name, face) <= room {
        return name.into();
    }
    let end = name.rfind('-').filter(|dash| *dash > 0 && width(&name[*dash..], face) < room * 0.8);
    let Some(end) = end else { return fitted(name, face, room) };
    let mut cut = fitted(&name[..end], face, room - width(&name[end..], face));
    if !cut.ends_with('…') {
        cut.push('…');
    }
    cut.push_str(&name[end..]);
    cut
}

/// The first characters of a revision's hash: enough to tell two apart in a small place.
pub(crate) fn short(hash: &str) -> &str {
    hash.char_indices().nth(5).map_or(hash, |(end, _)| &hash[..end])
}

/// A number in decimal.
pub(crate) fn number(value: u64) -> String {
    let mut out = String::new();
    push_number(&mut out, value);
    out
}

/// The pieces one after another.
pub(crate) fn join(pieces: &[&str]) -> String {
    pieces.concat()
}

/// A span as kubectl's AGE column has it, `83s`, `2m5s`, `3h`. The bounds are those of `duration.HumanDuration` in
/// k8s.io/apimachinery, up to days.
pub(crate) fn age(span: Millis) -> String {
    let seconds = span.as_seconds();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..120 => two(seconds, "s", 0, ""),
        120..600 => two(minutes, "m", seconds % 60, "s"),
        600..10_800 => two(minutes, "m", 0, ""),
        10_800..28_800 => two(hours, "h", minutes % 60, "m"),
        28_800..172_800 => two(hours, "h", 0, ""),
        172_800..691_200 => two(days, "d", hours % 24, "h"),
        _ => two(days, "d", 0, ""),
    }
}

/// A number with its unit, and a second if it is not 0.
fn two(first: u64, unit: &str, second: u64, second_unit: &str) -> String {
    let mut out = number(first);
    out.push_str(unit);
    if second > 0 {
        push_number(&mut out, second);
        out.push_str(second_unit);
    }
    out
}

/// An instant as the clock shows it, `1:23`, `1:02:03`.
pub(crate) fn clock(at: Time) -> String {
    let seconds = at.0 / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut out = String::new();
    if hours > 0 {
        push_number(&mut out, hours);
        out.push(':');
        pad(&mut out, minutes);
    } else {
        push_number(&mut out, minutes);
    }
    out.push(':');
    pad(&mut out, seconds % 60);
    out
}

/// An instant to the tenth of a second, `1:23.6`.
pub(crate) fn fine_clock(at: Time) -> String {
    let mut out = clock(at);
    out.push('.');
    push_number(&mut out, at.0 % 1000 / 100);
    out
}

fn pad(out: &mut String, value: u64) {
    if value < 10 {
        out.push('0');
    }
    push_number(out, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_written_as_kubectl_writes_it() {
        let ages = [0, 83, 119, 120, 125, 599, 605, 10_800, 11_100, 30_000, 90_000, 200_000, 900_000];
        let written = ages.map(|seconds| age(Millis::seconds(seconds))).join(" ");
        assert_eq!(written, "0s 83s 119s 2m 2m5s 9m59s 10m 3h 3h5m 8h 25h 2d7h 10d");
    }

    #[test]
    fn a_clock_has_hours_only_when_there_are_any() {
        assert_eq!(
            [clock(Time(0)), clock(Time(83_600)), clock(Time(3_723_000))],
            ["0:00", "1:23", "1:02:03"]
        );
        assert_eq!(fine_clock(Time(83_650)), "1:23.6");
    }

    #[test]
    fn a_text_too_long_for_its_place_ends_in_an_ellipsis() {
        assert_eq!(
            fitted("web-0.web.default.svc.cluster.local", Face::Mono(10.0), 100.0),
            "web-0.web.defau…"
        );
        assert_eq!(fitted("web-0", Face::Mono(10.0), 100.0), "web-0");
        assert_eq!(fitted_name("a-very-long-name-of-a-set-12", Face::Mono(10.0), 100.0), "a-very-long-…-12");
        assert_eq!(fitted("日本語日本語", Face::Sans(10.0), 35.0), "日本…");
    }

    #[test]
    fn a_short_hash_is_its_first_five_characters() {
        assert_eq!([short("6cd66fd77f"), short("6cd"), short("ééééééé")], ["6cd66", "6cd", "ééééé"]);
    }
}
