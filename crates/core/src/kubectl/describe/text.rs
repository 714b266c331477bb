//! Writing a description: fields at levels of indentation, in columns; labels, annotations and times as kubectl has them.

use crate::kubectl::apply::LAST_APPLIED;
use crate::kubectl::table;
use serde_json::Value;

/// A description being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    out: String,
}

impl Text {
    /// A line of its own: a heading, or one of a table whose cells are tabs apart.
    pub fn line(&mut self, level: usize, line: &str) {
        self.out.extend(std::iter::repeat_n("  ", level));
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// `Name:  value`.
    pub fn field(&mut self, level: usize, name: &str, value: impl AsRef<str>) {
        let line = format!("{name}:\t{}", value.as_ref());
        self.line(level, &line);
    }

    /// A field whose value is a list, a line each; `<none>` where there is nothing.
    pub fn list(&mut self, level: usize, name: &str, items: &[String]) {
        let Some((first, rest)) = items.split_first() else { return self.field(level, name, "<none>") };
        self.field(level, name, first);
        rest.iter().for_each(|item| self.line(level, &format!("\t{item}")));
    }

    /// Labels: `key=value`, a line each (`printLabelsMultiline`).
    pub fn labels(&mut self, level: usize, name: &str, labels: &Value) {
        let pairs: Vec<String> = pairs(labels).map(|(key, value)| format!("{key}={value}")).collect();
        self.list(level, name, &pairs);
    }

    /// Annotations: `key: value`, a line each, long ones on lines of their own; the one that `apply` keeps is left out
    /// (`printAnnotationsMultiline`).
    pub fn annotations(&mut self, level: usize, annotations: &Value) {
        const LONGEST: usize = 140;
        let mut items = Vec::new();
        for (key, value) in pairs(annotations).filter(|(key, _)| *key != LAST_APPLIED) {
            if value.len() > LONGEST || value.contains('\n') {
                items.push(format!("{key}:"));
                items.extend(value.trim_end_matches('\n').split('\n').map(|line| format!("  {line}")));
            } else {
                items.push(format!("{key}: {value}"));
            }
        }
        self.list(level, "Annotations", &items);
    }

    /// The whole text in columns.
    pub fn align(self) -> String {
        table::align(&self.out, table::DESCRIPTION)
    }
}

fn pairs(map: &Value) -> impl Iterator<Item = (&str, &str)> {
    let map = map.as_object().into_iter().flatten();
    map.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or("")))
}

/// A text of a field; empty where there is none.
pub(crate) fn str(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// A text or number, or what stands for nothing.
pub(crate) fn or(value: &Value, nothing: &str) -> String {
    match crate::kubectl::jsonpath::show(value) {
        text if text.is_empty() => nothing.into(),
        text => text,
    }
}

/// What is in a list.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// `True`, `False`.
pub(crate) fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A list as Go prints it: `[a b]`.
pub(crate) fn go_list(value: &Value) -> String {
    let texts: Vec<String> = items(value).iter().map(crate::kubectl::jsonpath::show).collect();
    format!("[{}]", texts.join(" "))
}

/// An instant as descriptions have it: `Thu, 01 Jan 2026 00:00:00 +0000` (RFC 1123), from RFC 3339.
pub(crate) fn instant(text: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let number = |at: std::ops::Range<usize>| text.get(at).and_then(|digits| digits.parse::<usize>().ok());
    let (Some(year), Some(month @ 1..=12), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return text.into();
    };
    // Sakamoto's method for the day of the week.
    const OFFSETS: [usize; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let shifted = if month < 3 { year.saturating_sub(1) } else { year };
    let weekday = (shifted + shifted / 4 - shifted / 100 + shifted / 400 + OFFSETS[month - 1] + day) % 7;
    let clock = text.get(11..19).unwrap_or("00:00:00");
    format!("{}, {day:02} {} {year} {clock} +0000", DAYS[weekday], MONTHS[month - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_their_day_of_the_week() {
        assert_eq!(instant("2026-01-01T00:00:00Z"), "Thu, 01 Jan 2026 00:00:00 +0000");
        assert_eq!(instant("2024-02-29T23:59:59Z"), "Thu, 29 Feb 2024 23:59:59 +0000");
        assert_eq!(instant("soon"), "soon");
    }
}
