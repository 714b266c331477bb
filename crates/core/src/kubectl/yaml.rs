//! Objects as YAML and JSON, byte by byte as kubectl writes them.

use serde_json::Value;

/// A value as `-o yaml` has it: keys sorted, lists not indented, texts quoted where they would be read as something else.
pub(crate) fn yaml(value: &Value) -> String {
    let mut out = String::new();
    node(value, 0, false, &mut out);
    out
}

/// A value as `-o json` has it: four blanks a level, with Go's escapes.
pub(crate) fn json(value: &Value) -> String {
    let mut out = String::new();
    pretty(value, 0, &mut out);
    out.push('\n');
    out
}

/// A value as `-o kyaml` has it: braces and brackets, two blanks a level, texts always in quotes, keys only where they
/// must be. (The real one breaks texts of several lines; here they stay on one.)
pub(crate) fn kyaml(value: &Value) -> String {
    let mut out = String::from("---\n");
    flow(value, 0, &mut out);
    out.push('\n');
    out
}

fn flow(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push_str("{\n");
            for (key, value) in map {
                indent(depth + 1, 2, out);
                let bare = !reads_as_another_type(key)
                    && key.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c));
                out.push_str(&if bare { key.clone() } else { Value::from(key.as_str()).to_string() });
                out.push_str(": ");
                flow(value, depth + 1, out);
                out.push_str(",\n");
            }
            indent(depth, 2, out);
            out.push('}');
        }
        Value::Array(list) if list.iter().all(|value| value.is_object()) && !list.is_empty() => {
            out.push('[');
            for (at, value) in list.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                flow(value, depth, out);
            }
            out.push(']');
        }
        Value::Array(list) if !list.is_empty() => {
            out.push_str("[\n");
            for value in list {
                indent(depth + 1, 2, out);
                flow(value, depth + 1, out);
                out.push_str(",\n");
            }
            indent(depth, 2, out);
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn pretty(value: &Value, depth: usize, out: &mut String) {
    let (open, close, count) = match value {
        Value::Array(list) => ('[', ']', list.len()),
        Value::Object(object) => ('{', '}', object.len()),
        scalar => return out.push_str(&crate::revision::go_json(scalar)),
    };
    out.push(open);
    let keys: Vec<Option<&String>> = match value {
        Value::Object(object) => object.keys().map(Some).collect(),
        _ => vec![None; count],
    };
    let values =
        value.as_array().into_iter().flatten().chain(value.as_object().into_iter().flat_map(|o| o.values()));
    for (at, (key, value)) in keys.into_iter().zip(values).enumerate() {
        out.push_str(if at > 0 { ",\n" } else { "\n" });
        indent(depth + 1, 4, out);
        if let Some(key) = key {
            out.push_str(&crate::revision::go_json(&Value::from(key.as_str())));
            out.push_str(": ");
        }
        pretty(value, depth + 1, out);
    }
    if count > 0 {
        out.push('\n');
        indent(depth, 4, out);
    }
    out.push(close);
}

fn indent(depth: usize, by: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth * by));
}

/// Writes a value whose lines begin at a depth; `inline` says that the cursor is behind a list's dash.
fn node(value: &Value, depth: usize, inline: bool, out: &mut String) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (at, (key, value)) in object.iter().enumerate() {
                if at > 0 || !inline {
                    indent(depth, 2, out);
                }
                scalar(key, depth, out);
                out.push(':');
                field(value, depth, out);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (at, value) in list.iter().enumerate() {
                if at > 0 || !inline {
                    indent(depth, 2, out);
                }
                out.push_str("- ");
                node(value, depth + 1, true, out);
            }
        }
        _ => {
            leaf(value, depth, out);
            out.push('\n');
        }
    }
}

/// Writes what follows a key and its colon.
fn field(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            out.push('\n');
            node(value, depth + 1, false, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            node(value, depth, false, out);
        }
        _ => {
            out.push(' ');
            leaf(value, depth + 1, out);
            out.push('\n');
        }
    }
}

fn leaf(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::String(text) => scalar(text, depth, out),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
        other => out.push_str(&other.to_string()),
    }
}

fn scalar(text: &str, depth: usize, out: &mut String) {
    let printable = !text.chars().any(|c| c.is_control() && c != '\n');
    if text.contains('\n') && printable && !text.contains(" \n") && !text.starts_with([' ', '\n']) {
        literal(text, depth, out);
    } else if reads_as_another_type(text) || text.contains('\n') || !printable {
        out.push_str(&Value::from(text).to_string());
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

fn literal(text: &str, depth: usize, out: &mut String) {
    let body = text.strip_suffix('\n');
    out.push_str(match body {
        None => "|-",
        Some(body) if body.ends_with('\n') => "|+",
        Some(_) => "|",
    });
    for line in body.unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(depth, 2, out);
            out.push_str(line);
        }
    }
}

/// Whether a plain text would be read back as a number, a boolean, a time or nothing at all.
fn reads_as_another_type(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", ".nan", "="];
    let lower = text.to_ascii_lowercase();
    if WORDS.contains(&lower.as_str()) || [".inf", "+.inf", "-.inf"].contains(&lower.as_str()) {
        return true;
    }
    let digits = text.trim_start_matches(['+', '-']);
    let number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    number && (is_number(&digits.replace('_', "")) || is_time(text))
}

fn is_number(digits: &str) -> bool {
    let based = |prefix: &str, radix| {
        digits.strip_prefix(prefix).is_some_and(|rest| u64::from_str_radix(rest, radix).is_ok())
    };
    let sexagesimal = || {
        digits.contains(':')
            && digits
                .split([':', '.'])
                .all(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty())
    };
    let float = || digits.parse::<f64>().is_ok() && digits.bytes().any(|b| b.is_ascii_digit());
    based("0x", 16) || based("0b", 2) || based("0o", 8) || float() || sexagesimal()
}

/// Whether a text looks like a date or an instant.
fn is_time(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or("");
    let parts: Vec<&str> = date.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether a text may stand without quotes.
fn is_plain(text: &str) -> bool {
    const SPECIAL: &str = ",[]{}#&*!|>'\"%@`";
    let first = text.chars().next().unwrap_or(' ');
    let starts_well = match first {
        '-' | '?' | ':' => text.len() > 1 && !text[1..].starts_with(' '),
        _ => !SPECIAL.contains(first) && first != ' ',
    };
    starts_well
        && !text.starts_with("---")
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn yaml_is_written_as_kubectl_writes_it() {
        let value = json!({
            "a": {"text": "plain words", "number": "0", "truth": "true", "time": "2026-01-01T00:00:00Z", "none": null},
            "empty": {"list": [], "map": {}, "text": ""},
            "list": [{"name": "x", "inner": [1, 2]}, "y", [1]],
            "colon": "a: b", "star": "*", "dash": "- a", "lines": "one\ntwo\n", "open": "one\ntwo", "version": "1.25",
        });
        expect![[r#"
            a:
              none: null
              number: "0"
              text: plain words
              time: "2026-01-01T00:00:00Z"
              truth: "true"
            colon: 'a: b'
            dash: '- a'
            empty:
              list: []
              map: {}
              text: ""
            lines: |
              one
              two
            list:
            - inner:
              - 1
              - 2
              name: x
            - "y"
            - - 1
            open: |-
              one
              two
            star: '*'
            version: "1.25"
        "#]]
        .assert_eq(&yaml(&value));
    }

    #[test]
    fn json_is_written_as_kubectl_writes_it() {
        expect![[r#"
            {
                "a": [
                    1,
                    {
                        "b": "x \u003e y"
                    }
                ],
                "c": {},
                "d": []
            }
        "#]]
        .assert_eq(&json(&json!({"a": [1, {"b": "x > y"}], "c": {}, "d": []})));
    }
}
