//! ControllerRevisions: what one holds of a set, and the name that follows from it.

use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The data of a revision: the set's defaulted pod template as a patch that replaces it.
/// Follows `getPatch` of the StatefulSet controller.
#[must_use]
pub fn data(template: &Value) -> Value {
    let mut template = template.as_object().cloned().unwrap_or_else(Map::new);
    template.insert("$patch".into(), "replace".into());
    json!({"spec": {"template": template}})
}

/// The name of the revision with this template: the same in every cluster, unless names collided.
/// Follows `ControllerRevisionName` and `HashControllerRevision` of the controllers' history package.
#[must_use]
pub fn name(set: &str, template: &Value, collisions: u32) -> String {
    named(set, &data(template), collisions)
}

/// The name of the revision with this data, for data that are at hand already.
#[must_use]
pub fn named(set: &str, data: &Value, collisions: u32) -> String {
    let digest = fnv1(format!("{}{collisions}", go_json(data)).as_bytes());
    format!("{}-{}", prefix(set), safe_encode(&digest.to_string()))
}

/// The hash part of a revision's or a pod's revision label: what follows the set's name and a hyphen.
#[must_use]
pub fn hash_of<'n>(set: &str, name: &'n str) -> Option<&'n str> {
    name.strip_prefix(prefix(set))?.strip_prefix('-')
}

/// At most 223 bytes of the set's name, so that the whole stays a valid name.
fn prefix(set: &str) -> &str {
    set.get(..223).unwrap_or(set)
}

/// FNV-1 (not 1a) with 32 bits.
fn fnv1(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash: u32, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(*byte))
}

/// Text without vowels and look-alikes, so that no bad word appears. Follows `rand.SafeEncodeString`.
fn safe_encode(text: &str) -> String {
    const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
    text.bytes().map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])).collect()
}

/// Compact JSON as Go writes it: what could be taken for HTML is escaped.
#[must_use]
pub fn go_json(value: &Value) -> String {
    let plain = value.to_string();
    let mut escaped = String::with_capacity(plain.len());
    for character in plain.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // A String takes everything.
                let _ = write!(escaped, "\\u{:04x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_fnv_1() {
        assert_eq!([b"".as_slice(), b"a", b"foobar"].map(fnv1), [0x811c_9dc5, 0x050c_5d7e, 0x31f0_b262]);
    }

    #[test]
    fn json_is_escaped_as_go_does() {
        assert_eq!(go_json(&json!({"a": "x > y && \u{2028}"})), r#"{"a":"x \u003e y \u0026\u0026 \u2028"}"#);
    }

    #[test]
    fn a_collision_gives_another_name_and_long_names_are_cut() {
        let template = json!({"spec": {}});
        assert_ne!(name("web", &template, 0), name("web", &template, 1));
        assert_eq!(hash_of("web", "web-abc"), Some("abc"));
        assert!(name(&"w".repeat(300), &template, 0).len() < 240);
    }
}
