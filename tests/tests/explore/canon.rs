//! What two states have in common: a fingerprint of a cluster in which what cannot make a difference any more is left
//! out. Names that come from UIDs are numbered as they appear, instants count from now, and those that are past are
//! all the same.

use ordinal_core::Time;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

/// Fields that only tell what has been: Events, decisions, versions, numbers given so far, what was typed.
const HISTORY: [&str; 12] = [
    "recorder: ",
    "decisions: ",
    "since: {",
    "resource_version: ",
    "version: ",
    "last_uid: ",
    "addresses: ",
    "session: ",
    "last_process: ",
    "next: Seq(",
    "ip: ",
    "generation: ",
];

/// The fingerprint of a state as `Debug` writes it, at an instant. 128 bits: among millions of states no two are taken
/// for one by chance.
pub fn fingerprint(state: &str, now: Time) -> u128 {
    let mut reader =
        Reader { rest: state, now: now.0, names: BTreeMap::new(), hashers: [hasher(1), hasher(2)] };
    while reader.next() {}
    let [high, low] = reader.hashers.map(|hasher| u128::from(hasher.finish()));
    high << 64 | low
}

fn hasher(seed: u8) -> DefaultHasher {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(seed);
    hasher
}

struct Reader<'a> {
    rest: &'a str,
    now: u64,
    names: BTreeMap<&'a str, usize>,
    hashers: [DefaultHasher; 2],
}

impl<'a> Reader<'a> {
    /// Reads on by a word; says whether there was one.
    fn next(&mut self) -> bool {
        let rest = self.rest;
        if rest.is_empty() {
            return false;
        }
        if let Some(field) = HISTORY.iter().find(|field| rest.starts_with(**field)) {
            self.rest = skip_value(&rest[field.len() - usize::from(field.ends_with(['(', '{']))..]);
            return true;
        }
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()).max(1);
        let (word, after) =
            rest.split_at(rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at).max(length));
        match (word, after.strip_prefix('(')) {
            ("Time", Some(number)) => self.time(number),
            ("Uid" | "Seq", Some(number)) => self.name(number, ')'),
            // A volume is named after its claim's UID.
            ("pvc", None) if after.starts_with('-') => self.name(after, '"'),
            _ => {
                self.rest = after;
                self.write(word);
            }
        }
        true
    }

    /// An instant: how far ahead it is, if it is.
    fn time(&mut self, number: &'a str) {
        let end = number.find(')').unwrap_or(number.len());
        let ahead = number[..end].parse::<u64>().unwrap_or(0).saturating_sub(self.now);
        self.write(&ahead.to_string());
        self.rest = &number[end..];
    }

    /// A name that was given: the how-many-eth it is.
    fn name(&mut self, number: &'a str, close: char) {
        let end = number.find(close).unwrap_or(number.len());
        let next = self.names.len();
        let name = *self.names.entry(&number[..end]).or_insert(next);
        self.write(&name.to_string());
        self.rest = &number[end..];
    }

    fn write(&mut self, word: &str) {
        for hasher in &mut self.hashers {
            hasher.write(word.as_bytes());
        }
    }
}

/// What follows a value: up to the comma or bracket that ends it, whatever is in it.
fn skip_value(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    for (at, c) in text.char_indices() {
        match (quoted, c) {
            (true, '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (true, '"') if !escaped => quoted = false,
            (true, _) => {}
            (false, '"') => quoted = true,
            (false, '(' | '[' | '{') => depth += 1,
            (false, ')' | ']' | '}' | ',') if depth == 0 => return &text[at..],
            (false, ')' | ']' | '}') => depth -= 1,
            (false, _) => {}
        }
        escaped = false;
    }
    ""
}
